#include "archive_reader.h"

#include <archive.h>
#include <archive_entry.h>
#include <stdlib.h>
#include <sys/stat.h>

struct debut_archive {
  struct archive *archive;
  struct archive_entry *entry;
};

// Bytes that libarchive sees at once.
static const size_t block = 1 << 20;

debut_archive *debut_archive_open(const void *bytes, size_t count) {
  debut_archive *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  reader->archive = archive_read_new();
  if (!reader->archive) {
    free(reader);
    return NULL;
  }
  // Not all filters that there are: some start programs. Gzip is read by zlib.
  archive_read_support_filter_bzip2(reader->archive);
  archive_read_support_filter_xz(reader->archive);
  archive_read_support_filter_lzma(reader->archive);
  archive_read_support_filter_zstd(reader->archive);
  archive_read_support_format_tar(reader->archive);
  archive_read_support_format_zip(reader->archive);
  archive_read_support_format_7zip(reader->archive);
  archive_read_support_format_empty(reader->archive);
  archive_read_support_format_raw(reader->archive);
  // A failure is told by the first call of debut_archive_next.
  archive_read_open_memory2(reader->archive, bytes, count, block);
  return reader;
}

void debut_archive_close(debut_archive *reader) {
  archive_read_free(reader->archive);
  free(reader);
}

int debut_archive_next(debut_archive *reader) {
  int code = archive_read_next_header(reader->archive, &reader->entry);
  if (code == ARCHIVE_EOF) return 0;
  return code == ARCHIVE_OK || code == ARCHIVE_WARN ? 1 : -1;
}

const char *debut_archive_name(debut_archive *reader) {
  const char *name = archive_entry_pathname_utf8(reader->entry);
  if (!name) name = archive_entry_pathname(reader->entry);
  return name ? name : "";
}

int debut_archive_is_file(debut_archive *reader) {
  return archive_entry_filetype(reader->entry) == AE_IFREG;
}

int debut_archive_is_stream(debut_archive *reader) {
  return archive_format(reader->archive) == ARCHIVE_FORMAT_RAW;
}

ptrdiff_t debut_archive_read(debut_archive *reader, void *buffer, size_t capacity) {
  la_ssize_t got = archive_read_data(reader->archive, buffer, capacity);
  return got < 0 ? -1 : (ptrdiff_t)got;
}

const char *debut_archive_error(debut_archive *reader) {
  const char *text = archive_error_string(reader->archive);
  return text ? text : "the packed bytes are cut short or damaged";
}

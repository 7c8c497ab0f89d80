#include "gzip_reader.h"

#include <limits.h>
#include <stdlib.h>
#include <zlib.h>

struct debut_gzip {
  z_stream stream;
  const unsigned char *start;
  const unsigned char *next;
  const unsigned char *end;
  // Nonzero between two members, and before the first.
  int between;
  int members;
  const char *error;
};

debut_gzip *debut_gzip_open(const void *bytes, size_t count) {
  debut_gzip *reader = calloc(1, sizeof *reader);
  if (!reader) return NULL;
  // 16 more than the window's bits: gzip alone.
  if (inflateInit2(&reader->stream, 15 + 16) != Z_OK) {
    free(reader);
    return NULL;
  }
  reader->start = reader->next = bytes;
  reader->end = reader->next + count;
  reader->between = 1;
  return reader;
}

void debut_gzip_close(debut_gzip *reader) {
  inflateEnd(&reader->stream);
  free(reader);
}

static ptrdiff_t failure(debut_gzip *reader, const char *reason) {
  reader->error = reason ? reason : "the packed bytes are cut short or damaged";
  return -1;
}

// Begins the next member. Returns 1 if there is one, 0 at the end, -1 for anything else.
static int begin(debut_gzip *reader) {
  if (reader->members > 0) {
    if (reader->next < reader->end && *reader->next == 0) {
      while (reader->next < reader->end && *reader->next == 0) reader->next++;
      if (reader->next < reader->end) return (int)failure(reader, "bytes follow the end");
    }
    if (reader->next == reader->end) return 0;
    if (inflateReset(&reader->stream) != Z_OK) return (int)failure(reader, reader->stream.msg);
  }
  reader->members++;
  reader->between = 0;
  return 1;
}

ptrdiff_t debut_gzip_read(debut_gzip *reader, void *buffer, size_t capacity) {
  z_stream *stream = &reader->stream;
  size_t most = capacity < UINT_MAX ? capacity : UINT_MAX;
  stream->next_out = buffer;
  stream->avail_out = (uInt)most;
  while (stream->avail_out > 0) {
    if (reader->between) {
      int code = begin(reader);
      if (code < 0) return -1;
      if (code == 0) break;
    }
    size_t left = (size_t)(reader->end - reader->next);
    stream->next_in = (Bytef *)reader->next;
    stream->avail_in = (uInt)(left < UINT_MAX ? left : UINT_MAX);
    int code = inflate(stream, Z_NO_FLUSH);
    reader->next = stream->next_in;
    if (code == Z_STREAM_END) {
      reader->between = 1;
    } else if (code != Z_OK) {
      return failure(reader, code == Z_BUF_ERROR ? NULL : stream->msg);
    }
  }
  return (ptrdiff_t)(most - stream->avail_out);
}

size_t debut_gzip_taken(const debut_gzip *reader) { return (size_t)(reader->next - reader->start); }

const char *debut_gzip_error(debut_gzip *reader) { return reader->error; }

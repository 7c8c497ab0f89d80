#pragma once

#include <stddef.h>

/// Reads packed bytes: one stream (zstd, xz, bzip2), or the members of a zip, tar or 7z archive. A plain
/// wrapper of libarchive, so that whoever imports this header needs none of its own.
typedef struct debut_archive debut_archive;

/// Opens bytes, which must outlive the reader. Returns null without memory for it.
debut_archive *debut_archive_open(const void *bytes, size_t count);

/// Closes a reader.
void debut_archive_close(debut_archive *reader);

/// Moves to the next member. Returns 1 if there is one, 0 at the end, -1 for a damaged archive.
int debut_archive_next(debut_archive *reader);

/// The path of the member within the archive; empty if it has none.
const char *debut_archive_name(debut_archive *reader);

/// Returns 1 if the member is a regular file.
int debut_archive_is_file(debut_archive *reader);

/// Returns 1 if the bytes are one packed stream without members.
int debut_archive_is_stream(debut_archive *reader);

/// Reads the next bytes of the member. Returns their number, 0 at its end, -1 for a damaged archive.
ptrdiff_t debut_archive_read(debut_archive *reader, void *buffer, size_t capacity);

/// The reason of the last failure, as libarchive words it.
const char *debut_archive_error(debut_archive *reader);

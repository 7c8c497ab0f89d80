#pragma once

#include <stddef.h>

/// Reads gzip by zlib, which checks its checksums and lengths; libarchive before 3.7 does not.
typedef struct debut_gzip debut_gzip;

/// Opens bytes, which must outlive the reader. Returns null without memory for it.
debut_gzip *debut_gzip_open(const void *bytes, size_t count);

/// Closes a reader.
void debut_gzip_close(debut_gzip *reader);

/// Reads the next bytes of all members. Returns their number, 0 at the end, -1 for damaged bytes. Zeros after
/// the last member are padding; anything else there is damage.
ptrdiff_t debut_gzip_read(debut_gzip *reader, void *buffer, size_t capacity);

/// Returns the number of packed bytes that have been read.
size_t debut_gzip_taken(const debut_gzip *reader);

/// The reason of the last failure.
const char *debut_gzip_error(debut_gzip *reader);

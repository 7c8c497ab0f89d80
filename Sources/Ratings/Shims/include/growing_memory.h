#pragma once

#include <stddef.h>

/// Moves mapped memory to a mapping of another size, if it must be moved, without copying a page where the
/// system can. Returns null, and leaves the memory as it was, if there is none.
void *debut_remap(void *memory, size_t size, size_t wanted);

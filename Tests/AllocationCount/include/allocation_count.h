#pragma once
#include <stdbool.h>

/// Whether `allocation_count` counts: on Linux with the GNU C library, without a sanitiser that has an
/// allocator of its own.
bool allocation_count_works(void);

/// Heap allocations of the calling thread so far.
long allocation_count(void);

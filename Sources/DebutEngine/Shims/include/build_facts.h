#pragma once

#include <stddef.h>

/// The C compiler inside the Swift compiler that reads this header, with its revision. Swift has no name
/// for its own exact version; this one changes with every release of the toolchain.
static inline const char *debut_compiler_revision(void) { return __VERSION__; }

/// Copies what the linker calls this build of the running program: a hash of all that it linked (the GNU
/// build id; on macOS the UUID). Returns how many bytes it has, at most `capacity`; 0 where there is none.
size_t debut_build_id(unsigned char *bytes, size_t capacity);

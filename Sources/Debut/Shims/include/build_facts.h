#pragma once

/// The C compiler inside the Swift compiler that reads this header, with its revision. Swift has no name
/// for its own exact version; this one changes with every release of the toolchain.
static inline const char *debut_compiler_revision(void) { return __VERSION__; }

#pragma once

/// Tells the core that this is a waiting loop; Swift has no public name for the instruction.
static inline __attribute__((always_inline)) void shim_spin_hint(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

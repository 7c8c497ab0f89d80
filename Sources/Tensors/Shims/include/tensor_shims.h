#pragma once

/// Hints to the core that this is a waiting loop; Swift has no public name for the instruction.
static inline __attribute__((always_inline)) void shim_spin_hint(void) {
#if defined(__x86_64__) || defined(__i386__)
  __builtin_ia32_pause();
#elif defined(__aarch64__)
  __asm__ volatile("yield");
#endif
}

/// The two words of a Swift closure of type `(Int) -> Void`. They are borrowed: valid until the
/// function that received the closure returns.
///
/// Swift lets a closure that does not escape be called but not stored, not even during a call;
/// `withoutActuallyEscaping` would allocate a box on the heap for each parallel loop.
typedef struct {
  const void *function;
  const void *context;
} ShimClosure;

/// Calls the closure, by Swift's calling convention.
static inline void shim_call(ShimClosure closure, long argument) {
  typedef __attribute__((swiftcall)) void (*Function)(
      long, __attribute__((swift_context)) const void *);
  ((Function)closure.function)(argument, closure.context);
}

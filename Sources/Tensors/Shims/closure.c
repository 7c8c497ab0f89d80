#include "tensor_shims.h"

/// Writes the two words of a closure. Declared in Swift as `closureWords`: Swift passes a closure
/// as its two words.
__attribute__((swiftcall)) void shim_closure_words(
    const void *function, const void *context, ShimClosure *words) {
  words->function = function;
  words->context = context;
}

#pragma once
#include <stdint.h>

/// The arguments of a GRU's pass over a sequence, as one C structure, because a C function pointer
/// cannot take a Swift structure. Convention and gate order are PyTorch's (`torch.nn.GRU`):
///
///     r  = sigmoid(x W_ir' + b_ir + h W_hr' + b_hr)
///     z  = sigmoid(x W_iz' + b_iz + h W_hz' + b_hz)
///     n  = tanh   (x W_in' + b_in + r * (h W_hn' + b_hn))
///     h' = (1 - z) n + z h
///
/// Sequences are time-major: row `t * stride + b` is step `t` of sequence `b`. A pass works on
/// `rows` neighbouring sequences of a batch of `stride`; the pointers point at its first row.
/// No pointer needs more than the alignment of a float.
typedef struct {
  /// Number of time steps.
  int64_t steps;
  /// Sequences of this pass.
  int64_t rows;
  /// Sequences of the whole batch: rows from one step to the next.
  int64_t stride;
  /// H, the number of units.
  int64_t hidden;
  /// [rows] steps of each sequence, 0 ... steps; null: `steps` for all. From its length on, a row
  /// repeats its last state. Any order is allowed; a descending one costs least.
  const int32_t *lengths;
  /// [steps, stride, 3H] x W_i' + b_i, gates in the order r, z, n.
  const float *input_gates;
  /// W_h' packed with `packB` (forward: transposed, k = H, n = 3H), or packed W_h (backward:
  /// not transposed, k = 3H, n = H).
  const float *packed_weight;
  /// [3H] b_h, or null for zeros.
  const float *hidden_bias;
  /// [rows, H] the state before the first step, or null for zeros.
  const float *initial;
  /// [steps, stride, H] the state after each step. The forward pass writes it, the backward pass
  /// reads it.
  float *states;
  /// [steps, stride, 4H] r, z, n and h W_hn' + b_hn, for the backward pass. Null if no gradient is
  /// needed. From a row's length on, it is neither written nor read.
  float *gates;
  /// `gruScratch(rows, hidden)` floats.
  float *scratch;
  /// Backward only. [steps, stride, H] the gradient with respect to every state; read.
  const float *d_states;
  /// Backward only. [rows, H] On entry, the gradient of the last states that comes from later
  /// steps. On exit, the gradient of the states before the first step, as a pass over earlier steps
  /// takes it. If `initial` is null, the value on exit has no meaning.
  float *carried;
  /// Backward only. [steps, stride, 4H] written: dr, dz, dn, r dn. The first three are the gradient
  /// of x W_i' + b_i; the first two and the last that of h W_h' + b_h. Zero from a row's length on.
  float *d_gates;
} GRUPass;

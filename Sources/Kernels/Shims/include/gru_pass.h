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
/// Sequences are time-major: row `t * stride + b` belongs to step `t` of sequence `b`. A pass works on
/// `rows` neighbouring sequences of a batch of `stride`; the pointers point at its first row.
/// `hidden` is H below. No pointer needs more than the alignment of a float.
typedef struct {
  int64_t steps;
  int64_t rows;
  int64_t stride;
  int64_t hidden;
  /// [rows] steps that belong to each sequence, 0 ... steps; null: all of them. From its length on a
  /// row repeats its last state. Sorted descending costs least; any order is right.
  const int32_t *lengths;
  /// [steps, stride, 3H] x W_i' + b_i, gates in the order r, z, n.
  const float *input_gates;
  /// W_h' packed with `packB` (forward: transposed, k = H, n = 3H), W_h packed likewise (backward:
  /// not transposed, k = 3H, n = H).
  const float *packed_weight;
  /// [3H] b_h, or null.
  const float *hidden_bias;
  /// [rows, H] the state before the first step, or null for zeros.
  const float *initial;
  /// [steps, stride, H] the state after each step. Forward writes, backward reads.
  float *states;
  /// [steps, stride, 4H] r, z, n and h W_hn' + b_hn, for backward. Null where no gradient is wanted.
  /// Not written from a row's length on, nor read there.
  float *gates;
  /// `gruScratch(rows, hidden)` floats.
  float *scratch;
  /// Backward only. [steps, stride, H] gradient with respect to every state; read.
  const float *d_states;
  /// Backward only. [rows, H] enters as the gradient of the last states that comes from beyond the pass, and
  /// leaves as that of the states before the first step: what a pass over earlier steps is given. Where
  /// `initial` is null, nobody can want it, and it leaves without meaning.
  float *carried;
  /// Backward only. [steps, stride, 4H] written: dr, dz, dn, r dn. The first three are the gradient of
  /// x W_i' + b_i; the first two and the last that of h W_h' + b_h. Zero from a row's length on.
  float *d_gates;
} GRUPass;

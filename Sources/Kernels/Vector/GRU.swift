import CKernelShims

// Letters, equations, gate order and layout: `GRUPass` in Shims/include/gru_pass.h.
//
// The sequences of a pass do not depend on each other. They go in blocks of a few rows, each
// through all of its steps, so that a block's products are still in the first-level cache when the
// gates read them. At each step the products run over the rows up to the last one that is still
// alive; rows that have ended repeat their state. `gates` is written for living rows only. No
// result depends on the blocks.

/// Rows of a block: a multiple of every variant's tallest tile.
private let blockRows = 48

func gruScratch(_ rows: Int, _ hidden: Int) -> Int {
  // A block's products, and a row of zeros.
  min(rows, blockRows) * 3 * hidden + 3 * hidden
}

/// The sequences of one block and the buffers that both passes need.
private struct Block {
  let hidden: Int
  let first: Int
  let rows: Int
  let steps: Int
  let stride: Int
  let lengths: Indices?
  /// [blockRows, 3H] of scratch: the products of the forward pass.
  let buffer: Out
  /// [3H] zeros in place of an absent state or bias.
  let zeros: In

  @inline(__always)
  init(_ pass: GRUPass, _ first: Int, _ scratch: Out) {
    hidden = Int(pass.hidden)
    self.first = first
    rows = min(blockRows, Int(pass.rows) - first)
    steps = Int(pass.steps)
    stride = Int(pass.stride)
    lengths = pass.lengths.map { $0 + first }
    zeros = In(scratch)
    buffer = scratch + 3 * hidden
  }

  /// Returns the row in the time-major layout.
  @inline(__always)
  func at(_ step: Int, _ row: Int) -> Int { step &* stride &+ first &+ row }

  @inline(__always)
  func ended(_ row: Int, _ step: Int) -> Bool {
    guard let lengths else { return false }
    return Int(lengths[row]) <= step
  }

  /// Returns the number of rows up to and including the last that has not ended at `step`.
  @inline(__always)
  func alive(_ step: Int) -> Int {
    var count = rows
    while count > 0 && ended(count - 1, step) { count -= 1 }
    return count
  }

  /// Returns the state of `row` before `step`; zeros if there is none.
  @inline(__always)
  func before(_ pass: GRUPass, _ states: Out, _ step: Int, _ row: Int) -> In {
    if step > 0 { return In(states + at(step - 1, row) &* hidden) }
    return pass.initial.map { $0 + (first &+ row) &* hidden } ?? zeros
  }
}

// MARK: Forward

func gruForward(_ pass: UnsafePointer<GRUPass>) {
  let pass = pass.pointee
  guard let states = pass.states, let scratch = pass.scratch, let inputs = pass.input_gates,
    let weight = pass.packed_weight
  else { return }
  scratch.update(repeating: 0, count: 3 * Int(pass.hidden))
  var first = 0
  while first < Int(pass.rows) {
    let block = Block(pass, first, scratch)
    for step in 0..<block.steps { forward(pass, block, step, states, inputs, weight) }
    first += blockRows
  }
}

private func forward(
  _ pass: GRUPass, _ block: Block, _ step: Int, _ states: Out, _ inputs: In, _ weight: In
) {
  let hidden = block.hidden
  let alive = block.alive(step)
  // From a state of zeros the products are zeros.
  let fromZeros = step == 0 && pass.initial == nil
  if !fromZeros {
    gemmPacked(
      alive, 3 * hidden, hidden, block.before(pass, states, step, 0), hidden, weight, false,
      block.buffer, 3 * hidden)
  }
  for row in 0..<block.rows {
    let at = block.at(step, row)
    let before = block.before(pass, states, step, row)
    if row >= alive || block.ended(row, step) {
      (states + at * hidden).update(from: before, count: hidden)
      continue
    }
    cell(
      hidden, inputs + at * 3 * hidden,
      fromZeros ? block.zeros : In(block.buffer + row * 3 * hidden),
      pass.hidden_bias ?? block.zeros, before, states + at * hidden,
      pass.gates.map { $0 + at * 4 * hidden })
  }
}

/// Writes the gates and the new state of one row at one step.
private func cell(
  _ hidden: Int, _ input: In, _ product: In, _ bias: In, _ before: In, _ after: Out, _ gates: Out?
) {
  var j = 0
  while j + lanes <= hidden {
    cell(hidden, j, lanes, input, product, bias, before, after, gates)
    j += lanes
  }
  if j < hidden { cell(hidden, j, hidden - j, input, product, bias, before, after, gates) }
}

/// Writes those of `count` <= lanes units from unit `j` on.
@inline(__always)
private func cell(
  _ hidden: Int, _ j: Int, _ count: Int, _ input: In, _ product: In, _ bias: In, _ before: In,
  _ after: Out, _ gates: Out?
) {
  let atR = j
  let atZ = hidden + j
  let atN = 2 * hidden + j
  let hiddenR = vector_add(load(product + atR, count), load(bias + atR, count))
  let hiddenZ = vector_add(load(product + atZ, count), load(bias + atZ, count))
  let hiddenN = vector_add(load(product + atN, count), load(bias + atN, count))
  let r = vector_sigmoid(vector_add(load(input + atR, count), hiddenR))
  let z = vector_sigmoid(vector_add(load(input + atZ, count), hiddenZ))
  let n = vector_tanh(vector_mul_add(r, hiddenN, load(input + atN, count)))
  // (1 - z) n + z h = n + z (h - n)
  let state = vector_mul_add(z, vector_subtract(load(before + j, count), n), n)
  store(after + j, state, count)
  guard let gates else { return }
  store(gates + atR, r, count)
  store(gates + atZ, z, count)
  store(gates + atN, n, count)
  store(gates + 3 * hidden + j, hiddenN, count)
}

// MARK: Backward

func gruBackward(_ pass: UnsafePointer<GRUPass>) {
  let pass = pass.pointee
  guard let scratch = pass.scratch, let gates = pass.gates, let gradients = pass.d_gates else {
    return
  }
  scratch.update(repeating: 0, count: 3 * Int(pass.hidden))
  var first = 0
  while first < Int(pass.rows) {
    let block = Block(pass, first, scratch)
    var step = block.steps - 1
    while step >= 0 {
      backward(pass, block, step, gates, gradients)
      step -= 1
    }
    first += blockRows
  }
}

private func backward(
  _ pass: GRUPass, _ block: Block, _ step: Int, _ gates: In, _ gradients: Out
) {
  guard let states = pass.states, let weight = pass.packed_weight,
    let stateGradients = pass.d_states,
    let carried = pass.carried.map({ $0 + block.first * block.hidden })
  else { return }
  let hidden = block.hidden
  let width = 4 * hidden
  let alive = block.alive(step)
  let base = block.at(step, 0)
  // `carried` becomes the gradient of the states after this step.
  add(block.rows * hidden, carried, stateGradients + base * hidden, carried)
  for row in 0..<block.rows {
    let at = base + row
    if row >= alive || block.ended(row, step) {
      (gradients + at * width).update(repeating: 0, count: width)
      continue
    }
    cellBackward(
      hidden, gates + at * width, block.before(pass, states, step, row), carried + row * hidden,
      gradients + at * width)
  }
  // `carried` now holds dh z; the rest of the previous state's gradient comes through W_h. At the
  // first step nothing needs it if there is no initial state.
  if step == 0 && pass.initial == nil { return }
  let toRows = gradients + base * width
  gemmPackedPart(
    alive, hidden, 3 * hidden, 0, 2 * hidden, toRows, width, weight, carried, hidden)
  gemmPackedPart(
    alive, hidden, 3 * hidden, 2 * hidden, hidden, toRows + 3 * hidden, width, weight, carried,
    hidden)
}

/// Writes the gradients of one row's gates. `carried` holds the gradient of the new state on entry,
/// and on exit the part of it that goes straight to the old state.
private func cellBackward(
  _ hidden: Int, _ gates: In, _ before: In, _ carried: Out, _ gradients: Out
) {
  var j = 0
  while j + lanes <= hidden {
    cellBackward(hidden, j, lanes, gates, before, carried, gradients)
    j += lanes
  }
  if j < hidden { cellBackward(hidden, j, hidden - j, gates, before, carried, gradients) }
}

/// Writes those of `count` <= lanes units from unit `j` on.
@inline(__always)
private func cellBackward(
  _ hidden: Int, _ j: Int, _ count: Int, _ gates: In, _ before: In, _ carried: Out,
  _ gradients: Out
) {
  let one = vector_all(1)
  let atZ = hidden + j
  let atN = 2 * hidden + j
  let r = load(gates + j, count)
  let z = load(gates + atZ, count)
  let n = load(gates + atN, count)
  let hiddenN = load(gates + 3 * hidden + j, count)
  let dh = load(carried + j, count)
  let slopeN = vector_subtract(one, vector_multiply(n, n))
  let dn = vector_multiply(vector_multiply(dh, vector_subtract(one, z)), slopeN)
  let slopeZ = vector_multiply(z, vector_subtract(one, z))
  let towardsZ = vector_multiply(dh, vector_subtract(load(before + j, count), n))
  let dz = vector_multiply(towardsZ, slopeZ)
  let slopeR = vector_multiply(r, vector_subtract(one, r))
  let dr = vector_multiply(vector_multiply(dn, hiddenN), slopeR)
  store(carried + j, vector_multiply(dh, z), count)
  store(gradients + j, dr, count)
  store(gradients + atZ, dz, count)
  store(gradients + atN, dn, count)
  store(gradients + 3 * hidden + j, vector_multiply(dn, r), count)
}

@inline(__always)
private func load(_ p: In, _ count: Int) -> Vector { vector_load_up_to(p, count) }

@inline(__always)
private func store(_ p: Out, _ v: Vector, _ count: Int) { vector_store_up_to(p, v, count) }

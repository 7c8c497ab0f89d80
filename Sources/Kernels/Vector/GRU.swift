import CKernelShims

// See GRUPass for letters, equations and layout. At each step the products run over the rows up to the
// last one that is still alive; rows that have ended repeat their state.

func gruScratch(_ rows: Int, _ hidden: Int) -> Int { rows * 3 * hidden + rows * hidden }

/// Rows up to and including the last whose sequence has not ended at `step`.
private func rowsAlive(_ pass: UnsafePointer<GRUPass>, _ step: Int) -> Int {
  var rows = Int(pass.pointee.rows)
  guard let lengths = pass.pointee.lengths else { return rows }
  while rows > 0 && Int(lengths[rows - 1]) <= step { rows -= 1 }
  return rows
}

func gruForward(_ pass: UnsafePointer<GRUPass>) {
  let hidden = Int(pass.pointee.hidden)
  let stride = Int(pass.pointee.stride)
  let rows = Int(pass.pointee.rows)
  guard let states = pass.pointee.states, let products = pass.pointee.scratch,
    let inputs = pass.pointee.input_gates, let weight = pass.pointee.packed_weight
  else { return }
  let zeros = products + rows * 3 * hidden
  if pass.pointee.initial == nil { zeros.update(repeating: 0, count: rows * hidden) }
  var previous = pass.pointee.initial ?? In(zeros)
  for step in 0..<Int(pass.pointee.steps) {
    let alive = rowsAlive(pass, step)
    let next = states + step * stride * hidden
    gemmPacked(alive, 3 * hidden, hidden, previous, hidden, weight, false, products, 3 * hidden)
    if let bias = pass.pointee.hidden_bias {
      addToRows(alive, 3 * hidden, bias, products, 3 * hidden)
    }
    for row in 0..<rows {
      let before = previous + row * hidden
      let after = next + row * hidden
      if row >= alive || ended(pass, row, step) {
        after.update(from: before, count: hidden)
        continue
      }
      let at = step * stride + row
      cell(
        hidden, inputs + at * 3 * hidden, products + row * 3 * hidden, before, after,
        pass.pointee.gates.map { $0 + at * 4 * hidden })
    }
    previous = In(next)
  }
}

@inline(__always)
private func ended(_ pass: UnsafePointer<GRUPass>, _ row: Int, _ step: Int) -> Bool {
  guard let lengths = pass.pointee.lengths else { return false }
  return Int(lengths[row]) <= step
}

/// The gates of one row at one step.
private func cell(
  _ hidden: Int, _ input: In, _ product: In, _ before: In, _ after: Out, _ gates: Out?
) {
  var j = 0
  while j + lanes <= hidden {
    let r = logistic(vector_add(vector_load(input + j), vector_load(product + j)))
    let z = logistic(
      vector_add(vector_load(input + hidden + j), vector_load(product + hidden + j)))
    let inner = vector_load(product + 2 * hidden + j)
    let n = hyperbolicTangent(vector_mul_add(r, inner, vector_load(input + 2 * hidden + j)))
    // (1 - z) n + z h = n + z (h - n)
    let state = vector_mul_add(z, vector_subtract(vector_load(before + j), n), n)
    vector_store(after + j, state)
    if let gates {
      vector_store(gates + j, r)
      vector_store(gates + hidden + j, z)
      vector_store(gates + 2 * hidden + j, n)
      vector_store(gates + 3 * hidden + j, inner)
    }
    j += lanes
  }
  let rest = Int64(hidden - j)
  guard rest > 0 else { return }
  let r = logistic(
    vector_add(vector_load_some(input + j, rest), vector_load_some(product + j, rest)))
  let z = logistic(
    vector_add(
      vector_load_some(input + hidden + j, rest), vector_load_some(product + hidden + j, rest)))
  let inner = vector_load_some(product + 2 * hidden + j, rest)
  let n = hyperbolicTangent(
    vector_mul_add(r, inner, vector_load_some(input + 2 * hidden + j, rest)))
  let state = vector_mul_add(z, vector_subtract(vector_load_some(before + j, rest), n), n)
  vector_store_some(after + j, state, rest)
  if let gates {
    vector_store_some(gates + j, r, rest)
    vector_store_some(gates + hidden + j, z, rest)
    vector_store_some(gates + 2 * hidden + j, n, rest)
    vector_store_some(gates + 3 * hidden + j, inner, rest)
  }
}

func gruBackward(_ pass: UnsafePointer<GRUPass>) {
  let hidden = Int(pass.pointee.hidden)
  let stride = Int(pass.pointee.stride)
  let rows = Int(pass.pointee.rows)
  guard let states = pass.pointee.states, let gates = pass.pointee.gates,
    let scratch = pass.pointee.scratch, let weight = pass.pointee.packed_weight,
    let dStates = pass.pointee.d_states, let dInputs = pass.pointee.d_input_gates,
    let dHiddens = pass.pointee.d_hidden_gates
  else { return }
  // The gradient of the state after the step at hand, carried back from step to step.
  let carried = scratch
  let zeros = scratch + rows * hidden
  carried.update(repeating: 0, count: rows * hidden)
  if pass.pointee.initial == nil { zeros.update(repeating: 0, count: rows * hidden) }
  let initial = pass.pointee.initial ?? In(zeros)
  var step = Int(pass.pointee.steps) - 1
  while step >= 0 {
    let alive = rowsAlive(pass, step)
    let base = step * stride
    let previous = step > 0 ? In(states) + (step - 1) * stride * hidden : initial
    add(rows * hidden, carried, dStates + base * hidden, carried)
    for row in 0..<rows {
      let dInput = dInputs + (base + row) * 3 * hidden
      let dHidden = dHiddens + (base + row) * 3 * hidden
      if row >= alive || ended(pass, row, step) {
        dInput.update(repeating: 0, count: 3 * hidden)
        dHidden.update(repeating: 0, count: 3 * hidden)
        continue
      }
      cellBackward(
        hidden, gates + (base + row) * 4 * hidden, previous + row * hidden, carried + row * hidden,
        dInput, dHidden)
    }
    // carried holds dh z by now; the rest of the way back to the previous state goes through W_h.
    gemmPacked(
      alive, hidden, 3 * hidden, dHiddens + base * 3 * hidden, 3 * hidden, weight, true, carried,
      hidden)
    step -= 1
  }
  if let dInitial = pass.pointee.d_initial { add(rows * hidden, dInitial, carried, dInitial) }
}

/// The gradients of one row's gates; `carried` enters as the gradient of the new state and leaves as
/// the part of it that goes straight to the old one.
private func cellBackward(
  _ hidden: Int, _ gates: In, _ before: In, _ carried: Out, _ dInput: Out, _ dHidden: Out
) {
  for j in 0..<hidden {
    let r = gates[j]
    let z = gates[hidden + j]
    let n = gates[2 * hidden + j]
    let inner = gates[3 * hidden + j]
    let dh = carried[j]
    let dn: Float = dh * (1 - z) * (1 - n * n)
    let dz: Float = dh * (before[j] - n) * z * (1 - z)
    let dr: Float = dn * inner * r * (1 - r)
    carried[j] = dh * z
    dInput[j] = dr
    dInput[hidden + j] = dz
    dInput[2 * hidden + j] = dn
    dHidden[j] = dr
    dHidden[hidden + j] = dz
    dHidden[2 * hidden + j] = dn * r
  }
}

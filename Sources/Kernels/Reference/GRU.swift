import CKernelShims

/// The arguments of a GRU's pass in any precision. `GRUPass` describes the equations and layouts.
public struct ReferenceGRUPass<Real: ReferenceReal> {
  /// Number of time steps.
  public var steps: Int
  /// Sequences of this pass.
  public var rows: Int
  /// Sequences of the whole batch: rows from one step to the next.
  public var stride: Int
  /// H, the number of units.
  public var hidden: Int
  /// [rows] steps of each sequence; nil: `steps` for all.
  public var lengths: UnsafePointer<Int32>?
  /// [steps, stride, 3H] x W_i' + b_i, gates in the order r, z, n.
  public var inputGates: UnsafePointer<Real>
  /// W_h as `Reference.packB` writes it: [H, 3H] for a forward pass, [3H, H] for a backward one.
  public var packedWeight: UnsafePointer<Real>
  /// [3H] b_h; nil: zeros.
  public var hiddenBias: UnsafePointer<Real>?
  /// [rows, H] the states before the first step; nil: zeros.
  public var initial: UnsafePointer<Real>?
  /// [steps, stride, H] the state after each step.
  public var states: UnsafeMutablePointer<Real>
  /// [steps, stride, 4H] r, z, n and h W_hn' + b_hn; nil if no gradient is needed.
  public var gates: UnsafeMutablePointer<Real>?
  /// `Reference.gruScratch(rows, hidden)` numbers.
  public var scratch: UnsafeMutablePointer<Real>
  /// [steps, stride, H] the gradient with respect to every state; nil in a forward pass.
  public var stateGradients: UnsafePointer<Real>?
  /// [rows, H] the gradient of the last states on entry, of the initial states on exit; nil in a
  /// forward pass.
  public var carried: UnsafeMutablePointer<Real>?
  /// [steps, stride, 4H] dr, dz, dn and r dn; nil in a forward pass.
  public var gateGradients: UnsafeMutablePointer<Real>?

  /// Creates the arguments of a forward pass; those of a backward pass are nil until they are set.
  public init(
    steps: Int, rows: Int, stride: Int, hidden: Int, lengths: UnsafePointer<Int32>?,
    inputGates: UnsafePointer<Real>, packedWeight: UnsafePointer<Real>,
    hiddenBias: UnsafePointer<Real>?, initial: UnsafePointer<Real>?,
    states: UnsafeMutablePointer<Real>, gates: UnsafeMutablePointer<Real>?,
    scratch: UnsafeMutablePointer<Real>
  ) {
    self.steps = steps
    self.rows = rows
    self.stride = stride
    self.hidden = hidden
    self.lengths = lengths
    self.inputGates = inputGates
    self.packedWeight = packedWeight
    self.hiddenBias = hiddenBias
    self.initial = initial
    self.states = states
    self.gates = gates
    self.scratch = scratch
  }

  /// Returns the number of steps of sequence `row`.
  func length(_ row: Int) -> Int { lengths.map { Int($0[row]) } ?? steps }

  /// Returns the state of `row` before `step`; nil for zeros.
  func stateBefore(_ step: Int, _ row: Int) -> UnsafePointer<Real>? {
    if step == 0 { return initial.map { $0 + row * hidden } }
    return UnsafePointer(states + ((step - 1) * stride + row) * hidden)
  }
}

extension ReferenceGRUPass where Real == Float {
  /// Copies the arguments in `pass`.
  init(_ pass: GRUPass) {
    self.init(
      steps: Int(pass.steps), rows: Int(pass.rows), stride: Int(pass.stride),
      hidden: Int(pass.hidden), lengths: pass.lengths, inputGates: pass.input_gates,
      packedWeight: pass.packed_weight, hiddenBias: pass.hidden_bias, initial: pass.initial,
      states: pass.states, gates: pass.gates, scratch: pass.scratch)
    stateGradients = pass.d_states
    carried = pass.carried
    gateGradients = pass.d_gates
  }
}

extension Reference {
  /// Returns how many scratch numbers either pass needs: the products of one row.
  public static func gruScratch(_ rows: Int, _ hidden: Int) -> Int { 3 * hidden }

  /// Writes the states of a GRU over a batch of sequences, and its gates unless `gates` is nil.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func gruForward<Real: ReferenceReal>(_ pass: ReferenceGRUPass<Real>) {
    let h = pass.hidden
    let products = pass.scratch
    for step in 0..<pass.steps {
      for row in 0..<pass.rows {
        let at = step * pass.stride + row
        let before = pass.stateBefore(step, row)
        let state = pass.states + at * h
        guard step < pass.length(row) else {
          for j in 0..<h { state[j] = before?[j] ?? 0 }
          continue
        }
        for j in 0..<3 * h {
          var total = pass.hiddenBias?[j] ?? 0
          if let before { for p in 0..<h { total += before[p] * pass.packedWeight[p * 3 * h + j] } }
          products[j] = total
        }
        let x = pass.inputGates + at * 3 * h
        for j in 0..<h {
          let r = logistic(x[j] + products[j])
          let z = logistic(x[h + j] + products[h + j])
          let n = Real.hyperbolicTangent(x[2 * h + j] + r * products[2 * h + j])
          state[j] = (1 - z) * n + z * (before?[j] ?? 0)
          if let gates = pass.gates.map({ $0 + at * 4 * h }) {
            gates[j] = r
            gates[h + j] = z
            gates[2 * h + j] = n
            gates[3 * h + j] = products[2 * h + j]
          }
        }
      }
    }
  }

  /// Writes the gradients of a GRU's pass. From h' = (1 - z) n + z h, with the gradient g of h':
  /// dn = g (1 - z) (1 - n^2), dz = g (h - n) z (1 - z), dr = dn (h W_hn' + b_hn) r (1 - r);
  /// the new gate's hidden part receives dn r, and the state before g z + (dr, dz, dn r) W_h.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func gruBackward<Real: ReferenceReal>(_ pass: ReferenceGRUPass<Real>) {
    guard let gates = pass.gates, let stateGradients = pass.stateGradients,
      let carried = pass.carried, let gateGradients = pass.gateGradients
    else { preconditionFailure("a backward pass needs gates and all gradients") }
    let h = pass.hidden
    for step in (0..<pass.steps).reversed() {
      for row in 0..<pass.rows {
        let at = step * pass.stride + row
        let gradient = carried + row * h
        let d = gateGradients + at * 4 * h
        for j in 0..<h { gradient[j] += stateGradients[at * h + j] }
        guard step < pass.length(row) else {
          for j in 0..<4 * h { d[j] = 0 }
          continue
        }
        let before = pass.stateBefore(step, row)
        let gate = gates + at * 4 * h
        for j in 0..<h {
          let (r, z, n) = (gate[j], gate[h + j], gate[2 * h + j])
          let dn = gradient[j] * (1 - z) * (1 - n * n)
          d[j] = dn * gate[3 * h + j] * r * (1 - r)
          d[h + j] = gradient[j] * ((before?[j] ?? 0) - n) * z * (1 - z)
          d[2 * h + j] = dn
          d[3 * h + j] = dn * r
          gradient[j] *= z
        }
        for p in 0..<3 * h {
          let dProduct = p < 2 * h ? d[p] : d[h + p]
          for j in 0..<h { gradient[j] += dProduct * pass.packedWeight[p * h + j] }
        }
      }
    }
  }
}

import CKernelShims

/// The arguments of a GRU's pass, as `GRUPass` (which see) has them, in any precision.
public struct ReferenceGRUPass<Real: ReferenceReal> {
  public var steps: Int
  public var rows: Int
  public var stride: Int
  public var hidden: Int
  public var lengths: UnsafePointer<Int32>?
  public var inputGates: UnsafePointer<Real>
  /// As `Reference.packB` leaves it: [H, 3H] for the forward pass, [3H, H] for the backward one.
  public var packedWeight: UnsafePointer<Real>
  public var hiddenBias: UnsafePointer<Real>?
  public var initial: UnsafePointer<Real>?
  public var states: UnsafeMutablePointer<Real>
  public var gates: UnsafeMutablePointer<Real>?
  public var scratch: UnsafeMutablePointer<Real>
  /// Null in a forward pass, as are the two below.
  public var stateGradients: UnsafePointer<Real>?
  public var carried: UnsafeMutablePointer<Real>?
  public var gateGradients: UnsafeMutablePointer<Real>?

  /// A forward pass; the fields of the backward pass are null until they are set.
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

  /// Steps that belong to sequence `row`.
  func length(_ row: Int) -> Int { lengths.map { Int($0[row]) } ?? steps }

  /// The state of `row` before `step`, null for zeros.
  func stateBefore(_ step: Int, _ row: Int) -> UnsafePointer<Real>? {
    if step == 0 { return initial.map { $0 + row * hidden } }
    return UnsafePointer(states + ((step - 1) * stride + row) * hidden)
  }
}

extension ReferenceGRUPass where Real == Float {
  /// The pass that `pass` describes.
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
  /// Floats of scratch of either pass: the products of one row.
  public static func gruScratch(_ rows: Int, _ hidden: Int) -> Int { 3 * hidden }

  /// States (and gates, where wanted) of a GRU over a batch of sequences.
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

  /// Gradients of a GRU's pass. From h' = (1 - z) n + z h, with the gradient g of h':
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

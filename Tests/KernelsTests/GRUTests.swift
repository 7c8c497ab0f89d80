import Kernels
import KernelsReference
import Testing

/// The shape of one pass over a batch of sequences.
struct PassShape: CustomTestStringConvertible, Sendable {
  var steps: Int
  var rows: Int
  var hidden: Int
  /// Columns of the batch that lie beside the pass's own.
  var neighbours = 0
  var lengths: [Int32]?
  var hasInitial = true
  var hasBias = true

  var stride: Int { rows + neighbours }
  var testDescription: String {
    "T \(steps) B \(rows) H \(hidden) stride \(stride) \(lengths == nil ? "" : "ragged ")"
      + "\(hasInitial ? "h0 " : "")\(hasBias ? "b" : "")"
  }

  static let all = [
    PassShape(steps: 0, rows: 3, hidden: 5),
    PassShape(steps: 1, rows: 1, hidden: 1),
    PassShape(steps: 1, rows: 1, hidden: 101, hasInitial: false, hasBias: false),
    PassShape(steps: 3, rows: 0, hidden: 4),
    PassShape(steps: 19, rows: 16, hidden: 101),
    PassShape(steps: 4, rows: 5, hidden: 16, neighbours: 2, hasInitial: false),
    PassShape(steps: 4, rows: 5, hidden: 33, neighbours: 3, lengths: [0, 4, 1, 3, 2]),
    PassShape(steps: 5, rows: 4, hidden: 17, lengths: [5, 3, 3, 0], hasInitial: false),
    PassShape(steps: 3, rows: 2, hidden: 8, lengths: [0, 0], hasBias: false),
    PassShape(
      steps: 3, rows: 61, hidden: 20, neighbours: 1,
      lengths: (0..<61).map { Int32($0 * 7 % 4) }),
  ]
}

/// One case with its buffers for the kernels.
private final class Pass {
  let shape: PassShape
  let lengths: [Int32]
  let inputGates, weight, bias, initial, states, gates: Floats
  let stateGradients, carried, gateGradients: Floats
  /// The buffers that mean something after both passes.
  var all: [Floats] { [states, gates, gateGradients] + (shape.hasInitial ? [carried] : []) }

  init(_ shape: PassShape) {
    self.shape = shape
    lengths = shape.lengths ?? []
    var random = Random(UInt64(shape.hidden * 1000 + shape.rows))
    func floats(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> Floats {
      Floats(count, offset: 1, in: range, using: &random)
    }
    let cells = shape.steps * shape.stride
    let h = shape.hidden
    inputGates = floats(cells * 3 * h, -2...2)
    weight = floats(3 * h * h, -0.3...0.3)
    bias = floats(3 * h)
    initial = floats(shape.rows * h)
    states = floats(cells * h)
    gates = floats(cells * 4 * h)
    stateGradients = floats(cells * h)
    carried = floats(shape.rows * h)
    gateGradients = floats(cells * 4 * h)
  }

  /// Forward (and backward, unless `keepsGates` is false) over sequences `rows` of the pass; backward
  /// all steps at once, or some at a time.
  func run(
    _ table: KernelTable, rows: Range<Int>? = nil, keepsGates: Bool = true,
    stepsOfPiece: Int? = nil
  ) {
    let rows = rows ?? 0..<shape.rows
    let h = shape.hidden
    let scratch = Floats(table.gruScratch(rows.count, h), offset: 1)
    let forwardWeight = Floats(table.packedCount(3 * h, h))
    let backwardWeight = Floats(table.packedCount(h, 3 * h))
    table.packB(true, 3 * h, h, weight.pointer, h, forwardWeight.pointer)
    table.packB(false, h, 3 * h, weight.pointer, h, backwardWeight.pointer)
    let first = rows.lowerBound
    lengths.withUnsafeBufferPointer { lengths in
      var pass = GRUPass()
      pass.steps = Int64(shape.steps)
      pass.rows = Int64(rows.count)
      pass.stride = Int64(shape.stride)
      pass.hidden = Int64(h)
      pass.lengths = shape.lengths == nil ? nil : lengths.baseAddress.map { $0 + first }
      pass.input_gates = UnsafePointer(inputGates.pointer + first * 3 * h)
      pass.packed_weight = UnsafePointer(forwardWeight.pointer)
      pass.hidden_bias = shape.hasBias ? UnsafePointer(bias.pointer) : nil
      pass.initial = shape.hasInitial ? UnsafePointer(initial.pointer + first * h) : nil
      pass.states = states.pointer + first * h
      pass.gates = keepsGates ? gates.pointer + first * 4 * h : nil
      pass.scratch = scratch.pointer
      table.gruForward(&pass)
      guard keepsGates else { return }
      pass.packed_weight = UnsafePointer(backwardWeight.pointer)
      pass.d_states = UnsafePointer(stateGradients.pointer + first * h)
      pass.carried = carried.pointer + first * h
      pass.d_gates = gateGradients.pointer + first * 4 * h
      backward(table, pass, piece: stepsOfPiece ?? shape.steps)
    }
    #expect(scratch.guardsAreIntact, "a pass wrote past gruScratch")
    withExtendedLifetime((forwardWeight, backwardWeight)) {}
  }

  /// Backward over all steps of `whole`, the last ones first, what is carried going on from piece to piece.
  private func backward(_ table: KernelTable, _ whole: GRUPass, piece: Int) {
    let h = shape.hidden
    for start in stride(from: 0, to: shape.steps, by: max(piece, 1)).reversed() {
      var pass = whole
      pass.steps = Int64(min(piece, shape.steps - start))
      let at = start * shape.stride
      if start > 0 {
        pass.initial = whole.states.map { UnsafePointer($0 + (at - shape.stride) * h) }
      }
      pass.states = whole.states + at * h
      pass.gates = whole.gates + at * 4 * h
      pass.d_states = whole.d_states + at * h
      pass.d_gates = whole.d_gates + at * 4 * h
      let left = (0..<Int(whole.rows)).map { max(0, (whole.lengths?[$0] ?? 0) - Int32(start)) }
      left.withUnsafeBufferPointer { left in
        if whole.lengths != nil { pass.lengths = left.baseAddress }
        table.gruBackward(&pass)
      }
    }
  }

  /// Returns the buffers after both passes of the reference in double precision, in the order of `all`.
  func expected() -> [Doubles] {
    let h = shape.hidden
    let buffers = all.map(\.doubles)
    let weight = weight.doubles
    let transposed = Doubles(3 * h * h)
    Reference.packB(true, 3 * h, h, weight.pointer, h, transposed.pointer)
    let scratch = Doubles(Reference.gruScratch(shape.rows, h))
    let (inputs, bias, initial) = (inputGates.doubles, bias.doubles, initial.doubles)
    let (stateGradients, carried) = (stateGradients.doubles, carried.doubles)
    lengths.withUnsafeBufferPointer { lengths in
      var pass = ReferenceGRUPass<Double>(
        steps: shape.steps, rows: shape.rows, stride: shape.stride, hidden: h,
        lengths: shape.lengths == nil ? nil : lengths.baseAddress,
        inputGates: inputs.pointer, packedWeight: transposed.pointer,
        hiddenBias: shape.hasBias ? UnsafePointer(bias.pointer) : nil,
        initial: shape.hasInitial ? UnsafePointer(initial.pointer) : nil,
        states: buffers[0].pointer, gates: buffers[1].pointer, scratch: scratch.pointer)
      Reference.gruForward(pass)
      pass.packedWeight = UnsafePointer(weight.pointer)
      pass.stateGradients = UnsafePointer(stateGradients.pointer)
      pass.gateGradients = buffers[2].pointer
      pass.carried = shape.hasInitial ? buffers[3].pointer : carried.pointer
      Reference.gruBackward(pass)
    }
    withExtendedLifetime((inputs, bias, initial, weight, transposed, stateGradients, scratch)) {}
    withExtendedLifetime(carried) {}
    return buffers
  }
}

@Suite("GRU over a sequence")
struct GRUTests {
  static let names = ["states", "gates", "d_gates", "carried"]

  @Test(
    "Agrees with the reference forward and backward, and leaves neighbours alone",
    arguments: PassShape.all, Kernels.available)
  func agrees(shape: PassShape, variant: KernelVariant) throws {
    let pass = Pass(shape)
    let expected = pass.expected()
    pass.run(try Kernels.table(for: variant))
    for (name, (floats, doubles)) in zip(Self.names, zip(pass.all, expected)) {
      let found = mismatch(floats.values, doubles.values, tolerance: 1e-5)
      #expect(found == nil, "\(name)")
      #expect(floats.guardsAreIntact, "\(name)")
    }
  }

  @Test(
    "Gives the same bits however the sequences are shared out",
    arguments: PassShape.all, Kernels.available)
  func partition(shape: PassShape, variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let whole = Pass(shape)
    whole.run(table)
    for width in [1, 2, 16] {
      let parts = Pass(shape)
      for first in stride(from: 0, to: shape.rows, by: width) {
        parts.run(table, rows: first..<min(first + width, shape.rows))
      }
      for (name, (a, b)) in zip(Self.names, zip(whole.all, parts.all)) {
        #expect(a.bits == b.bits, "\(name) by \(width)")
      }
    }
  }

  @Test(
    "Goes back to the same bits some steps at a time", arguments: PassShape.all, Kernels.available)
  func pieces(shape: PassShape, variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let whole = Pass(shape)
    whole.run(table)
    for steps in [1, 3] {
      let parts = Pass(shape)
      parts.run(table, stepsOfPiece: steps)
      for (name, (a, b)) in zip(Self.names, zip(whole.all, parts.all)) {
        #expect(a.bits == b.bits, "\(name) by \(steps)")
      }
    }
  }

  @Test("Gives the same states without keeping gates", arguments: Kernels.available)
  func inference(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for shape in PassShape.all {
      let (training, inference) = (Pass(shape), Pass(shape))
      let untouched = inference.gates.bits
      training.run(table)
      inference.run(table, keepsGates: false)
      #expect(training.states.bits == inference.states.bits)
      #expect(inference.gates.bits == untouched)
    }
  }
}

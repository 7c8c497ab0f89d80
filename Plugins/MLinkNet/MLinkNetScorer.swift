import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What answers of `mlinknet` read: the head cut into the state's half and the items' halves, the
/// latter computed beforehand.
///
/// With a linear head, dense - batch normalisation - dense is one affine map, and an answer is
/// sigmoid(a.h + (c.e_i + d)): one addition.
struct MLinkNetScorer {
  private let layers: MLinkNet.Layers
  private let options: MLinkNetOptions
  private let kernels: KernelTable
  private let gru: PackedGRU
  /// [columns, hidden] from the state to its half.
  private let stateWeights: FloatBuffer
  /// [items, columns]
  private let itemHalves: FloatBuffer
  /// 1 with a linear head, `units` with a ReLU.
  private let columns: Int

  init(_ layers: MLinkNet.Layers, _ options: MLinkNetOptions, kernels: KernelTable) {
    self.layers = layers
    self.options = options
    self.kernels = kernels
    gru = PackedGRU(layers.gru, kernels: kernels)
    let folded = FoldedLinear(layers.first, then: layers.norm, kernels: kernels)
    let hidden = layers.gru.hidden
    var rows: [[Float]]
    var constants: [Float]
    switch options.head {
    case .linear:
      let head = folded.followed(by: layers.second)
      (rows, constants) = ([head.weights], [head.constant])
    case .relu:
      rows = (0..<folded.outputs).map {
        Array(folded.weight.floats[$0 * folded.inputs..<($0 + 1) * folded.inputs])
      }
      constants = Array(folded.bias.floats)
    }
    columns = rows.count
    stateWeights = FloatBuffer(count: columns * hidden)
    for (c, row) in rows.enumerated() {
      for k in 0..<hidden { stateWeights.base[c * hidden + k] = row[k] }
    }
    let table = layers.items.table
    itemHalves = FloatBuffer(count: table.rows * columns)
    for (c, row) in rows.enumerated() {
      let itemWeights = Array(row[hidden...])
      for item in 0..<table.rows {
        itemHalves.base[item * columns + c] =
          constants[c] + kernels.dot(table.columns, itemWeights, layers.items.vector(item))
      }
    }
  }

  /// Reads the window anew, from a state of zeros.
  func read(_ user: inout MLinkNet.Representation) {
    let reading = MLinkNetReading(
      options.indexing, items: user.items, shares: user.shares,
      lengths: [Int32(user.items.count)], tableRows: layers.items.table.rows)
    let width = gru.inputs
    let count = gru.hidden + reading.steps * width + gru.scratchCount(steps: reading.steps)
    user.half = withUnsafeTemporaryAllocation(of: Float.self, capacity: count) { memory in
      guard let state = memory.baseAddress else { return [] }
      memory.initialize(repeating: 0)
      let inputs = state + gru.hidden
      for step in 0..<reading.steps {
        let input = inputs + step * width
        input.update(
          from: layers.items.vector(Int(reading.embedded[step])), count: options.factors)
        input[options.factors] = reading.numbers[step]
      }
      gru.advance(
        inputs: inputs, steps: reading.steps, state: state,
        scratch: inputs + reading.steps * width)
      return (0..<columns).map {
        kernels.dot(gru.hidden, stateWeights.base + $0 * gru.hidden, state)
      }
    }
  }

  /// The predicted rating / highest.
  func share(_ user: MLinkNet.Representation, item: Int) -> Float {
    let half = itemHalves.base + item * columns
    switch options.head {
    case .linear:
      return Self.sigmoid(user.half[0] + half[0])
    case .relu:
      var logit: Float = 0
      for c in 0..<columns {
        logit += layers.second.weight.value.base[c] * max(user.half[c] + half[c], 0)
      }
      return Self.sigmoid(logit)
    }
  }

  /// The predicted ratings / highest of many items.
  func shares(
    _ user: MLinkNet.Representation, items: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutableBufferPointer<Float>
  ) {
    guard options.head == .linear, let shares = out.baseAddress else {
      for i in items.indices { out[i] = share(user, item: Int(items[i])) }
      return
    }
    let half = user.half[0]
    for i in items.indices { shares[i] = half + itemHalves.base[Int(items[i])] }
    kernels.sigmoid(items.count, shares, shares)
  }

  private static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
}

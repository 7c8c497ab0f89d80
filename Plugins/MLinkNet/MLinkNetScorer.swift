import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The scorer of `mlinknet`: the head in two halves, of which the items' is computed beforehand.
///
/// With a linear head, dense - batch normalisation - dense is one affine map, and a prediction is
/// sigmoid(a.h + (c.e_i + d)): one addition.
///
/// - Stability: evolving.
public struct MLinkNetScorer: TrainedScorer {
  /// A user's last ratings, and the head's half of the GRU's state after them.
  public struct State: Sendable {
    /// At most a window of items, the oldest first.
    var items: [Int32] = []
    /// Rating / highest of each.
    var shares: [Float] = []
    /// The state's half of the head: one number (linear head) or one for each unit (ReLU).
    var half: [Float] = []
  }

  private let layers: MLinkNet.Layers
  private let options: MLinkNetOptions
  /// The highest rating of the scale, in stars.
  private let highest: Float
  private let kernels: KernelTable
  private let gru: PackedGRU
  /// [columns, hidden] weights from the GRU's state to its half.
  private let stateWeights: FloatBuffer
  /// [items, columns] the items' halves.
  private let itemHalves: FloatBuffer
  /// 1 with a linear head, `units` with a ReLU.
  private let columns: Int

  init(
    _ layers: MLinkNet.Layers, _ options: MLinkNetOptions, highest: Float, kernels: KernelTable
  ) {
    self.layers = layers
    self.options = options
    self.highest = highest
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

  public func state(of user: UserQuery) -> State {
    let recent = user.history.suffix(options.window)
    var state = State()
    state.items = Array(recent.items)
    state.shares = recent.ratings.map { $0 / highest }
    read(&state)
    return state
  }

  public func extend(_ state: inout State, by interaction: Interaction) {
    if state.items.count == options.window {
      state.items.removeFirst()
      state.shares.removeFirst()
    }
    state.items.append(Int32(interaction.item))
    state.shares.append(interaction.rating / highest)
    read(&state)
  }

  /// Reads the whole window, from a state of zeros.
  private func read(_ user: inout State) {
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

  public func score(_ user: State, item: Int) -> Float { highest * share(user, item: item) }

  /// Returns the expected rating / highest.
  private func share(_ user: State, item: Int) -> Float {
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

  public func score(
    _ user: State, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let out = stars.baseAddress else { return }
    if options.head == .linear {
      let half = user.half[0]
      for i in items.indices { out[i] = half + itemHalves.base[Int(items[i])] }
      kernels.sigmoid(items.count, out, out)
    } else {
      for i in items.indices { out[i] = share(user, item: Int(items[i])) }
    }
    for i in items.indices { out[i] *= highest }
  }

  public func path(of user: State) -> AnswerPath { .sequence(user.items.count) }

  private static func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
}

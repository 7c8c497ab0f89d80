import Debut

/// What answers of `gru-sequence` read: the trained network and the items' side, computed beforehand.
struct SequenceAnswers {
  private let network: SequenceNetwork
  private let gru: PackedGRU
  private let head: PackedLinear
  private let shrinkage: Double
  /// [items, width] delta, log(1 + n) / 5, and the vector.
  private let table: FloatBuffer
  private let sides: PackedRows
  /// 2 + factors
  private let width: Int
  private let mean: Float
  private let unit: Float

  /// What the model knows of a user: the GRU's state and three running means.
  struct State: Sendable {
    /// [hidden] the state, [features + factors] the user vector, then room for a step to work in:
    /// one array, so that a step allocates nothing.
    var numbers: [Float]
    var biases: OnlineBiases
    /// The part of the prediction that is the same for every item.
    var base: Float = 0
    var ratings = 0
  }

  init(_ network: SequenceNetwork, shrinkage: Double, kernels: KernelTable) {
    self.network = network
    gru = PackedGRU(network.gru, kernels: kernels)
    head = PackedLinear(network.head, kernels: kernels)
    self.shrinkage = shrinkage
    mean = network.mean.value.base[0]
    unit = network.unit.value.base[0]
    width = 2 + network.factors
    let count = network.itemBiases.rows
    table = FloatBuffer(count: count * width)
    var side = [Float](repeating: 0, count: SequenceNetwork.features)
    for item in 0..<count {
      let ratings = network.itemCounts.value.base[item]
      RatingSignal.write(
        &side, means: .zero, itemBias: network.itemBiases.value.base[item] / unit,
        itemCount: ratings)
      let row = table.base + item * width
      row[0] = side[SequenceNetwork.itemPart]
      row[1] = side[SequenceNetwork.itemPart + 1]
      guard let items = network.items else { continue }
      network.content?.apply(
        network.itemContent.row(item), rows: 1, into: row + 2, kernels: kernels)
      kernels.axpy(
        network.factors, SequenceNetwork.trust(ratings), items.vector(item), row + 2)
    }
    sides = PackedRows(table.base, rows: count, columns: width, kernels: kernels)
  }

  /// The items' vectors as answers use them; nil without factors.
  var itemVectors: ItemVectors? {
    guard network.factors > 0 else { return nil }
    let rows = (0..<network.itemBiases.rows).map { table.base + $0 * width + 2 }
    return ItemVectors(
      dimension: network.factors,
      values: rows.flatMap { UnsafeBufferPointer(start: $0, count: network.factors) })
  }

  // MARK: States

  private var hidden: Int { gru.hidden }
  private var outputs: Int { head.outputs }

  /// A user of whom nothing is known.
  var start: State {
    let count = hidden + outputs + gru.inputs + gru.scratchCount(steps: 1)
    var state = State(
      numbers: Array(repeating: 0, count: count), biases: OnlineBiases(shrinkage: shrinkage))
    refresh(&state)
    return state
  }

  /// A user with a history, which the GRU reads in pieces of many ratings.
  func state(after history: History) -> State {
    var state = start
    var position = 0
    while position < history.count {
      let piece = history[position..<min(position + Self.pieceLength, history.count)]
      let floats = piece.count * gru.inputs + gru.scratchCount(steps: piece.count)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: floats) { memory in
        guard let inputs = memory.baseAddress else { return }
        for (step, interaction) in piece.enumerated() {
          read(interaction, &state, into: inputs + step * gru.inputs)
        }
        state.numbers.withUnsafeMutableBufferPointer { numbers in
          guard let h = numbers.baseAddress else { return }
          gru.advance(
            inputs: inputs, steps: piece.count, state: h,
            scratch: inputs + piece.count * gru.inputs)
        }
      }
      position += piece.count
    }
    refresh(&state)
    return state
  }

  /// Ratings that are read at once: enough for the products' sake, few enough for a cache.
  private static let pieceLength = 64

  /// One rating more: one step of the GRU, in the state's own memory.
  func step(_ state: inout State, _ interaction: Interaction) {
    var numbers: [Float] = []
    swap(&numbers, &state.numbers)
    numbers.withUnsafeMutableBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return }
      let input = h + hidden + outputs
      read(interaction, &state, into: input)
      gru.advance(inputs: input, state: h, scratch: input + gru.inputs)
    }
    swap(&numbers, &state.numbers)
    refresh(&state)
  }

  /// What the GRU is to read of a rating, and the running means after it.
  private func read(
    _ interaction: Interaction, _ state: inout State, into input: UnsafeMutablePointer<Float>
  ) {
    let bias = network.itemBiases.value.base[interaction.item]
    let signal = RatingSignal(
      residual: (interaction.rating - mean - bias) / unit, itemBias: bias / unit,
      itemCount: network.itemCounts.value.base[interaction.item])
    let means = state.biases.means
    signal.write(input, means: means, position: state.ratings)
    let vector = table.base + interaction.item * width + 2
    let first = input + SequenceNetwork.signals
    let surprise = signal.surprise(means)
    for k in 0..<network.factors {
      first[k] = vector[k]
      first[network.factors + k] = surprise * vector[k]
    }
    state.biases.add(signal.residual)
    state.ratings += 1
  }

  /// Makes the user vector of the state.
  private func refresh(_ state: inout State) {
    let means = state.biases.means
    state.base = state.numbers.withUnsafeMutableBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return .nan }
      let user = h + hidden
      head.apply(h, rows: 1, into: user)
      return user[0] * means[0] + user[1] * means[1] + user[2] * means[2] + user[3]
    }
    // The item's bias is in every prediction, whatever the head adds to it.
    state.numbers[hidden + SequenceNetwork.itemPart] += 1
  }

  func score(_ state: State, item: Int) -> Float {
    state.numbers.withUnsafeBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return .nan }
      let user = h + hidden + SequenceNetwork.itemPart
      return mean + unit * (state.base + sides.dot(user, row: item))
    }
  }

  func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutableBufferPointer<Float>
  ) {
    state.numbers.withUnsafeBufferPointer { numbers in
      guard let h = numbers.baseAddress, let stars = out.baseAddress else { return }
      sides.dots(h + hidden + SequenceNetwork.itemPart, items, into: stars)
      for i in items.indices { stars[i] = mean + unit * (state.base + stars[i]) }
    }
  }
}

extension GRUSequenceModel {
  /// A user: the GRU's state, three running means, and the user vector that they make.
  public struct Representation: Sendable {
    var state: SequenceAnswers.State?
  }

  public func prepareToAnswer(_ run: TrainingRun) {
    answers = network.map {
      SequenceAnswers(
        $0, shrinkage: Double(options.shrinkage), kernels: run.compute.kernels)
    }
  }

  public func represent(_ user: UserQuery) -> Representation {
    Representation(state: answers?.state(after: user.history))
  }

  public func extend(_ representation: inout Representation, by interaction: Interaction) {
    guard let answers, representation.state != nil else { return }
    answers.step(&representation.state!, interaction)
  }

  public func score(_ representation: Representation, item: Int) -> Float {
    guard let answers, let state = representation.state else { return .nan }
    return answers.score(state, item: item)
  }

  public func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    guard let answers, let state = representation.state else { return }
    answers.score(state, items: items, into: stars)
  }

  public func path(of representation: Representation) -> AnswerPath {
    let ratings = representation.state?.ratings ?? 0
    return .sequence(ratings)
  }
}

extension GRUSequenceModel: ItemEmbedding {
  public var itemVectors: ItemVectors? { answers?.itemVectors }
}

import Debut

/// What answers of `gru-sequence` read: the trained network and the items' side, computed beforehand.
struct SequenceAnswers {
  private let network: SequenceNetwork
  private let kernels: KernelTable
  private let shrinkage: Double
  /// [items, width] delta, log(1 + n) / 5, and the vector.
  private let table: FloatBuffer
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
    self.kernels = kernels
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
  }

  // MARK: States

  private var hidden: Int { network.gru.hidden }
  private var outputs: Int { network.head.outputs }

  /// A user of whom nothing is known.
  var start: State {
    let count = hidden + outputs + network.gru.inputs + network.gru.stepScratch
    var state = State(
      numbers: Array(repeating: 0, count: count), biases: OnlineBiases(shrinkage: shrinkage))
    refresh(&state)
    return state
  }

  /// One step of the GRU.
  func step(_ state: inout State, _ interaction: Interaction) {
    let bias = network.itemBiases.value.base[interaction.item]
    let signal = RatingSignal(
      residual: (interaction.rating - mean - bias) / unit, itemBias: bias / unit,
      itemCount: network.itemCounts.value.base[interaction.item])
    let means = state.biases.means
    let position = state.ratings
    state.numbers.withUnsafeMutableBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return }
      let input = h + hidden + outputs
      signal.write(input, means: means, position: position)
      let vector = table.base + interaction.item * width + 2
      let first = input + SequenceNetwork.signals
      let surprise = signal.surprise(means)
      for k in 0..<network.factors {
        first[k] = vector[k]
        first[network.factors + k] = surprise * vector[k]
      }
      network.gru.step(
        input: input, state: h, scratch: input + network.gru.inputs, kernels: kernels)
    }
    state.biases.add(signal.residual)
    state.ratings += 1
    refresh(&state)
  }

  /// Makes the user vector of the state.
  private func refresh(_ state: inout State) {
    let means = state.biases.means
    state.base = state.numbers.withUnsafeMutableBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return .nan }
      let user = h + hidden
      network.head.apply(h, rows: 1, into: user, kernels: kernels)
      return user[0] * means[0] + user[1] * means[1] + user[2] * means[2] + user[3]
    }
    // The item's bias is in every prediction, whatever the head adds to it.
    state.numbers[hidden + SequenceNetwork.itemPart] += 1
  }

  /// Stars of one item for the user whose vector's item part is `user`, [width].
  private func stars(_ base: Float, _ user: UnsafePointer<Float>, item: Int) -> Float {
    mean + unit * (base + kernels.dot(width, user, table.base + item * width))
  }

  func score(_ state: State, item: Int) -> Float {
    state.numbers.withUnsafeBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return .nan }
      return stars(state.base, h + hidden + SequenceNetwork.itemPart, item: item)
    }
  }

  func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutableBufferPointer<Float>
  ) {
    state.numbers.withUnsafeBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return }
      let user = h + hidden + SequenceNetwork.itemPart
      for i in items.indices { out[i] = stars(state.base, user, item: Int(items[i])) }
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
    var representation = Representation(state: answers?.start)
    for interaction in user.history { extend(&representation, by: interaction) }
    return representation
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

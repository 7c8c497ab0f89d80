import Debut

/// What answers of a sequence model read: the trained network and the items' side, computed beforehand.
struct SequenceScorer<Base: UserBaseline>: Sendable {
  private let network: SequenceNetwork
  private let shared: Base.Shared
  private let grus: [PackedGRU]
  private let heads: [PackedLinear]
  /// [items, width] 1, delta, log(1 + n) / 5, the vector, and the factors that `Base` reads.
  private let table: FloatBuffer
  private let sides: PackedRows
  /// 3 + factors + rank
  private let width: Int
  /// Factors that `Base` reads.
  private let rank: Int
  /// Sizes of one GRU and its head.
  private let hidden: Int
  private let inputs: Int
  private let outputs: Int
  private let kernels: KernelTable
  private let mean: Float
  private let unit: Float

  /// What the model knows of a user: the GRU's state, and what `Base` knows.
  struct State: Sendable {
    /// [GRUs, hidden] the states, [features + factors + rank] the user vector, then room for a step to
    /// work in: one array, so that a step allocates nothing.
    var numbers: [Float]
    var user: Base
    /// The part of the prediction that is the same for every item.
    var base: Float = 0
    var ratings = 0
  }

  /// - Parameter factors: [items, rank] where `Base` reads them.
  init(
    _ network: SequenceNetwork, shared: Base.Shared, factors: Parameter?, kernels: KernelTable
  ) {
    self.network = network
    self.shared = shared
    self.kernels = kernels
    grus = network.members.map { PackedGRU($0.gru, kernels: kernels) }
    heads = network.members.map { PackedLinear($0.head, kernels: kernels) }
    hidden = grus[0].hidden
    inputs = grus[0].inputs
    outputs = heads[0].outputs
    rank = factors?.columns ?? 0
    mean = network.mean.value.base[0]
    unit = network.unit.value.base[0]
    width = SequenceNetwork.itemFeatures + network.factors + rank
    let count = network.itemBiases.rows
    table = FloatBuffer(count: count * width)
    for item in 0..<count {
      let row = table.base + item * width
      let count = network.itemCounts.value.base[item]
      RatingFeatures(
        residual: 0, itemBias: network.itemBiases.value.base[item] / unit, itemCount: count
      ).writeItem(row)
      let vector = row + SequenceNetwork.itemFeatures
      if let factors { (vector + network.factors).update(from: factors.row(item), count: rank) }
      guard let items = network.items else { continue }
      network.content?.apply(
        network.itemContent.row(item), rows: 1, into: vector, kernels: kernels)
      kernels.axpy(network.factors, SequenceNetwork.trust(count), items.vector(item), vector)
    }
    sides = PackedRows(table.base, rows: count, columns: width, kernels: kernels)
  }

  /// The items' vectors as answers use them, those of the GRU and then those of a factorisation; nil
  /// where there are neither.
  var itemVectors: ItemVectors? {
    let dimension = network.factors + rank
    guard dimension > 0 else { return nil }
    let rows = (0..<network.itemBiases.rows).map {
      table.base + $0 * width + SequenceNetwork.itemFeatures
    }
    return ItemVectors(
      dimension: dimension,
      values: rows.flatMap { UnsafeBufferPointer(start: $0, count: dimension) })
  }

  // MARK: States

  /// Where the user vector begins in a state's numbers, and the room for a step.
  private var userVector: Int { grus.count * hidden }
  private var stepRoom: Int { userVector + outputs + rank }

  /// A user of whom nothing is known.
  var start: State {
    let count = stepRoom + max(inputs + grus[0].scratchCount(steps: 1), outputs)
    var state = State(numbers: Array(repeating: 0, count: count), user: Base(shared))
    refresh(&state)
    return state
  }

  /// A user with a history, which the GRU reads in pieces of many ratings.
  func state(after history: History) -> State {
    var state = start
    var position = 0
    while position < history.count {
      let piece = history[position..<min(position + Self.pieceLength, history.count)]
      let floats = piece.count * inputs + grus[0].scratchCount(steps: piece.count)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: floats) { memory in
        guard let base = memory.baseAddress else { return }
        read(piece, &state, into: base)
        state.numbers.withUnsafeMutableBufferPointer { numbers in
          guard let h = numbers.baseAddress else { return }
          for (place, gru) in grus.enumerated() {
            gru.advance(
              inputs: base, steps: piece.count, state: h + place * hidden,
              scratch: base + piece.count * inputs)
          }
        }
      }
      position += piece.count
    }
    refresh(&state)
    return state
  }

  /// Ratings that are read at once: enough for the products' sake, few enough for a cache.
  private static var pieceLength: Int { 64 }

  /// One rating more: one step of the GRU, in the state's own memory.
  func step(_ state: inout State, _ next: Interaction) {
    let (user, position) = (state.user, state.ratings)
    state.numbers.withUnsafeMutableBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return }
      let input = h + stepRoom
      withUnsafeTemporaryAllocation(of: Float.self, capacity: Base.offsets) { offsets in
        guard let base = offsets.baseAddress else { return }
        user.write(offsetsOf: next.item, into: base)
        write(next, offsets: UnsafeBufferPointer(offsets), position: position, into: input)
      }
      for (place, gru) in grus.enumerated() {
        gru.advance(inputs: input, state: h + place * hidden, scratch: input + inputs)
      }
    }
    let residual = signal(item: next.item, rating: next.rating).residual
    state.user.add(item: next.item, rating: next.rating, residual: residual)
    state.ratings += 1
    refresh(&state)
  }

  private func signal(item: Int, rating: Float) -> RatingFeatures {
    let bias = network.itemBiases.value.base[item]
    return RatingFeatures(
      residual: (rating - mean - bias) / unit, itemBias: bias / unit,
      itemCount: network.itemCounts.value.base[item])
  }

  /// What the GRU is to read of some ratings, [piece, inputs], and what `Base` knows after them.
  private func read(
    _ piece: History, _ state: inout State, into inputs: UnsafeMutablePointer<Float>
  ) {
    let width = Base.offsets
    withUnsafeTemporaryAllocation(of: Float.self, capacity: piece.count * width) { offsets in
      guard let base = offsets.baseAddress else { return }
      state.user.read(piece.count, into: base) {
        let next = piece[$0]
        return (next.item, next.rating, signal(item: next.item, rating: next.rating).residual)
      }
      for (step, next) in piece.enumerated() {
        write(
          next, offsets: UnsafeBufferPointer(start: base + step * width, count: width),
          position: state.ratings + step, into: inputs + step * self.inputs)
      }
    }
    state.ratings += piece.count
  }

  private func write(
    _ next: Interaction, offsets: UnsafeBufferPointer<Float>, position: Int,
    into input: UnsafeMutablePointer<Float>
  ) {
    let signal = signal(item: next.item, rating: next.rating)
    signal.write(input, offsets: offsets, position: position)
    let surprise = signal.surprise(offsets, anchor: network.anchor)
    let vector = table.base + next.item * width + SequenceNetwork.itemFeatures
    let (offset, slope) = (network.readOffset.value.base, network.readSlope.value.base)
    let first = input + network.signals
    for k in 0..<network.factors { first[k] = vector[k] * (offset[k] + surprise * slope[k]) }
  }

  /// Makes the user vector of the states: the mean of what the heads make of theirs.
  private func refresh(_ state: inout State) {
    let user = state.user
    state.base = state.numbers.withUnsafeMutableBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return .nan }
      let (mean, one) = (h + userVector, h + stepRoom)
      mean.update(repeating: 0, count: outputs)
      for (place, head) in heads.enumerated() {
        head.apply(h + place * hidden, rows: 1, into: one)
        kernels.axpy(outputs, 1 / Float(heads.count), one, mean)
      }
      // The item's bias is in every prediction, whatever the head adds to it.
      mean[Base.offsets + 1] += 1
      return user.combine(mean, into: mean + outputs)
    }
  }

  func score(_ state: State, item: Int) -> Float {
    state.numbers.withUnsafeBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return .nan }
      let user = h + userVector + Base.offsets
      return mean + unit * (state.base + sides.dot(user, row: item))
    }
  }

  func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutableBufferPointer<Float>
  ) {
    state.numbers.withUnsafeBufferPointer { numbers in
      guard let h = numbers.baseAddress, let stars = out.baseAddress else { return }
      sides.dots(h + userVector + Base.offsets, items, into: stars)
      for i in items.indices { stars[i] = mean + unit * (state.base + stars[i]) }
    }
  }
}

extension SequenceModel {
  /// A user: the GRU's state, what `Base` knows, and the user vector that they make.
  public struct Representation: Sendable {
    var state: SequenceScorer<Base>.State?
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

extension SequenceModel: ProvidesItemVectors {
  public var itemVectors: ItemVectors? { answers?.itemVectors }
  /// The options leave them out.
  public var reasonWithoutItemVectors: String { "has no item vectors with factors=0" }
}

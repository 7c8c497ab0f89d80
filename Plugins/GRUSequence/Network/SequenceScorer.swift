import Debut

/// The scorer of the sequence models: the trained network, and the items' sides computed beforehand.
///
/// - Stability: evolving.
public struct SequenceScorer<Baseline: UserBaseline>: TrainedScorer {
  private let network: SequenceNetwork
  private let shared: Baseline.Shared
  private let grus: [PackedGRU]
  private let heads: [PackedLinear]
  /// [items, width] 1, delta, log(1 + n) / 5, the vector, and the factors that the baseline reads.
  private let table: FloatBuffer
  private let sides: ItemScan
  /// 3 + factors + rank
  private let width: Int
  /// Factors that the baseline reads.
  private let rank: Int
  /// Numbers of one GRU's state.
  private let hidden: Int
  /// Inputs of one GRU.
  private let inputs: Int
  /// Outputs of one head.
  private let outputs: Int
  private let kernels: KernelTable
  // The memory of parameters that every rating asks for: a `Parameter` counts references each time.
  /// [items] biases in stars, and numbers of ratings.
  private let itemBiases, itemCounts: FloatBuffer
  /// [factors] offset and slope by which the GRU reads an item's vector.
  private let readOffset, readSlope: FloatBuffer
  private let mean: Float
  private let unit: Float

  /// A user: the states of the GRUs, the baseline, and the user vector that follows from them.
  public struct State: Sendable {
    /// [GRUs, hidden] states, then [features + factors + rank] user vector, then scratch for a step: one
    /// array, so that a step allocates nothing.
    var numbers: [Float]
    var user: Baseline
    /// Part of the prediction that all items have in common.
    var base: Float = 0
    var ratings = 0
  }

  /// - Parameter factors: [items, rank] if the baseline reads them, otherwise nil.
  init(
    _ network: SequenceNetwork, shared: Baseline.Shared, factors: Parameter?, kernels: KernelTable
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
    itemBiases = network.itemBiases.value
    itemCounts = network.itemCounts.value
    readOffset = network.readOffset.value
    readSlope = network.readSlope.value
    mean = network.mean.value.base[0]
    unit = network.unit.value.base[0]
    width = RatingFeatures.itemFeatureCount + network.factors + rank
    let count = network.itemBiases.rows
    table = FloatBuffer(count: count * width)
    for item in 0..<count {
      let row = table.base + item * width
      let count = network.itemCounts.value.base[item]
      RatingFeatures.writeItem(
        bias: network.itemBiases.value.base[item] / unit, count: count, into: row)
      let vector = row + RatingFeatures.itemFeatureCount
      if let factors { (vector + network.factors).update(from: factors.row(item), count: rank) }
      guard let items = network.items else { continue }
      network.content?.apply(
        network.itemContent.row(item), rows: 1, into: vector, kernels: kernels)
      kernels.axpy(network.factors, RatingFeatures.trust(count), items.vector(item), vector)
    }
    sides = ItemScan(table, rows: count, columns: width, kernels: kernels)
  }

  /// The items' vectors as predictions use them, those of the GRU and then those of a factorisation; nil
  /// if there are neither.
  var itemVectors: ItemVectors? {
    let dimension = network.factors + rank
    guard dimension > 0 else { return nil }
    let rows = (0..<network.itemBiases.rows).map {
      table.base + $0 * width + RatingFeatures.itemFeatureCount
    }
    return ItemVectors(
      dimension: dimension,
      values: rows.flatMap { UnsafeBufferPointer(start: $0, count: dimension) })
  }

  // MARK: States

  /// Offset of the user vector in a state's numbers.
  private var userVector: Int { grus.count * hidden }
  /// Offset of the scratch for a step.
  private var stepRoom: Int { userVector + outputs + rank }

  /// A user without ratings.
  var start: State {
    let count = stepRoom + max(inputs + grus[0].scratchCount(steps: 1), outputs)
    var state = State(numbers: Array(repeating: 0, count: count), user: Baseline(shared))
    refresh(&state)
    return state
  }

  /// Returns a user with a history, which the GRUs read in pieces of many ratings.
  public func state(of user: UserQuery) -> State {
    var state = start
    Self.forPieces(of: user.history) { _, piece in
      let scratch = piece.count * (inputs + Baseline.offsets)
      let floats = scratch + grus[0].scratchCount(steps: piece.count)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: floats) { memory in
        guard let base = memory.baseAddress else { return }
        read(piece, &state, into: base, offsets: base + piece.count * inputs)
        state.numbers.withUnsafeMutableBufferPointer { numbers in
          guard let h = numbers.baseAddress else { return }
          for (place, gru) in grus.enumerated() {
            gru.advance(
              inputs: base, steps: piece.count, state: h + place * hidden, scratch: base + scratch)
          }
        }
      }
    }
    refresh(&state)
    return state
  }

  /// Ratings in a piece: enough for matrix products to be fast, few enough for a cache.
  private static var pieceLength: Int { 64 }

  /// Calls `body` with the pieces of a history, each with the position of its first rating.
  private static func forPieces(of history: History, _ body: (Int, History) -> Void) {
    for first in stride(from: 0, to: history.count, by: pieceLength) {
      body(first, history[first..<min(first + pieceLength, history.count)])
    }
  }

  /// Adds one more rating, by one step of each GRU in the state's own memory.
  public func extend(_ state: inout State, by next: Interaction) {
    let (user, position) = (state.user, state.ratings)
    state.numbers.withUnsafeMutableBufferPointer { numbers in
      guard let h = numbers.baseAddress else { return }
      let input = h + stepRoom
      withUnsafeTemporaryAllocation(of: Float.self, capacity: Baseline.offsets) { offsets in
        guard let base = offsets.baseAddress else { return }
        user.write(offsetsOf: next.item, into: base)
        write(next, offsets: UnsafeBufferPointer(offsets), position: position, into: input)
      }
      for (place, gru) in grus.enumerated() {
        gru.advance(inputs: input, state: h + place * hidden, scratch: input + inputs)
      }
    }
    let residual = features(item: next.item, rating: next.rating).residual
    state.user.add(item: next.item, rating: next.rating, residual: residual)
    state.ratings += 1
    refresh(&state)
  }

  private func features(item: Int, rating: Float) -> RatingFeatures {
    RatingFeatures(
      rating: rating, mean: mean, itemBias: itemBiases.base[item],
      itemCount: itemCounts.base[item], unit: unit)
  }

  /// Adds some ratings to the baseline, and writes the GRU's inputs of each, [piece, inputs], and the baseline's
  /// offsets before each, [piece, offsets].
  private func read(
    _ piece: History, _ state: inout State, into inputs: UnsafeMutablePointer<Float>,
    offsets: UnsafeMutablePointer<Float>
  ) {
    let width = Baseline.offsets
    state.user.read(piece.count, into: offsets) {
      let next = piece[$0]
      return (next.item, next.rating, features(item: next.item, rating: next.rating).residual)
    }
    for (step, next) in piece.enumerated() {
      write(
        next, offsets: UnsafeBufferPointer(start: offsets + step * width, count: width),
        position: state.ratings + step, into: inputs + step * self.inputs)
    }
    state.ratings += piece.count
  }

  private func write(
    _ next: Interaction, offsets: UnsafeBufferPointer<Float>, position: Int,
    into input: UnsafeMutablePointer<Float>
  ) {
    let features = features(item: next.item, rating: next.rating)
    SequenceNetwork.write(features, offsets: offsets, position: position, into: input)
    let surprise = features.deviation(from: offsets[network.anchor])
    let vector = table.base + next.item * width + RatingFeatures.itemFeatureCount
    let (offset, slope) = (readOffset.base, readSlope.base)
    let first = input + network.ratingInputs
    for k in 0..<network.factors { first[k] = vector[k] * (offset[k] + surprise * slope[k]) }
  }

  /// Computes the user vector from the states: the mean of the heads' outputs.
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
      // Every prediction contains the item's bias once, apart from the head's weight of it.
      mean[Baseline.offsets + 1] += 1
      return user.combine(mean, into: mean + outputs)
    }
  }

  public func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutableBufferPointer<Float>
  ) {
    state.numbers.withUnsafeBufferPointer { numbers in
      guard let h = numbers.baseAddress, let stars = out.baseAddress else { return }
      sides.rows.dots(h + userVector + Baseline.offsets, items, into: stars)
      for i in items.indices { stars[i] = mean + unit * (state.base + stars[i]) }
    }
  }

  /// Scores the ratings in pieces, each by products over all its positions. The user's vectors are not
  /// collapsed for all items, because every position asks for one.
  public func score(
    _ state: State, along history: History, into stars: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(stars.count >= history.count, "every rating has a place for its prediction")
    guard let out = stars.baseAddress else { return }
    var state = state
    Self.forPieces(of: history) { position, piece in
      let room = scratchCount(positions: piece.count)
      withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { memory in
        guard let base = memory.baseAddress else { return }
        score(piece, &state, into: out + position, memory: base)
      }
    }
  }

  /// Returns the numbers that a piece takes while it is scored: for each position inputs, offsets, projections,
  /// the state after it, one head's output and the mean of all; then the state before the piece, and scratch of a
  /// GRU.
  private func scratchCount(positions: Int) -> Int {
    positions * (inputs + Baseline.offsets + 4 * hidden + 2 * outputs) + hidden
      + grus[0].scratchCount(steps: 0)
  }

  /// Scores a piece of a history, and advances the state's baseline and GRUs past it.
  ///
  /// - Parameters:
  ///   - stars: [piece]
  ///   - memory: [`scratchCount(positions:)`]
  private func score(
    _ piece: History, _ state: inout State, into stars: UnsafeMutablePointer<Float>,
    memory: UnsafeMutablePointer<Float>
  ) {
    let count = piece.count
    let offsets = memory + count * inputs
    let gates = offsets + count * Baseline.offsets
    let mean = gates + count * 3 * hidden
    let one = mean + count * outputs
    // The state before the piece, then those after each of its ratings.
    let states = one + count * outputs
    let scratch = states + (count + 1) * hidden
    read(piece, &state, into: memory, offsets: offsets)
    mean.update(repeating: 0, count: count * outputs)
    state.numbers.withUnsafeMutableBufferPointer { numbers in
      guard let base = numbers.baseAddress else { return }
      for place in grus.indices {
        let h = base + place * hidden
        states.update(from: h, count: hidden)
        grus[place].project(memory, rows: count, into: gates)
        grus[place].run(
          gates: gates, steps: count, from: h, into: states + hidden, scratch: scratch)
        heads[place].apply(states, rows: count, into: one)
        kernels.axpy(count * outputs, 1 / Float(heads.count), one, mean)
        h.update(from: states + count * hidden, count: hidden)
      }
    }
    let ownCount = outputs - Baseline.offsets
    for (t, next) in piece.enumerated() {
      let weights = mean + t * outputs
      weights[Baseline.offsets + 1] += 1
      let common = kernels.dot(Baseline.offsets, weights, offsets + t * Baseline.offsets)
      let own = kernels.dot(ownCount, weights + Baseline.offsets, table.base + next.item * width)
      stars[t] = self.mean + unit * (common + own)
    }
  }

  public func top(
    _ count: Int, _ state: State, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? {
    state.numbers.withUnsafeBufferPointer { numbers in
      numbers.baseAddress.flatMap { h in
        sides.top(
          count, of: h + userVector + Baseline.offsets,
          scale: .init(base: state.base, unit: unit, mean: mean), where: isWanted)
      }
    }
  }

  public func path(of state: State) -> AnswerPath { .sequence(state.ratings) }
}

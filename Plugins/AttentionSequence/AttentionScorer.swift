import Debut

/// The scorer of `attention-sequence`: the frozen network, and the items' features and vectors.
///
/// - Stability: evolving.
public struct AttentionScorer: TrainedScorer {
  private let network: AttentionNetwork
  private let kernels: KernelTable
  private let input: PackedLinear
  private let blocks: [PackedAttentionBlock]
  private let head: PackedLinear
  /// [items, 2 + factors] bias, log1p(n) / 5, vector.
  private let table: FloatBuffer
  private let sides: ItemScan
  private let mean: Float
  private let unit: Float

  /// A user: keys and values of the last ratings, three running means, and the user vector.
  public struct State: Sendable {
    /// [blocks, window, 2 * width] keys and values of the last ratings.
    var rings: [Float]
    /// [features + factors] user vector.
    var user: [Float]
    var means = RunningMeans(shrinkage: 3)
    /// Part of the prediction that all items have in common.
    var base: Float = 0
    var ratings = 0
  }

  init(_ network: AttentionNetwork, kernels: KernelTable) {
    self.network = network
    self.kernels = kernels
    input = PackedLinear(network.input, kernels: kernels)
    head = PackedLinear(network.head, kernels: kernels)
    blocks = network.blocks.map { PackedAttentionBlock($0, kernels: kernels) }
    mean = network.mean.value.base[0]
    unit = network.unit.value.base[0]
    let (count, width) = (network.itemBiases.rows, 2 + network.factors)
    table = FloatBuffer(count: count * width)
    var features = [Float](repeating: 0, count: RatingFeatures.itemFeatureCount)
    for item in 0..<count {
      let ratings = network.itemCounts.value.base[item]
      RatingFeatures.writeItem(
        bias: network.itemBiases.value.base[item] / unit, count: ratings, into: &features)
      let row = table.base + item * width
      (row[0], row[1]) = (features[1], features[2])
      network.content.apply(
        network.itemContent.row(item), rows: 1, into: row + 2, kernels: kernels)
      kernels.axpy(
        network.factors, RatingFeatures.trust(ratings), network.items.vector(item), row + 2)
    }
    sides = ItemScan(table, rows: count, columns: width, kernels: kernels)
  }

  private var ringCount: Int { blocks.first?.ringCount ?? 0 }

  /// A user without ratings: the head reads zeros, as before the first step of a sequence in training.
  var start: State {
    var state = State(
      rings: Array(repeating: 0, count: blocks.count * ringCount),
      user: Array(repeating: 0, count: network.head.outputs))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: network.width) { zeros in
      guard let x = zeros.baseAddress else { return }
      zeros.initialize(repeating: 0)
      refresh(&state, from: x)
    }
    return state
  }

  public func state(of user: UserQuery) -> State {
    var state = start
    for interaction in user.history { extend(&state, by: interaction) }
    return state
  }

  /// Adds one more rating, by one query in each block.
  public func extend(_ state: inout State, by interaction: Interaction) {
    let width = network.width
    let inputs = network.input.inputs
    let scratch = blocks.first?.scratchCount ?? 0
    withUnsafeTemporaryAllocation(of: Float.self, capacity: inputs + width + scratch) { memory in
      guard let first = memory.baseAddress else { return }
      read(interaction, state, into: first)
      let x = first + inputs
      input.apply(first, rows: 1, into: x)
      for b in blocks.indices {
        state.rings.withUnsafeMutableBufferPointer { rings in
          guard let base = rings.baseAddress else { return }
          blocks[b].advance(
            x, ring: base + b * ringCount, step: state.ratings, scratch: x + width)
        }
      }
      network.norm.apply(x, into: x)
      state.means.add(features(of: interaction).residual)
      state.ratings += 1
      refresh(&state, from: x)
    }
  }

  private func features(of interaction: Interaction) -> RatingFeatures {
    RatingFeatures(
      rating: interaction.rating, mean: mean,
      itemBias: network.itemBiases.value.base[interaction.item],
      itemCount: network.itemCounts.value.base[interaction.item], unit: unit)
  }

  private func read(
    _ interaction: Interaction, _ state: State, into input: UnsafeMutablePointer<Float>
  ) {
    let features = features(of: interaction)
    let means = state.means.values
    AttentionNetwork.write(features, means: means, position: state.ratings, into: input)
    let vector = table.base + interaction.item * (2 + network.factors) + 2
    let surprise = features.deviation(from: means[AttentionNetwork.anchor])
    let first = input + AttentionNetwork.inputs
    for k in 0..<network.factors {
      first[k] = vector[k]
      first[network.factors + k] = surprise * vector[k]
    }
  }

  /// Computes the user vector from the output of the blocks.
  private func refresh(_ state: inout State, from x: UnsafePointer<Float>) {
    let means = state.means.values
    state.base = state.user.withUnsafeMutableBufferPointer { user in
      guard let out = user.baseAddress else { return .nan }
      head.apply(x, rows: 1, into: out)
      return out[0] * means[0] + out[1] * means[1] + out[2] * means[2] + out[3]
    }
    // Every prediction contains the item's bias once, apart from the head's weight of it.
    state.user[AttentionNetwork.itemPart] += 1
  }

  public func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutableBufferPointer<Float>
  ) {
    state.user.withUnsafeBufferPointer { user in
      guard let base = user.baseAddress, let stars = out.baseAddress else { return }
      sides.rows.dots(base + AttentionNetwork.itemPart, items, into: stars)
      for i in items.indices { stars[i] = mean + unit * (state.base + stars[i]) }
    }
  }

  public func top(
    _ count: Int, _ state: State, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? {
    state.user.withUnsafeBufferPointer { user in
      user.baseAddress.flatMap { base in
        sides.top(
          count, of: base + AttentionNetwork.itemPart,
          scale: .init(base: state.base, unit: unit, mean: mean), where: isWanted)
      }
    }
  }

  public func path(of state: State) -> AnswerPath { .sequence(state.ratings) }
}

import Debut

/// What answers of `sasrec` read: the trained network, frozen, and the items' side.
struct AttentionScorer {
  private struct Block {
    let attentionNorm: LayerNorm
    let qkv: PackedLinear
    let attention: SelfAttention
    let output: PackedLinear
    let forwardNorm: LayerNorm
    let widen: PackedLinear
    let narrow: PackedLinear
  }

  private let network: AttentionNetwork
  private let kernels: KernelTable
  private let input: PackedLinear
  private let blocks: [Block]
  private let head: PackedLinear
  /// [items, 2 + factors] bias, log1p(n) / 5, vector.
  private let table: FloatBuffer
  private let sides: PackedRows
  private let mean: Float
  private let unit: Float

  /// What the model knows of a user.
  struct State: Sendable {
    /// [blocks, window, 2 * width] keys and values of the last ratings.
    var rings: [Float]
    /// [features + factors]
    var user: [Float]
    var means = RatingFeatures.Means()
    /// The part of the prediction that is the same for every item.
    var base: Float = 0
    var ratings = 0
  }

  init(_ network: AttentionNetwork, kernels: KernelTable) {
    self.network = network
    self.kernels = kernels
    input = PackedLinear(network.input, kernels: kernels)
    head = PackedLinear(network.head, kernels: kernels)
    blocks = network.blocks.map {
      Block(
        attentionNorm: $0.attentionNorm, qkv: PackedLinear($0.qkv, kernels: kernels),
        attention: $0.attention, output: PackedLinear($0.output, kernels: kernels),
        forwardNorm: $0.forwardNorm, widen: PackedLinear($0.widen, kernels: kernels),
        narrow: PackedLinear($0.narrow, kernels: kernels))
    }
    mean = network.mean.value.base[0]
    unit = network.unit.value.base[0]
    let (count, width) = (network.itemBiases.rows, 2 + network.factors)
    table = FloatBuffer(count: count * width)
    var side = [Float](repeating: 0, count: RatingFeatures.features)
    for item in 0..<count {
      let ratings = network.itemCounts.value.base[item]
      RatingFeatures.write(
        &side, means: .zero, itemBias: network.itemBiases.value.base[item] / unit,
        itemCount: ratings)
      let row = table.base + item * width
      row[0] = side[RatingFeatures.itemPart]
      row[1] = side[RatingFeatures.itemPart + 1]
      network.content.apply(
        network.itemContent.row(item), rows: 1, into: row + 2, kernels: kernels)
      kernels.axpy(
        network.factors, AttentionNetwork.trust(ratings), network.items.vector(item), row + 2)
    }
    sides = PackedRows(table.base, rows: count, columns: width, kernels: kernels)
  }

  private var window: Int { network.blocks.first?.attention.window ?? 0 }
  private var ringSize: Int { window * 2 * network.width }

  /// A user of whom nothing is known: the head sees zeros, as before the first step of training.
  var start: State {
    var state = State(
      rings: Array(repeating: 0, count: blocks.count * ringSize),
      user: Array(repeating: 0, count: network.head.outputs))
    withUnsafeTemporaryAllocation(of: Float.self, capacity: network.width) { zeros in
      guard let x = zeros.baseAddress else { return }
      zeros.initialize(repeating: 0)
      refresh(&state, from: x)
    }
    return state
  }

  /// One rating more: one query in each block.
  func step(_ state: inout State, _ interaction: Interaction) {
    let width = network.width
    let inputs = network.input.inputs
    withUnsafeTemporaryAllocation(of: Float.self, capacity: inputs + 7 * width + window) { memory in
      guard let first = memory.baseAddress else { return }
      read(interaction, state, into: first)
      let x = first + inputs
      input.apply(first, rows: 1, into: x)
      for b in blocks.indices {
        state.rings.withUnsafeMutableBufferPointer { rings in
          guard let base = rings.baseAddress else { return }
          apply(blocks[b], x, ring: base + b * ringSize, step: state.ratings, scratch: x + width)
        }
      }
      network.norm.apply(x, into: x)
      state.means.add(signal(of: interaction).residual)
      state.ratings += 1
      refresh(&state, from: x)
    }
  }

  /// x of one step through a block. - Parameter scratch: [6 * width + window]
  private func apply(
    _ block: Block, _ x: UnsafeMutablePointer<Float>, ring: UnsafeMutablePointer<Float>, step: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let width = network.width
    let (normed, wide, shares) = (scratch, scratch + width, scratch + 6 * width)
    block.attentionNorm.apply(x, into: normed)
    block.qkv.apply(normed, rows: 1, into: wide)
    (ring + step % window * 2 * width).update(from: wide + width, count: 2 * width)
    block.attention.attend(
      wide, ring: ring, step: step, scratch: shares, into: normed, kernels: kernels)
    let out = wide + 3 * width
    block.output.apply(normed, rows: 1, into: out)
    kernels.add(width, x, out, x)
    block.forwardNorm.apply(x, into: normed)
    block.widen.apply(normed, rows: 1, into: wide)
    kernels.relu(2 * width, wide, wide)
    block.narrow.apply(wide, rows: 1, into: out)
    kernels.add(width, x, out, x)
  }

  private func signal(of interaction: Interaction) -> RatingFeatures {
    let bias = network.itemBiases.value.base[interaction.item]
    return RatingFeatures(
      residual: (interaction.rating - mean - bias) / unit, itemBias: bias / unit,
      itemCount: network.itemCounts.value.base[interaction.item])
  }

  private func read(
    _ interaction: Interaction, _ state: State, into input: UnsafeMutablePointer<Float>
  ) {
    let signal = signal(of: interaction)
    let means = state.means.values
    signal.write(input, means: means, position: state.ratings)
    let vector = table.base + interaction.item * (2 + network.factors) + 2
    let surprise = signal.residual - means[RatingFeatures.anchor]
    let first = input + RatingFeatures.inputs
    for k in 0..<network.factors {
      first[k] = vector[k]
      first[network.factors + k] = surprise * vector[k]
    }
  }

  /// Makes the user vector of what the blocks gave.
  private func refresh(_ state: inout State, from x: UnsafePointer<Float>) {
    let means = state.means.values
    state.base = state.user.withUnsafeMutableBufferPointer { user in
      guard let out = user.baseAddress else { return .nan }
      head.apply(x, rows: 1, into: out)
      return out[0] * means[0] + out[1] * means[1] + out[2] * means[2] + out[3]
    }
    // The item's bias is in every prediction, whatever the head adds to it.
    state.user[RatingFeatures.itemPart] += 1
  }

  func score(_ state: State, item: Int) -> Float {
    state.user.withUnsafeBufferPointer { user in
      guard let base = user.baseAddress else { return .nan }
      return mean + unit * (state.base + sides.dot(base + RatingFeatures.itemPart, row: item))
    }
  }

  func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutableBufferPointer<Float>
  ) {
    state.user.withUnsafeBufferPointer { user in
      guard let base = user.baseAddress, let stars = out.baseAddress else { return }
      sides.dots(base + RatingFeatures.itemPart, items, into: stars)
      for i in items.indices { stars[i] = mean + unit * (state.base + stars[i]) }
    }
  }
}

extension SASRec {
  /// A user: keys and values of the last ratings, three running means, and the user vector.
  public struct Representation: Sendable {
    var state: AttentionScorer.State?
  }

  public func prepareToAnswer(_ run: TrainingContext) {
    answers = network.map { AttentionScorer($0, kernels: run.compute.kernels) }
  }

  public func represent(_ user: UserQuery) -> Representation {
    guard let answers else { return Representation() }
    var state = answers.start
    for interaction in user.history { answers.step(&state, interaction) }
    return Representation(state: state)
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
    .sequence(representation.state?.ratings ?? 0)
  }
}

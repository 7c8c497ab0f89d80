import Debut

/// The parameters of `attention-sequence`, and its forward pass over whole sequences.
///
/// Plain blocks, as in Kang and McAuley 2018:
///
///     x = W [features, e, surprise e],   x = block(x) for each block
///     user vector = H norm(x)                                 [3 + 3 + factors]
///
/// The user vector's weights are those of the user's three running means, of the item's features (see
/// `RatingFeatures`), and of the item's vector e. H starts at zero, and its bias at the unit vector on the
/// quickest running mean: the untrained model is exactly the decayed bias model.
struct AttentionNetwork {
  /// Numbers that the network reads of a rating beside its item's vector.
  static var inputs: Int { 1 + RunningMeans.count + RatingFeatures.contextCount }
  /// Numbers of a prediction beside the item's vector: the user's means and the item's features.
  static var features: Int { RunningMeans.count + RatingFeatures.itemFeatureCount }
  /// Index of the item's bias among the features; those before it are the same for all items.
  static var itemPart: Int { RunningMeans.count + 1 }
  /// Index of the running mean that the untrained model predicts by.
  static var anchor: Int { 2 }

  let items: Embedding
  let content: Linear
  /// [items, columns] content of the items; like all that follow but the layers, it is not trained.
  let itemContent: Parameter
  let itemBiases: Parameter
  let itemCounts: Parameter
  let mean = Parameter("mean", rows: 1, columns: 1, isTrained: false)
  let unit = Parameter("unit", rows: 1, columns: 1, isTrained: false)
  let input: Linear
  let blocks: [AttentionBlock]
  let norm: LayerNorm
  let head: Linear

  init(
    _ fit: BiasFit, unit deviation: Float, content table: Parameter,
    _ options: AttentionSequence.Options,
    using generator: inout SeededGenerator
  ) {
    let count = fit.itemBiases.count
    let (factors, width) = (options.factors, options.heads * options.depth)
    items = Embedding(
      "item", count: count, dimension: factors, deviation: 0.1, using: &generator)
    content = Linear(
      "content", inputs: table.columns, outputs: factors, bias: false, using: &generator)
    itemContent = table
    itemBiases = Parameter("item.bias", rows: count, columns: 1, isTrained: false)
    itemCounts = Parameter("item.count", rows: count, columns: 1, isTrained: false)
    for item in 0..<count {
      itemBiases.value.base[item] = Float(fit.itemBiases[item])
      itemCounts.value.base[item] = Float(fit.itemCounts[item])
    }
    mean.fill(Float(fit.mean))
    unit.fill(deviation)
    input = Linear(
      "input", inputs: Self.inputs + 2 * factors, outputs: width, using: &generator)
    var blocks: [AttentionBlock] = []
    for b in 0..<options.blocks {
      blocks.append(
        AttentionBlock(
          "blocks.\(b)", .plain, width: width, heads: options.heads, window: options.window,
          inner: 2 * width, using: &generator))
    }
    self.blocks = blocks
    norm = LayerNorm("norm", columns: width)
    head = Linear(
      "head", inputs: width, outputs: Self.features + factors, using: &generator)
    startAtBias(using: &generator)
  }

  private func startAtBias(using generator: inout SeededGenerator) {
    // If vectors and their weights both started at zero, neither would get a gradient.
    head.weight.fillNormal(0.02, using: &generator)
    let plain = Self.features * head.inputs
    head.weight.initialise { $0.update(repeating: 0, count: plain) }
    head.bias?.fill(0)
    head.bias?.initialise { $0[Self.anchor] = 1 }
  }

  var factors: Int { items.table.columns }
  var width: Int { input.outputs }

  var parameters: [Parameter] {
    items.parameters + content.parameters + input.parameters + blocks.flatMap(\.parameters)
      + norm.parameters + head.parameters + [itemContent, itemBiases, itemCounts, mean, unit]
  }

  /// Writes the network's inputs of a rating, without those of the item's vector.
  ///
  /// - Parameters:
  ///   - means: the user's running means before this rating.
  ///   - position: ratings of the user before this one.
  ///   - input: [inputs]
  static func write(
    _ features: RatingFeatures, means: SIMD3<Float>, position: Int,
    into input: UnsafeMutablePointer<Float>
  ) {
    input[0] = features.residual
    for i in 0..<RunningMeans.count { input[1 + i] = features.deviation(from: means[i]) }
    features.writeContext(position: position, into: input + 1 + RunningMeans.count)
  }

  /// Returns the user vectors before every step, [steps * rows, features + factors].
  func users(
    _ inputs: Variable, on tape: Tape, dropout: Float, steps: Int, lengths: [Int32]
  ) -> Variable {
    var x = tape.linear(inputs, input)
    for block in blocks {
      x = tape.apply(block, to: x, dropout: dropout, steps: steps, lengths: lengths)
    }
    let known = tape.shift(tape.normalise(x, norm), by: lengths.count)
    return tape.linear(tape.dropout(known, rate: dropout), head)
  }
}

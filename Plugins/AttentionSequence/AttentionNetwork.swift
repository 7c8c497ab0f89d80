import Debut

/// The parameters of `attention-sequence`, and its forward pass over whole sequences.
///
/// Blocks as in Kang and McAuley 2018, with the normalisation before each part (Xiong et al. 2020):
///
///     x = W [features, e, surprise e]
///     x = x + O attend(Q K V norm(x));   x = x + F2 relu(F1 norm(x))      for each block
///     user vector = H norm(x)                                 [3 + 3 + factors]
///
/// The user vector's weights are those of the user's three running means, of the item's features (see
/// `RatingFeatures`), and of the item's vector e. H starts at zero, and its bias at the unit vector on the
/// quickest running mean: the untrained model is exactly the decayed bias model.
struct AttentionNetwork {
  struct Block {
    let attentionNorm: LayerNorm
    let qkv: Linear
    let attention: SelfAttention
    let output: Linear
    let forwardNorm: LayerNorm
    let widen: Linear
    let narrow: Linear

    var parameters: [Parameter] {
      attentionNorm.parameters + qkv.parameters + attention.parameters + output.parameters
        + forwardNorm.parameters + widen.parameters + narrow.parameters
    }
  }

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
  let blocks: [Block]
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
    var blocks: [Block] = []
    for b in 0..<options.blocks {
      let name = "blocks.\(b)"
      blocks.append(
        Block(
          attentionNorm: LayerNorm("\(name).attention_norm", columns: width),
          qkv: Linear("\(name).qkv", inputs: width, outputs: 3 * width, using: &generator),
          attention: SelfAttention(
            "\(name).attention", width: width, heads: options.heads, window: options.window),
          output: Linear("\(name).output", inputs: width, outputs: width, using: &generator),
          forwardNorm: LayerNorm("\(name).forward_norm", columns: width),
          widen: Linear("\(name).widen", inputs: width, outputs: 2 * width, using: &generator),
          narrow: Linear("\(name).narrow", inputs: 2 * width, outputs: width, using: &generator)))
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
      let seen = tape.attend(
        tape.linear(tape.normalise(x, block.attentionNorm), block.qkv), block.attention,
        steps: steps, lengths: lengths)
      x = tape.add(x, tape.dropout(tape.linear(seen, block.output), rate: dropout))
      let wide = tape.relu(tape.linear(tape.normalise(x, block.forwardNorm), block.widen))
      x = tape.add(x, tape.dropout(tape.linear(wide, block.narrow), rate: dropout))
    }
    let known = tape.shift(tape.normalise(x, norm), by: lengths.count)
    return tape.linear(tape.dropout(known, rate: dropout), head)
  }
}

import Debut

/// The parameters of a sequence model, and the layout of its numbers.
///
/// A prediction is the product of a user's vector, which the head makes from the state, and an item's
/// side:
///
///     user vector  = W h + b                                  [offsets + 3 + factors]
///     item's side  = [m_1, m_2, ..., 1, delta_i, log(1 + n_i) / 5, e_i]
///
/// with the user's offsets m (see `UserBaseline`), the item's bias delta, its number of ratings n and its
/// vector e = C x_i + n / (n + 10) v_i, with the item's inputs x (content and factors) and a vector v of
/// its own. W starts at zero (at small random values for e) and b at the unit vector on one of the
/// offsets: the untrained model is the baseline alone.
struct SequenceNetwork {
  /// A GRU and its head. The model predicts the mean of all members' predictions.
  ///
  /// Each is trained by its own errors, from other random weights. They differ by the randomness of
  /// their training, most of which their mean removes.
  struct Member: Sendable {
    let gru: GRU
    let head: Linear

    init(
      suffix: String, inputs: Int, hidden: Int, features: Int, factors: Int, anchor: Int,
      using generator: inout SeededGenerator
    ) {
      gru = GRU("gru" + suffix, inputs: inputs, hidden: hidden, using: &generator)
      head = Linear("head" + suffix, inputs: hidden, outputs: features + factors, using: &generator)
      // If vectors and their weights both started at zero, neither would get a gradient.
      head.weight.fillNormal(0.02, using: &generator)
      let plain = features * head.inputs
      head.weight.initialise { $0.update(repeating: 0, count: plain) }
      head.bias?.fill(0)
      head.bias?.initialise { $0[anchor] = 1 }
    }
  }

  /// Number of the baseline's offsets.
  let offsets: Int
  /// Index of the offset that the untrained model predicts by.
  let anchor: Int
  /// The items' own vectors; nil without factors.
  let items: Embedding?
  /// Layer from an item's inputs to its vector; nil without inputs or factors.
  let content: Linear?
  /// [items, columns] see `ItemInputs`; not trained.
  let itemContent: Parameter
  /// [1, factors] the GRU reads an item's vector as e (offset + slope s), with the surprise s of the
  /// rating.
  let readOffset: Parameter
  let readSlope: Parameter
  let members: [Member]
  /// [items, 1] delta in stars, and [items, 1] n. Not trained.
  let itemBiases: Parameter
  let itemCounts: Parameter
  /// Mean rating in stars. Not trained.
  let mean = Parameter("mean", rows: 1, columns: 1, isTrained: false)
  /// Unit of all residuals: their standard deviation in stars. Not trained.
  let unit = Parameter("unit", rows: 1, columns: 1, isTrained: false)

  /// - Parameters:
  ///   - fit: factors with the items' biases, counts and mean.
  ///   - content: becomes `itemContent`.
  init(
    _ fit: ItemFactors, unit deviation: Float, content table: Parameter, factors: Int,
    hidden: Int, grus: Int, offsets: Int, anchor: Int, using generator: inout SeededGenerator
  ) {
    let count = fit.itemCount
    self.offsets = offsets
    self.anchor = anchor
    items =
      factors == 0
      ? nil
      : Embedding("item", count: count, dimension: factors, deviation: 0.01, using: &generator)
    itemContent = table
    content =
      factors == 0 || table.columns == 0
      ? nil
      : Linear(
        "content", inputs: table.columns, outputs: factors, bias: false, using: &generator)
    readOffset = Parameter("read.offset", rows: 1, columns: factors)
    readOffset.fillNormal(0.5, using: &generator)
    readSlope = Parameter("read.slope", rows: 1, columns: factors)
    readSlope.fill(1)
    members = (0..<max(grus, 1)).map { place in
      Member(
        suffix: place == 0 ? "" : ".\(place + 1)",
        inputs: offsets + 1 + RatingFeatures.contextCount + factors, hidden: hidden,
        features: offsets + RatingFeatures.itemFeatureCount, factors: factors, anchor: anchor,
        using: &generator)
    }
    itemBiases = Parameter("item.bias", rows: count, columns: 1, isTrained: false)
    itemCounts = Parameter("item.count", rows: count, columns: 1, isTrained: false)
    for item in 0..<count {
      itemBiases.value.base[item] = fit.biases[item]
      itemCounts.value.base[item] = fit.counts[item]
    }
    mean.fill(fit.mean)
    unit.fill(deviation)
  }

  var factors: Int { items?.table.columns ?? 0 }
  /// Numbers of an item's side beside its vector.
  var features: Int { offsets + RatingFeatures.itemFeatureCount }
  /// Inputs of the GRU beside an item's vector.
  var ratingInputs: Int { offsets + 1 + RatingFeatures.contextCount }

  var parameters: [Parameter] {
    (items?.parameters ?? []) + (content?.parameters ?? [])
      + (factors > 0 ? [readOffset, readSlope] : [])
      + members.flatMap { $0.gru.parameters + $0.head.parameters }
      + [itemContent, itemBiases, itemCounts, mean, unit]
  }

  /// Writes the GRU's inputs of a rating, without those of the item's vector, [ratingInputs]: the
  /// deviation from each offset, the residual, and the context.
  ///
  /// - Parameters:
  ///   - offsets: the user's offsets before this rating.
  ///   - position: ratings of the user before this one.
  static func write(
    _ rating: RatingFeatures, offsets: UnsafeBufferPointer<Float>, position: Int,
    into input: UnsafeMutablePointer<Float>
  ) {
    for (i, offset) in offsets.enumerated() { input[i] = rating.deviation(from: offset) }
    input[offsets.count] = rating.residual
    rating.writeContext(position: position, into: input + offsets.count + 1)
  }
}

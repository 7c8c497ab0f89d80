import Debut

/// The parameters of a sequence model, and where its numbers stand.
///
/// The head turns the state into a user's vector, which stands against an item's features:
///
///     user vector  = W h + b                                  [offsets + 3 + factors]
///     item's side  = [m_1, m_2, ..., 1, delta_i, log(1 + n_i) / 5, e_i]
///
/// with the user's offsets m (see `UserBaseline`), the item's bias delta, its number of ratings n and its
/// vector e = C x_i + n / (n + 10) v_i, made of what is known of the item (x: content and factors) and a
/// little of its own (v). W starts at zero (at small random values for e) and b at the unit vector on one
/// of the offsets: training starts at what the base says alone.
struct SequenceNetwork {
  /// Numbers of an item's side that are neither offsets nor its vector: the 1, its bias, its count.
  static let itemFeatures = 3
  /// Ratings at which an item's own vector has half its weight.
  static let halfTrust: Float = 10

  /// A GRU and what it makes of its state; predictions are the mean of all members'.
  ///
  /// Each is trained by its own errors, from other random weights. They differ by what chance has made
  /// of the training, and their mean is free of most of it.
  struct Member: Sendable {
    let gru: GRU
    let head: Linear

    init(
      suffix: String, inputs: Int, hidden: Int, features: Int, factors: Int, anchor: Int,
      using generator: inout SeededGenerator
    ) {
      gru = GRU("gru" + suffix, inputs: inputs, hidden: hidden, using: &generator)
      head = Linear("head" + suffix, inputs: hidden, outputs: features + factors, using: &generator)
      // Vectors and their weights cannot both start at zero: neither would get a gradient.
      head.weight.fillNormal(0.02, using: &generator)
      let plain = features * head.inputs
      head.weight.initialise { $0.update(repeating: 0, count: plain) }
      head.bias?.fill(0)
      head.bias?.initialise { $0[anchor] = 1 }
    }
  }

  /// How many offsets the base gives, and the one that the untrained model answers by.
  let offsets: Int
  let anchor: Int
  /// Vectors of the items' own; nil without factors.
  let items: Embedding?
  /// From what is known of an item to its vector; nil where nothing is, or without factors.
  let content: Linear?
  /// [items, columns] see `ItemInputs`; not trained.
  let itemContent: Parameter
  /// [1, factors] how an item's vector is read: e (offset + slope s) with the surprise s of the rating.
  let readOffset: Parameter
  let readSlope: Parameter
  let members: [Member]
  /// [items, 1] delta in stars and [items, 1] n, not trained.
  let itemBiases: Parameter
  let itemCounts: Parameter
  /// The mean rating, and the unit of all residuals: their standard deviation. Not trained.
  let mean = Parameter("mean", rows: 1, columns: 1, isTrained: false)
  let unit = Parameter("unit", rows: 1, columns: 1, isTrained: false)

  /// - Parameter knowledge: becomes `itemContent`.
  init(
    _ known: ItemFactors, unit deviation: Float, knowledge: Parameter, factors: Int, hidden: Int,
    grus: Int, offsets: Int, anchor: Int, using generator: inout SeededGenerator
  ) {
    let count = known.itemCount
    self.offsets = offsets
    self.anchor = anchor
    items =
      factors == 0
      ? nil
      : Embedding("item", count: count, dimension: factors, deviation: 0.01, using: &generator)
    itemContent = knowledge
    content =
      factors == 0 || knowledge.columns == 0
      ? nil
      : Linear(
        "content", inputs: knowledge.columns, outputs: factors, bias: false, using: &generator)
    readOffset = Parameter("read.offset", rows: 1, columns: factors)
    readOffset.fillNormal(0.5, using: &generator)
    readSlope = Parameter("read.slope", rows: 1, columns: factors)
    readSlope.fill(1)
    members = (0..<max(grus, 1)).map { place in
      Member(
        suffix: place == 0 ? "" : ".\(place + 1)",
        inputs: offsets + RatingFeatures.inputs + factors, hidden: hidden,
        features: offsets + Self.itemFeatures, factors: factors, anchor: anchor,
        using: &generator)
    }
    itemBiases = Parameter("item.bias", rows: count, columns: 1, isTrained: false)
    itemCounts = Parameter("item.count", rows: count, columns: 1, isTrained: false)
    for item in 0..<count {
      itemBiases.value.base[item] = known.biases[item]
      itemCounts.value.base[item] = known.counts[item]
    }
    mean.fill(known.mean)
    unit.fill(deviation)
  }

  var factors: Int { items?.table.columns ?? 0 }
  /// What an item's side has beside its vector.
  var features: Int { offsets + Self.itemFeatures }
  /// What the GRU reads beside an item's vector.
  var signals: Int { offsets + RatingFeatures.inputs }

  var parameters: [Parameter] {
    (items?.parameters ?? []) + (content?.parameters ?? [])
      + (factors > 0 ? [readOffset, readSlope] : [])
      + members.flatMap { $0.gru.parameters + $0.head.parameters }
      + [itemContent, itemBiases, itemCounts, mean, unit]
  }

  /// How much of its own vector an item with n ratings has: n / (n + 10).
  static func trust(_ ratings: Float) -> Float { ratings / (ratings + halfTrust) }
}

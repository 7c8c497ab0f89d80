import Debut

/// The parameters of `gru-sequence`, and where its numbers stand.
///
/// The head turns the state into a user's vector, which stands against an item's features:
///
///     user vector  = W h + b                                        [6 + factors]
///     item's side  = [m_1, m_.97, m_.9, 1, delta_i, log(1 + n_i) / 5, e_i]
///
/// with the user's decayed biases m, the item's bias delta, its number of ratings n and its vector e.
/// W starts at zero (at small random values for e) and b at the unit vector on m_.9: training starts
/// at the decayed bias model.
struct SequenceNetwork {
  /// The mean that the untrained model answers by (an index of `OnlineBiases.decays`).
  static let anchor = 2
  /// What an item's side has beside its vector; `itemPart` is where what is the item's own begins.
  static let features = 6
  static let itemPart = 4
  /// What the GRU reads beside an item's vector.
  static let signals = 7
  /// Ratings at which an item's vector has half its weight.
  static let halfTrust: Float = 10

  /// Vectors of the items' own; nil without factors.
  let items: Embedding?
  /// From an item's content to its vector; nil without content or factors.
  let content: Linear?
  /// [items, columns] see `ItemContent`; not trained.
  let itemContent: Parameter
  let gru: GRU
  let head: Linear
  /// [items, 1] delta and [items, 1] n, not trained.
  let itemBiases: Parameter
  let itemCounts: Parameter
  /// The mean rating, and the unit of all residuals: their standard deviation. Not trained.
  let mean = Parameter("mean", rows: 1, columns: 1, isTrained: false)
  let unit = Parameter("unit", rows: 1, columns: 1, isTrained: false)

  init(
    _ fit: BiasFit, unit deviation: Float, content table: Parameter, factors: Int, hidden: Int,
    using generator: inout SeededGenerator
  ) {
    let count = fit.itemBiases.count
    items =
      factors == 0
      ? nil
      : Embedding("item", count: count, dimension: factors, deviation: 0.1, using: &generator)
    itemContent = table
    content =
      factors == 0 || table.columns == 0
      ? nil
      : Linear(
        "content", inputs: table.columns, outputs: factors, bias: false, using: &generator)
    gru = GRU("gru", inputs: Self.signals + 2 * factors, hidden: hidden, using: &generator)
    head = Linear("head", inputs: hidden, outputs: Self.features + factors, using: &generator)
    itemBiases = Parameter("item.bias", rows: count, columns: 1, isTrained: false)
    itemCounts = Parameter("item.count", rows: count, columns: 1, isTrained: false)
    for item in 0..<count {
      itemBiases.value.base[item] = Float(fit.itemBiases[item])
      itemCounts.value.base[item] = Float(fit.itemCounts[item])
    }
    mean.fill(Float(fit.mean))
    unit.fill(deviation)
    startAtBias(using: &generator)
  }

  private func startAtBias(using generator: inout SeededGenerator) {
    // Vectors and their weights cannot both start at zero: neither would get a gradient.
    head.weight.fillNormal(0.02, using: &generator)
    for row in 0..<Self.features {
      for k in 0..<head.inputs { head.weight.row(row)[k] = 0 }
    }
    head.bias?.fill(0)
    head.bias?.value.base[Self.anchor] = 1
  }

  var factors: Int { items?.table.columns ?? 0 }

  var parameters: [Parameter] {
    (items?.parameters ?? []) + (content?.parameters ?? []) + gru.parameters + head.parameters
      + [itemContent, itemBiases, itemCounts, mean, unit]
  }

  /// How much of its vector an item with n ratings has: n / (n + 10).
  static func trust(_ ratings: Float) -> Float { ratings / (ratings + halfTrust) }
}

import Debut

/// The items' inputs to a sequence model, made before it is trained: content and factors.
///
/// The columns are those of `ItemContent`, then the item's vector of a matrix factorisation, and its
/// uncertainty (the trace of its covariance, as a share of the prior's). The vectors are in units of their
/// own root mean square over all ratings, so that no scale has to be chosen.
struct ItemInputs {
  private let content: Parameter
  /// Length of a factor vector; 0 without factors.
  private let rank: Int
  private let scale: Float
  private let factors: ItemFactors

  /// - Parameters:
  ///   - content: see `ItemContent`; without columns if the model reads no content.
  ///   - rank: 0, or that of `factors`.
  ///   - factors: the factors that every other table is aligned to, and that set the unit for all.
  init(content: Parameter, rank: Int, factors: ItemFactors) {
    self.content = content
    self.rank = rank
    self.factors = factors
    var squares = 0.0
    var ratings = 0.0
    for item in 0..<factors.itemCount where rank > 0 {
      let vector = factors.vectors[item * rank..<(item + 1) * rank]
      let count = Double(factors.counts[item])
      squares += count * vector.reduce(0) { $0 + Double($1 * $1) }
      ratings += count * Double(rank)
    }
    scale = squares > 0 ? Float((ratings / squares).squareRoot()) : 0
  }

  /// Number of columns.
  var columns: Int { Self.columns(content: content.columns, rank: rank) }

  static func columns(content: Int, rank: Int) -> Int { content + (rank > 0 ? rank + 1 : 0) }

  /// Returns the inputs by each of several tables of factors, one below the other:
  /// [tables x items, columns]. `check` is called every few thousand items.
  func tables(_ tables: [ItemFactors], check: () throws -> Void) rethrows -> Parameter {
    let items = content.rows
    let result = Parameter(
      "item.content", rows: tables.count * items, columns: columns, isTrained: false)
    for (place, factors) in tables.enumerated() {
      let prior =
        factors.priors.itemBias + Float(factors.rank) * factors.priors.itemVector
      let alignment = rank > 0 ? FactorAlignment(factors, to: self.factors) : nil
      for item in 0..<items where columns > 0 {
        if item % 4096 == 0 { try check() }
        let row = result.row(place * items + item)
        row.update(from: content.value.base + item * content.columns, count: content.columns)
        guard let alignment else { continue }
        let vector = row + content.columns
        alignment.rotate(
          factors.vectors[item * rank..<(item + 1) * rank], scale: scale, into: vector)
        vector[rank] = factors.traces[item] / prior
      }
    }
    return result
  }
}

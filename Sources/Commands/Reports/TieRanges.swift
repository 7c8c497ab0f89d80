import DebutEngine

/// The lowest and the highest of each figure over random orders of the ratings that a user gave in one second.
struct TieRanges {
  /// The number of orders.
  let orders: Int
  private var ranges: [Key: ClosedRange<Double>] = [:]

  private struct Key: Hashable {
    let model: String
    let history: String
    let metric: String
  }

  /// Collects the figures of evaluations that differ in the order alone.
  init(_ evaluations: [Evaluation]) {
    orders = evaluations.count
    for evaluation in evaluations {
      for row in evaluation.rows {
        for metric in evaluation.metrics {
          guard let value = row[metric] else { continue }
          let key = Key(model: row.model, history: row.history, metric: metric.name)
          let known = ranges[key] ?? value...value
          ranges[key] = min(known.lowerBound, value)...max(known.upperBound, value)
        }
      }
    }
  }

  /// Returns the range of a figure; nil if the row does not have it.
  func range(of row: EvaluationRow, _ metric: any Metric) -> ClosedRange<Double>? {
    ranges[Key(model: row.model, history: row.history, metric: metric.name)]
  }
}

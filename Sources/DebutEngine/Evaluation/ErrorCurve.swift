import Debut

/// The figure of models by the number of the user's ratings that a prediction rests on: finer than the
/// buckets of an evaluation.
///
/// - Stability: stable.
public struct ErrorCurve: Hashable, Sendable {
  /// The figure over a range of history lengths.
  public struct Point: Hashable, Sendable {
    /// The name of the model, as `Evaluation.predictions` gives it.
    public let model: String
    /// Ratings of the user that the predictions rest on.
    public let known: ClosedRange<Int>
    /// The number of ratings predicted.
    public let ratings: Int
    /// The figure: root mean squared error in stars, or that by which models of next items are ranked.
    public let value: Double
  }

  /// Model by model, by ascending history.
  public let points: [Point]
  /// The figure's title, such as `RMSE` or `NDCG@10`.
  public let metric: String
  /// The figure's unit, such as `stars`; empty for a pure number.
  public let unit: String
  /// The evaluation in words: "demo (generated), fresh-users, fold 0".
  public let title: String

  /// The beginnings of the ranges of history lengths. Each range is about a third longer than the one
  /// before, so that points of long histories rest on as many ratings as those of short ones.
  private static let starts = [
    0, 1, 2, 3, 4, 5, 7, 10, 14, 19, 26, 35, 47, 63, 84, 112, 150, 200, 270, 360, 480, 640, 850,
    1_130, 1_500, 2_000,
  ]

  /// Computes the curve of every model of an evaluation that has figures.
  ///
  /// - Parameter label: the name of the data, for the title.
  public init(_ evaluation: Evaluation, label: String) {
    let folds =
      switch evaluation.fold {
      case "": ""
      case "all": ", all folds"
      case let fold: ", fold\(fold.utf8.count > 1 ? "s" : "") \(fold)"
      }
    title = "\(label), \(evaluation.protocolName)\(folds)"
    let metric: any Metric = evaluation.ranks ? evaluation.primaryMetric : RootMeanSquaredError()
    self.metric = metric.title
    unit = metric.unit
    let targets = evaluation.targets
    let ranges = targets.map { target in
      (Self.starts.firstIndex { $0 > target.position } ?? Self.starts.count) - 1
    }
    let shown = evaluation.models.filter { !evaluation.isWithheld($0) }.map(\.model)
    points = evaluation.keeping(shown).runs.flatMap { model, values in
      var sums = [MetricSum](repeating: MetricSum(), count: Self.starts.count)
      for (i, value) in values.enumerated() {
        metric.add(value, for: targets[i].outcome, to: &sums[ranges[i]])
      }
      return sums.indices.filter { sums[$0].weight > 0 }.map { i in
        Point(
          model: model, known: Self.range(i), ratings: Int(sums[i].weight),
          value: metric.figure(of: sums[i]))
      }
    }
  }

  private static func range(_ i: Int) -> ClosedRange<Int> {
    starts[i]...(i + 1 < starts.count ? starts[i + 1] - 1 : .max)
  }

  /// The models, in the order of the evaluation.
  public var models: [String] {
    var seen: Set<String> = []
    return points.map(\.model).filter { seen.insert($0).inserted }
  }
}

extension ErrorCurve.Point {
  /// "0", "5-6", "2000+".
  public var label: String {
    if known.upperBound == .max { return "\(known.lowerBound)+" }
    return known.count == 1 ? "\(known.lowerBound)" : "\(known.lowerBound)-\(known.upperBound)"
  }
}

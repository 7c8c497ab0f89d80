import DebutEngine

/// How far off models are by how many ratings of the user they knew: finer than an evaluation's buckets.
struct ErrorCurve: Hashable {
  /// The error over a range of history lengths.
  struct Point: Hashable {
    let model: String
    /// Ratings known.
    let known: ClosedRange<Int>
    /// Ratings predicted.
    let ratings: Int
    /// Stars.
    let rmse: Double
  }

  /// Model by model, by ascending history.
  let points: [Point]
  /// What was evaluated: "demo (generated), fresh-users, fold 0".
  let title: String

  /// Where ranges of history lengths begin; each is about a third longer than the one before, so that
  /// points of long histories rest on as many ratings as those of short ones.
  private static let starts = [
    0, 1, 2, 3, 4, 5, 7, 10, 14, 19, 26, 35, 47, 63, 84, 112, 150, 200, 270, 360, 480, 640, 850,
    1_130, 1_500, 2_000,
  ]

  init(_ evaluation: Evaluation, of data: LoadedData) {
    let folds =
      switch evaluation.fold {
      case "": ""
      case "all": ", all folds"
      case let fold: ", fold\(fold.utf8.count > 1 ? "s" : "") \(fold)"
      }
    title = "\(data.label), \(evaluation.protocolName)\(folds)"
    points = evaluation.predictions.flatMap { model, predictions in
      var squares = [Double](repeating: 0, count: Self.starts.count)
      var counts = [Int](repeating: 0, count: Self.starts.count)
      for p in predictions {
        let range = (Self.starts.firstIndex { $0 > p.position } ?? Self.starts.count) - 1
        let error = Double(p.prediction) - Double(p.rating)
        squares[range] += error * error
        counts[range] += 1
      }
      return counts.indices.filter { counts[$0] > 0 }.map { i in
        Point(
          model: model, known: Self.range(i), ratings: counts[i],
          rmse: (squares[i] / Double(counts[i])).squareRoot())
      }
    }
  }

  private static func range(_ i: Int) -> ClosedRange<Int> {
    starts[i]...(i + 1 < starts.count ? starts[i + 1] - 1 : .max)
  }

  /// The models, in the order of the evaluation.
  var models: [String] {
    var seen: Set<String> = []
    return points.map(\.model).filter { seen.insert($0).inserted }
  }
}

extension ErrorCurve.Point {
  /// "0", "5-6", "2000+".
  var label: String {
    if known.upperBound == .max { return "\(known.lowerBound)+" }
    return known.count == 1 ? "\(known.lowerBound)" : "\(known.lowerBound)-\(known.upperBound)"
  }
}

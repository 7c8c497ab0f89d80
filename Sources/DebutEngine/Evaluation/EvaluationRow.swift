import Debut

/// The range of history lengths that a line of an evaluation is about.
public enum HistoryBucket: String, CaseIterable, Hashable, Sendable {
  case all
  case none = "0"
  case upTo4 = "1-4"
  case upTo9 = "5-9"
  case upTo18 = "10-18"
  case from19 = "19+"

  /// The bucket of a prediction that rests on this many ratings.
  public static func of(_ ratings: Int) -> HistoryBucket {
    switch ratings {
    case ..<1: .none
    case ..<5: .upTo4
    case ..<10: .upTo9
    case ..<19: .upTo18
    default: .from19
    }
  }
}

/// One line of an evaluation: how far off a model is after histories of some length. Where it was
/// trained with several seeds, errors are the means over these.
public struct EvaluationRow: Hashable, Sendable {
  /// How the errors of several seeds lie around their mean.
  public struct Spread: Hashable, Sendable {
    /// Seeds, at least two.
    public let seeds: Int
    /// The smallest and the largest root mean squared error.
    public let lowest, highest: Double
    /// Their standard deviation, of a sample: with one less than the seeds below.
    public let deviation: Double

    init(seeds: Int, lowest: Double, highest: Double, deviation: Double) {
      self.seeds = seeds
      self.lowest = lowest
      self.highest = highest
      self.deviation = deviation
    }

    /// - Precondition: at least two values.
    init(_ values: [Double]) {
      precondition(values.count > 1, "one value has no spread")
      seeds = values.count
      lowest = values.reduce(.infinity, min)
      highest = values.reduce(-.infinity, max)
      let mean = values.reduce(0, +) / Double(values.count)
      let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
      deviation = (squares / Double(values.count - 1)).squareRoot()
    }
  }

  /// What the trained model is called.
  public let model: String
  /// `all`, or a bucket of history lengths: `0`, `1-4`, `5-9`, `10-18`, `19+`.
  public let history: String
  /// Ratings predicted.
  public let ratings: Int
  /// Root mean squared error in stars; nil where nothing was predicted.
  public let rmse: Double?
  /// Mean absolute error in stars; nil where nothing was predicted.
  public let mae: Double?
  /// The mean over users of the error of each; in the row `all` alone.
  public let rmsePerUser: Double?
  /// In the row `all` alone, and only where there were several seeds.
  public let spread: Spread?
  /// The mean time of training and asking a fold; in the row `all` alone, where it is known.
  public let secondsPerFold: Double?
}

/// The sums behind the lines of a model: in all, by bucket and by user.
struct ErrorSums {
  private var buckets: [ErrorSum]
  private var users: [Int64: ErrorSum] = [:]

  /// Adds up the answers to the questions in a range.
  init(_ questions: [Target], _ stars: [Float], in range: Range<Int>) {
    var buckets = [ErrorSum](repeating: ErrorSum(), count: HistoryBucket.allCases.count)
    let places = Dictionary(
      uniqueKeysWithValues: HistoryBucket.allCases.enumerated().map { ($0.element, $0.offset) })
    for i in range {
      let question = questions[i]
      buckets[0].add(prediction: stars[i], rating: question.rating)
      let place = places[.of(question.position)] ?? 0
      buckets[place].add(prediction: stars[i], rating: question.rating)
      users[question.userID, default: ErrorSum()].add(
        prediction: stars[i], rating: question.rating)
    }
    self.buckets = buckets
  }

  /// The sum of one bucket.
  subscript(bucket: HistoryBucket) -> ErrorSum {
    buckets[HistoryBucket.allCases.firstIndex(of: bucket) ?? 0]
  }

  /// The mean over users of the root mean squared error of each; nil of nobody.
  var rmsePerUser: Double? {
    // Sorted, as a sum depends on its order and that of a dictionary changes from run to run.
    let errors = users.sorted { $0.key < $1.key }.compactMap { $0.value.rmse }
    return errors.isEmpty ? nil : errors.reduce(0, +) / Double(errors.count)
  }
}

extension Evaluation {
  /// The line of all predictions of a model, and one for each bucket.
  func rows(of model: ModelPredictions) -> [EvaluationRow] {
    let sums = model.runs.map { ErrorSums(questions, $0.stars, in: questions.indices) }
    let seconds = model.runs.flatMap(\.seconds)
    return HistoryBucket.allCases.map { bucket in
      let isAll = bucket == .all
      let errors = sums.compactMap { $0[bucket].rmse }
      return EvaluationRow(
        model: model.model, history: bucket.rawValue, ratings: sums[0][bucket].count,
        rmse: Self.mean(errors), mae: Self.mean(sums.compactMap { $0[bucket].mae }),
        rmsePerUser: isAll ? Self.mean(sums.compactMap(\.rmsePerUser)) : nil,
        spread: isAll && errors.count > 1 ? .init(errors) : nil,
        secondsPerFold: isAll ? Self.mean(seconds) : nil)
    }
  }

  /// The mean; nil of nothing.
  static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

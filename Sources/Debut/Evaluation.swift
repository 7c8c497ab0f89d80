/// How models are judged.
public enum EvaluationProtocol: Hashable, Sendable {
  /// The split's own: every held-out rating is predicted from those of the user before it.
  case split
  /// A sampler draws examples from the held-out users' histories, `draws` times, and the last rating
  /// of each is predicted from the others: the sampler that the first of the models was trained with
  /// where that one puts one target after a sequence, else `random-20`.
  case sampler(draws: Int, seed: UInt64)
}

/// The range of history lengths that a line of an evaluation is about.
public enum HistoryBucket: String, CaseIterable, Hashable, Codable, Sendable {
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

/// One line of an evaluation: how far off a model is after histories of some length.
public struct EvaluationRow: Hashable, Codable, Sendable {
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
}

/// One rating and what a model made of it.
public struct Prediction: Hashable, Sendable {
  /// The id of the user in the data.
  public let userID: Int64
  /// The id of the item in the data.
  public let itemID: Int64
  /// Seconds since 1970-01-01 UTC; nil where the data has no times.
  public let timestamp: Int64?
  /// How many of the user's ratings the prediction rests on. In the split's own protocol this is the
  /// rating's position in the history.
  public let position: Int
  /// Stars.
  public let rating: Float
  /// Stars, clipped to the scale.
  public let prediction: Float
}

/// The outcome of an evaluation.
public struct Evaluation {
  /// `fresh-users`, `leave-last-out`, `by-time` or `sampler`.
  public let protocolName: String
  /// The folds asked about, such as "0,1", or "all" ten; empty for splits without folds.
  public let fold: String
  /// Where a split by time cuts; nil for the others.
  public let fraction: Double?
  /// For each model `all` and the buckets in their order.
  public let rows: [EvaluationRow]
  /// For each model every prediction, the same ratings in the same order.
  public let predictions: [(model: String, predictions: [Prediction])]
  /// Lines for people: what could not be predicted, who was left out.
  public let notes: [String]
}

/// The way in which an answer came about, in words that the user reads.
///
/// - Stability: stable.
public struct AnswerPath: Hashable, Sendable, CustomStringConvertible {
  /// The words.
  public let description: String
  /// The number of the user's ratings that the answer rests on; nil: all that the model was given.
  public let ratings: Int?

  /// Creates a path of the model's own.
  public init(_ description: String, ratings: Int? = nil) {
    self.description = description
    self.ratings = ratings
  }

  /// "trained vector"
  public static let trainedVector = AnswerPath("trained vector")
  /// "item mean": nothing of the user is used.
  public static let itemMean = AnswerPath("item mean", ratings: 0)
  /// "global mean": neither user nor item is used.
  public static let globalMean = AnswerPath("global mean", ratings: 0)
  /// Returns "sequence of 7 ratings".
  public static func sequence(_ ratings: Int) -> AnswerPath { counted("sequence", ratings) }
  /// Returns "fold-in of 7 ratings".
  public static func foldIn(_ ratings: Int) -> AnswerPath { counted("fold-in", ratings) }
  /// Returns "bias of 7 ratings" and the like: `what` is the quantity that rests on the ratings.
  public static func counted(_ what: String, _ ratings: Int) -> AnswerPath {
    AnswerPath("\(what) of \(Counted.text(ratings, "rating"))", ratings: ratings)
  }
}

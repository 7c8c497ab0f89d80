/// The data that a model is trained on.
///
/// - Stability: stable.
public struct TrainingSet: Sendable {
  /// The users' histories, each in time order.
  public let histories: Histories
  /// The number of items: catalogue indices 0 ..< itemCount. Some may have no rating here, because all
  /// of theirs are held out.
  public let itemCount: Int
  /// The kind of the histories' rows.
  public let feedback: Feedback
  /// Titles, years and genres of the items.
  public let catalogue: Catalogue

  /// Creates a training set from its parts.
  public init(histories: Histories, itemCount: Int, feedback: Feedback, catalogue: Catalogue) {
    self.histories = histories
    self.itemCount = itemCount
    self.feedback = feedback
    self.catalogue = catalogue
  }

  /// Creates a training set of explicit ratings on a scale.
  public init(histories: Histories, itemCount: Int, scale: RatingScale, catalogue: Catalogue) {
    self.init(
      histories: histories, itemCount: itemCount, feedback: .explicit(scale), catalogue: catalogue)
  }

  /// The interval in which ratings lie.
  public var scale: RatingScale { feedback.scale }

  /// The mean of all ratings in stars; the middle of the scale if there are none.
  public var meanRating: Float {
    var sum = 0.0
    var count = 0
    for history in histories {
      for rating in history.ratings { sum += Double(rating) }
      count += history.count
    }
    return count == 0 ? (scale.lowest + scale.highest) / 2 : Float(sum / Double(count))
  }

  /// Returns the mean of the ratings of all but some users.
  package func meanRating(without userIDs: [Vocabulary.Key]) -> Float {
    guard !userIDs.isEmpty else { return meanRating }
    let aside = Set(userIDs)
    let kept = histories.indices.filter { !aside.contains(histories.users[$0]) }
    return TrainingSet(
      histories: histories.selecting(kept), itemCount: itemCount, feedback: feedback,
      catalogue: catalogue
    ).meanRating
  }

  /// [itemCount] the number of ratings of each item. - Complexity: O(ratings).
  public var itemCounts: [Int] {
    var counts = [Int](repeating: 0, count: itemCount)
    for history in histories {
      for item in history.items { counts[Int(item)] += 1 }
    }
    return counts
  }
}

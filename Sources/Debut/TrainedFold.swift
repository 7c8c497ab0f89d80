/// A model trained on one side of a division of the data.
public struct TrainedFold {
  /// The fold that it has not seen; nil for splits without folds.
  public let fold: Int?
  /// The model, ready to answer.
  public let model: any Recommender
  /// All ratings that went into the model, those of validation users too.
  public let training: Histories
  /// The course of its training.
  public let log: TrainingLog
  /// How long training took.
  public let seconds: Double
  /// The mean of the training ratings in stars: stands in where the model cannot say.
  public let meanRating: Float
  /// Training ratings of each of the model's items.
  public let supports: [Int]
  private let userByID: [Int64: Int32]
  /// The index that the model knows a training user by; -1 for those it did not train on.
  private let modelUsers: [Int32]

  public init(
    fold: Int?, model: any Recommender, training: TrainingSet, log: TrainingLog, seconds: Double
  ) {
    self.fold = fold
    self.model = model
    self.training = training.histories
    self.log = log
    self.seconds = seconds
    meanRating = training.meanRating
    supports = training.itemCounts
    userByID = Dictionary(
      training.histories.userIDs.enumerated().map { ($0.element, Int32($0.offset)) },
      uniquingKeysWith: { first, _ in first })
    let aside = Set(log.validationUsers)
    var next: Int32 = 0
    modelUsers = training.histories.userIDs.map { id in
      guard !aside.contains(id) else { return -1 }
      defer { next += 1 }
      return next
    }
  }

  /// The index in `training` of the user with this id.
  func trainingIndex(ofUserID id: Int64) -> Int? { userByID[id].map(Int.init) }

  /// The index by which the model knows a user of its training, provided that `history` begins with
  /// exactly the ratings that it was trained on. `history` has the model's item indices.
  ///
  /// Times that are missing on either side decide nothing.
  ///
  /// - Complexity: O(ratings of the user).
  public func trainedUser(_ id: Int64, beginning history: History) -> Int? {
    guard let user = trainingIndex(ofUserID: id), modelUsers[user] >= 0 else { return nil }
    let trained = training[user]
    guard history.count >= trained.count,
      history.prefix(trained.count).elementsEqual(trained, by: Self.isSame)
    else { return nil }
    return Int(modelUsers[user])
  }

  private static func isSame(_ x: Interaction, _ y: Interaction) -> Bool {
    x.item == y.item && x.rating == y.rating
      && (x.timestamp == nil || y.timestamp == nil || x.timestamp == y.timestamp)
  }
}

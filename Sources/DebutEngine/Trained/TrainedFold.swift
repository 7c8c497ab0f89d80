import Debut

/// A model trained on one side of a division of the data.
public struct TrainedFold {
  /// The fold that it has not seen; nil for splits without folds.
  public let fold: Int?
  /// The model, ready to answer.
  public let model: any Recommender
  /// All users whose ratings went into the model, those that validated too.
  public let training: SeenUsers
  /// The course of its training.
  public let log: TrainingLog
  /// How long training took.
  public let seconds: Double
  /// The mean of the training ratings in stars: stands in where the model cannot say.
  public let meanRating: Float
  /// The same without the ratings of users who validate.
  let learningMean: Float
  /// Training ratings of each of the model's items.
  public let supports: [Int]
  /// From where training can go on; nil where it cannot.
  let checkpoint: TrainingCheckpoint?
  /// The index that the model knows a training user by; -1 for those it did not train on.
  private let modelUsers: [Int32]

  public init(
    fold: Int?, model: any Recommender, training: TrainingSet, log: TrainingLog, seconds: Double
  ) {
    self.init(
      fold: fold, model: model, training: SeenUsers(training.histories), log: log,
      seconds: seconds, meanRating: training.meanRating,
      learningMean: training.meanRating(without: log.validationUsers),
      supports: training.itemCounts)
  }

  init(
    fold: Int?, model: any Recommender, training: SeenUsers, log: TrainingLog,
    seconds: Double, meanRating: Float, learningMean: Float, supports: [Int],
    checkpoint: TrainingCheckpoint? = nil
  ) {
    self.fold = fold
    self.model = model
    self.training = training
    self.log = log
    self.seconds = seconds
    self.meanRating = meanRating
    self.learningMean = learningMean
    self.supports = supports
    self.checkpoint = checkpoint
    let aside = Set(log.validationUsers)
    var next: Int32 = 0
    modelUsers = training.users.map { id in
      guard !aside.contains(id) else { return -1 }
      defer { next += 1 }
      return next
    }
  }

  /// The index in `training` of the user with this id.
  func trainingIndex(ofUserID id: Int64) -> Int? { training.users.index(of: id) }

  /// The index by which the model knows a user of its training, provided that `history` begins with
  /// exactly the ratings that it was trained on. `history` has the model's item indices.
  ///
  /// Times that are missing on either side decide nothing.
  ///
  /// - Complexity: O(ratings of the user).
  public func trainedUser(_ id: Int64, beginning history: History) -> Int? {
    guard let user = trainingIndex(ofUserID: id), modelUsers[user] >= 0,
      training.matches(user, beginning: history)
    else { return nil }
    return Int(modelUsers[user])
  }
}

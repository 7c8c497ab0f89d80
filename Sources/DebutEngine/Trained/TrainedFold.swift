import Debut

/// A model trained on one side of a division of the data.
///
/// - Stability: stable; properties may be added.
public struct TrainedFold {
  /// The fold that it was not trained on; nil for splits without folds.
  public let fold: Int?
  /// The model, ready to predict.
  public let model: any Recommender
  /// All users of the training ratings, validation users included.
  public let training: SeenUsers
  /// The course of its training.
  public let log: TrainingLog
  /// The seconds that training took; 0 if the model comes from a file, which does not hold them.
  public let seconds: Double
  /// The mean of the training ratings in stars: used if the model returns NaN.
  public let meanRating: Float
  /// The mean without the ratings of validation users.
  let learningMean: Float
  /// The number of training ratings of each of the model's items.
  public let supports: [Int]
  /// The state from which training can be resumed; nil if it cannot.
  let checkpoint: TrainingCheckpoint?
  /// The model's index of each training user; -1 for validation users.
  private let modelUsers: [Int32]

  /// Binds a model to the ratings that it was trained on.
  package init(
    fold: Int?, model: any Recommender, training: TrainingSet, log: TrainingLog, seconds: Double
  ) {
    self.init(
      fold: fold, model: model, training: SeenUsers(training.histories), log: log,
      seconds: seconds, meanRating: training.meanRating,
      learningMean: training.meanRating(without: log.validationUsers),
      supports: training.itemCounts)
  }

  /// Binds a model to what its file holds of the ratings, or to the state of its training.
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

  /// Returns the index in `training` of the user with this id.
  func trainingIndex(ofUserID id: Vocabulary.Key) -> Int? { training.users.index(of: id) }

  /// Returns the model's index of a training user, if `history` begins with exactly the ratings that the
  /// model was trained on. `history` has the model's item indices.
  ///
  /// Times that are missing on either side decide nothing.
  ///
  /// - Complexity: O(ratings of the user).
  public func trainedUser(_ id: Vocabulary.Key, beginning history: History) -> Int? {
    guard let user = trainingIndex(ofUserID: id), modelUsers[user] >= 0,
      training.matches(user, beginning: history)
    else { return nil }
    return Int(modelUsers[user])
  }
}

/// The user that a model makes a representation of.
///
/// - Stability: stable.
public struct UserQuery: Sendable {
  /// The user's index among the training users, if the model was trained on this user and `history`
  /// begins with the ratings that it was trained on; nil for any other user.
  public let trainedUser: Int?
  /// The user's ratings that are known, oldest first. Items are the model's indices.
  public let history: History
  /// True if the user asks after all that the model was trained on, as in an evaluation by time, whatever the time of
  /// the last rating: a model of what is popular lately may answer as of the end. False if the user asks right
  /// after the last rating, and the training may hold later ones of others.
  public let isAfterTraining: Bool

  /// Creates a query; without `trainedUser`, of a fresh user.
  public init(history: History, trainedUser: Int? = nil, isAfterTraining: Bool = false) {
    self.history = history
    self.trainedUser = trainedUser
    self.isAfterTraining = isAfterTraining
  }
}

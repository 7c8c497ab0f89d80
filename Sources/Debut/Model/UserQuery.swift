/// The user that a model makes a representation of.
///
/// - Stability: stable.
public struct UserQuery: Sendable {
  /// The user's index among the training users, if the model was trained on this user and `history`
  /// begins with the ratings that it was trained on; nil for any other user.
  public let trainedUser: Int?
  /// The user's ratings that are known, oldest first. Items are the model's indices.
  public let history: History

  /// Creates a query; without `trainedUser`, of a fresh user.
  public init(history: History, trainedUser: Int? = nil) {
    self.history = history
    self.trainedUser = trainedUser
  }
}

import Debut

/// A remark on a training that is no error.
///
/// - Stability: evolving.
public enum TrainingWarning: Hashable, Sendable, CustomStringConvertible {
  /// The setting, such as "epochs", is one of training by gradient steps, and the model has none.
  case noEffect(setting: String, model: String)
  /// The user stopped the training before these folds.
  case notTrained(folds: [Int])
  /// The model's learning rate follows the planned number of epochs, which changed after `trained` epochs:
  /// the result is not that of `now` epochs in one go.
  case rateFollowsPlan(model: String, before: Int, now: Int, trained: Int)

  /// One line for people.
  public var description: String {
    switch self {
    case .noEffect(let setting, let model): "\(setting) has no effect on \(model)"
    case .notTrained(let folds):
      "not trained: fold \(folds.map(String.init).joined(separator: ", "))"
    case .rateFollowsPlan(let model, let before, let now, _):
      "the learning rate of \(model) follows the planned number of epochs, which was \(before) until "
        + "here and is \(now) now: not the same as \(now) epochs in one go"
    }
  }
}

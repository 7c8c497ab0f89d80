import Debut

/// What an evaluation said of one model, to be kept with it.
public struct EvaluationRecord: Hashable, Sendable {
  /// `fresh-users`, `leave-last-out`, `by-time` or `sampler`.
  public let protocolName: String
  /// The folds asked about; empty for splits without folds.
  public let fold: String
  /// Where a split by time cuts; nil for the others.
  public let fraction: Double?
  /// What the user called the data.
  public let dataset: String
  /// The fingerprint of the data.
  public let fingerprint: String
  /// `all`, and the buckets of history lengths.
  public let rows: [EvaluationRow]

  /// What an evaluation of several models says of the one called `model`.
  public init(_ evaluation: Evaluation, of model: String, on dataset: Dataset) {
    protocolName = evaluation.protocolName
    fold = evaluation.fold
    fraction = evaluation.fraction
    self.dataset = dataset.name
    fingerprint = dataset.fingerprint
    rows = evaluation.rows.filter { $0.model == model }
  }

  init(
    protocolName: String, fold: String, fraction: Double?, dataset: String, fingerprint: String,
    rows: [EvaluationRow]
  ) {
    self.protocolName = protocolName
    self.fold = fold
    self.fraction = fraction
    self.dataset = dataset
    self.fingerprint = fingerprint
    self.rows = rows
  }

  /// Root mean squared error over all predictions; nil where there were none.
  public var rmse: Double? { rows.first { $0.history == "all" }?.rmse }
}

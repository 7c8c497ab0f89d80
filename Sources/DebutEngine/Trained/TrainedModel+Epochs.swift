import Debut

extension TrainedModel {
  /// Whole epochs of the fold that was trained last; 0 for a model without epochs.
  public var epochCount: Int { lastLog.epochs.count }

  /// The number of epochs that were planned, where training ended before them without having given up
  /// for want of improvement: `--stop-after` said so, or the user stopped it. Nil otherwise.
  public var remainingPlannedEpochs: Int? {
    guard let plan, lastLog.end != .early, epochCount < plan.epochs else { return nil }
    // A model with a loop of its own need not report its epochs.
    return epochCount > 0 || lastLog.end == .interrupted ? plan.epochs : nil
  }

  /// Where training was told to stop, though more epochs are planned.
  var stopAfter: Int? { lastLog.end == .epochs && remainingPlannedEpochs != nil ? epochCount : nil }

  /// Whether `TrainingJob.resume` has something to go on with: epochs that are planned, and the state of
  /// the training.
  public var isResumable: Bool {
    remainingPlannedEpochs != nil && folds.count == 1 && folds[0].checkpoint != nil
  }

  private var lastLog: TrainingLog { folds[folds.count - 1].log }
}

/// Builds the log of a training and reports its epochs to the monitor.
final class TrainingReporter {
  let monitor: any TrainingMonitor
  var log = TrainingLog()
  /// The error that the training is to end with.
  var failure: EngineError?
  private let lastEpoch: Int

  init(_ monitor: any TrainingMonitor, lastEpoch: Int) {
    self.monitor = monitor
    self.lastEpoch = lastEpoch
  }

  /// Records and reports the end of an epoch.
  func finish(_ epoch: TrainingLog.Epoch) {
    log.epochs.append(epoch)
    // A model without a plan has as many as it reports.
    let count = log.epochs.count
    monitor.on(.finished(epoch: count, of: max(lastEpoch, count), epoch))
  }

  /// Continues an earlier log. Its end and its kept epoch are those of the earlier run alone.
  func resume(_ earlier: TrainingLog) {
    log = earlier
    log.end = .epochs
    log.keptEpoch = nil
    log.faults = []
  }
}

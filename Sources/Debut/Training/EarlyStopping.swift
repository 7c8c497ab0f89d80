/// The best parameters so far by the error on validation users, and the decision when to stop.
package struct EarlyStopping {
  /// The metric of validation; its direction tells which error is better.
  static let metric = RootMeanSquaredError()

  /// The number of epochs without improvement after which training stops.
  package let patience: Int
  /// The best epoch, counted from 1; 0 before the first.
  package private(set) var bestEpoch = 0
  /// The error of the best epoch in stars.
  package private(set) var bestError = EarlyStopping.metric.direction.worst
  /// The best epoch's values of every parameter, in their order; empty before the first epoch.
  package private(set) var bestValues: [[Float]] = []

  package init(patience: Int) { self.patience = patience }

  package init(patience: Int, bestEpoch: Int, bestError: Double, bestValues: [[Float]]) {
    self.patience = patience
    self.bestEpoch = bestEpoch
    self.bestError = bestError
    self.bestValues = bestValues
  }

  /// Records the error of an epoch (from 1).
  ///
  /// - Returns: true if training is to stop here.
  mutating func record(epoch: Int, error: Double, parameters: [Parameter]) -> Bool {
    if Self.metric.direction.isBetter(error, than: bestError) || bestEpoch == 0 {
      bestError = error
      bestEpoch = epoch
      bestValues = parameters.map {
        Array(UnsafeBufferPointer(start: $0.value.base, count: $0.value.count))
      }
    }
    return epoch - bestEpoch >= patience
  }

  /// Writes the best epoch's values back.
  func restore(_ parameters: [Parameter]) {
    for (parameter, values) in zip(parameters, bestValues) {
      for (i, value) in values.enumerated() { parameter.value.base[i] = value }
    }
  }
}

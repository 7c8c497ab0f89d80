/// The best parameters so far by the figure of validation users, and the decision when to stop.
package struct EarlyStopping {
  /// The metric of validation; its direction tells which figure is better.
  package let metric: any Metric
  /// The number of epochs without improvement after which training stops.
  package let patience: Int
  /// The best epoch, counted from 1; 0 before the first.
  package private(set) var bestEpoch = 0
  /// The figure of the best epoch.
  package private(set) var bestFigure: Double
  /// The best epoch's values of every parameter, in their order; empty before the first epoch.
  package private(set) var bestValues: [[Float]] = []

  /// - Parameter learning: the kind of model; one of ratings is judged by its error in stars, one of events by
  ///   NDCG@10.
  package init(
    _ learning: Learning, patience: Int, bestEpoch: Int = 0,
    bestFigure: Double? = nil, bestValues: [[Float]] = []
  ) {
    metric = Self.metric(learning)
    self.patience = patience
    self.bestEpoch = bestEpoch
    self.bestFigure = bestFigure ?? metric.direction.worst
    self.bestValues = bestValues
  }

  /// Returns the metric by which models that learn from ratings, or events, are validated.
  package static func metric(_ learning: Learning) -> any Metric {
    switch learning {
    case .ratings: RootMeanSquaredError()
    case .events: DiscountedGain(at: 10)
    }
  }

  /// Returns true if training is to stop after an epoch (from 1).
  package func isHopeless(after epoch: Int) -> Bool {
    bestEpoch > 0 && epoch - bestEpoch >= patience
  }

  /// Records the figure of an epoch (from 1).
  mutating func record(epoch: Int, figure: Double, parameters: [Parameter]) {
    if metric.direction.isBetter(figure, than: bestFigure) || bestEpoch == 0 {
      bestFigure = figure
      bestEpoch = epoch
      bestValues = parameters.map {
        Array(UnsafeBufferPointer(start: $0.value.base, count: $0.value.count))
      }
    }
  }

  /// Writes the best epoch's values back.
  func restore(_ parameters: [Parameter]) {
    for (parameter, values) in zip(parameters, bestValues) {
      for (i, value) in values.enumerated() { parameter.value.base[i] = value }
    }
  }
}

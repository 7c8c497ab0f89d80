extension GradientRecommender {
  /// Trains by gradient steps.
  ///
  /// - Throws: what `fitByGradients` throws.
  public func fit(_ data: TrainingSet, _ context: TrainingContext) throws {
    try fitByGradients(data, context)
  }

  /// Trains with `Trainer`, by the plan of the context: for the `fit` of a model that has more to learn before or after
  /// its gradient steps. Stopped after the first step it returns, and `context.shouldStop` is true.
  ///
  /// - Throws: what `Trainer.train` throws.
  public func fitByGradients(_ data: TrainingSet, _ context: TrainingContext) throws {
    guard context.sampler != nil else {
      throw EngineError.badModel(
        model: Self.descriptor.name,
        reason:
          "it learns by gradient steps, and its descriptor has no training defaults (training:)")
    }
    if let trainer = context.trainer {
      try trainer.train(self, on: data, context)
    } else {
      _ = try Trainer(model: self, data: data, context: context).train()
    }
  }
}

/// A training whose state at the end is kept, so that a later run can continue from it.
package final class ResumableTraining: GradientTraining {
  private let start: TrainerState?
  /// The state at the end of the last whole epoch; nil before the training, and for a model that is not
  /// trained by gradient steps.
  package private(set) var state: TrainerState?

  /// Creates a training from the beginning, or one that continues from a state.
  package init(from start: TrainerState? = nil) { self.start = start }

  package func train<Model: GradientRecommender>(
    _ model: Model, on data: TrainingSet, _ context: TrainingContext
  ) throws {
    state = try Trainer(
      model: model, data: data, context: context, from: start, keepsState: true
    ).train()
  }
}

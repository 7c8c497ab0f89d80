/// A model trained by gradient steps: the author writes the forward pass, the trainer does the rest.
///
/// Saving and opening is inherited, provided that answers depend on nothing but the options, the
/// parameters and what `prepare` makes of the items, the scale and who rated what. What else `prepare`
/// learns from stars belongs into parameters that are not trained. Whether it is so is tried whenever
/// a model is saved.
public protocol GradientRecommender: Recommender {
  /// Looks at the data and makes the parameters. Called once, before the first step.
  func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator) throws

  /// Every parameter, trained or not; their names go into the model file.
  var parameters: [Parameter] { get }

  /// How the parameters are trained.
  var optimiser: AdamOptions { get }

  /// The factor on the learning rate after `progress` (0 ..< 1) of all steps of `epochs` epochs.
  func learningRateFactor(progress: Float, epochs: Int) -> Float

  /// The norm that the gradient is cut to before a step; nil: never.
  var gradientNormLimit: Float? { get }

  /// The loss of a batch: a 1 x 1 variable, the mean over the batch's targets.
  func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable

  /// Precomputes what answers need. Called after training, and before each validation.
  func prepareToAnswer(_ run: TrainingContext)
}

extension GradientRecommender {
  /// No schedule: 1 throughout.
  public func learningRateFactor(progress: Float, epochs: Int) -> Float { 1 }
  /// Never cut.
  public var gradientNormLimit: Float? { nil }
  /// Nothing to precompute.
  public func prepareToAnswer(_ run: TrainingContext) {}

  /// Trains with `Trainer`. - Throws: what `Trainer.train` throws.
  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    try Trainer(model: self, data: data, run: run).train()
  }

  /// Writes every parameter under its name.
  public func save(to state: inout StateWriter) throws {
    for parameter in parameters { state.add(parameter) }
  }

  /// Prepares the model from the outline, as if to train it, and then reads every parameter. Memory
  /// for parameters is made when the file has them in the sizes that the options say.
  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    var generator = SeededGenerator(seed: run.seed)
    try state.readParameters {
      try prepare(outline, run, using: &generator)
      return parameters
    }
    prepareToAnswer(run)
  }
}

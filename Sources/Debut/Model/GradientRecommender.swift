/// A model trained by gradient steps: the author writes the forward pass, the trainer does the rest.
///
/// Saving and opening are inherited, provided that predictions depend only on the options, the
/// parameters and what `prepare` derives from the items, the scale and who rated what. Anything else
/// that `prepare` derives from ratings must be kept in untrained parameters; saving checks this by
/// reopening the file.
///
/// - Stability: stable.
public protocol GradientRecommender: Recommender {
  /// Makes the parameters for the data. Called once, before the first step.
  func prepare(
    _ data: TrainingSet, _ context: TrainingContext, using generator: inout SeededGenerator) throws

  /// Every parameter, trained or not; their names go into the model file.
  var parameters: [Parameter] { get }

  /// The settings of the optimiser.
  var optimiser: AdamOptions { get }

  /// Returns the factor on the learning rate after `progress` (0 ..< 1) of all steps of `epochs` epochs.
  func learningRateFactor(progress: Float, epochs: Int) -> Float

  /// The norm that the gradient is clipped to before a step; nil: it is not clipped.
  var gradientNormLimit: Float? { get }

  /// Records the forward pass of a batch and returns its loss: a 1 x 1 variable, the mean over the
  /// batch's targets.
  func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable

  /// Returns how many rows of a batch are computed at once; the gradients of its pieces are added up, so that
  /// the memory of a step is bounded. Must depend on the options and the arguments alone. The default
  /// computes all rows at once, as a model must whose rows depend on each other, as in batch normalisation.
  /// Asked for whole batches only, not for those whose sequences are cut into chunks.
  func rowsAtOnce(ofBatchWith rows: Int, steps: Int) -> Int

  /// Precomputes what predictions need. Called after training, and before each validation.
  func prepareToAnswer(_ context: TrainingContext)
}

extension GradientRecommender {
  /// Returns 1: the learning rate has no schedule.
  public func learningRateFactor(progress: Float, epochs: Int) -> Float { 1 }
  /// Nil: the gradient is not clipped.
  public var gradientNormLimit: Float? { nil }
  /// Returns all rows.
  public func rowsAtOnce(ofBatchWith rows: Int, steps: Int) -> Int { rows }
  /// Precomputes nothing.
  public func prepareToAnswer(_ context: TrainingContext) {}

  /// Writes every parameter under its name.
  public func save(to state: inout StateWriter) throws {
    for parameter in parameters { state.add(parameter) }
  }

  /// Prepares the model from the outline, as if to train it, and then reads every parameter. Memory is
  /// allocated only for parameters that the file has in the sizes that the options ask for.
  public func restore(
    from state: StateReader, _ outline: TrainingSet, _ context: TrainingContext
  ) throws {
    var generator = SeededGenerator(seed: context.seed)
    try state.readParameters {
      try prepare(outline, context, using: &generator)
      return parameters
    }
    prepareToAnswer(context)
  }
}

import Debut
import Safetensors

/// The state of a training as tensors of a model file.
enum CheckpointColumns {
  /// Numbers of the state that are no tensors; the names are those of the format.
  struct Numbers: Codable {
    let epoch: Int
    let steps: Int
    let bestEpoch: Int
    /// Nil before the first validation.
    let bestError: Double?

    enum CodingKeys: String, CodingKey {
      case epoch = "epoch"
      case steps = "steps"
      case bestEpoch = "bestEpoch"
      case bestError = "bestError"
    }
  }

  /// More steps than any training takes, and few enough to go on counting.
  private static let mostSteps = 1 << 50

  private static let generator = "debut.training.generator"
  private static let weights = "debut.training.weights."
  private static let first = "debut.training.first-moment."
  private static let second = "debut.training.second-moment."
  private static let best = "debut.training.best."

  /// Adds the state. Weights that equal those of the model itself are not written twice.
  static func write(
    _ checkpoint: TrainingCheckpoint, of model: any Recommender, to state: inout StateWriter
  ) -> Numbers {
    state.content.add(generator, checkpoint.generator.words, shape: [4])
    let parameters = (model as? any GradientRecommender)?.parameters ?? []
    for (i, copy) in checkpoint.weights.enumerated()
    where i >= parameters.count || !isSame(copy.values, parameters[i].value) {
      state.add(weights + copy.name, copy.values, shape: copy.shape)
    }
    for copy in checkpoint.moments {
      state.add(first + copy.name, copy.first, shape: copy.shape)
      state.add(second + copy.name, copy.second, shape: copy.shape)
    }
    let stopping = checkpoint.stopping
    for (copy, values) in zip(checkpoint.weights, stopping.bestValues) {
      state.add(best + copy.name, values, shape: copy.shape)
    }
    return Numbers(
      epoch: checkpoint.epoch, steps: checkpoint.steps, bestEpoch: stopping.bestEpoch,
      bestError: stopping.bestEpoch > 0 ? stopping.bestFigure : nil)
  }

  /// Reads the state.
  ///
  /// - Parameter model: the model, opened already.
  /// - Throws: `SafetensorsError`; `EngineError.badModelFile`.
  static func read(
    _ numbers: Numbers, of model: any GradientRecommender, plan: TrainingPlan,
    from file: SafetensorsFile
  ) throws -> TrainingCheckpoint {
    let words: [UInt64] = try file.read(generator, shape: [4])
    guard let generator = SeededGenerator(words: words), numbers.epoch >= 0,
      0...mostSteps ~= numbers.steps,
      0...numbers.epoch ~= numbers.bestEpoch, numbers.epoch <= TrainingPlan.epochRange.upperBound
    else {
      throw EngineError.badModelFile(reason: "the state of its training makes no sense")
    }
    let state = StateReader(file)
    func buffer(_ prefix: String, _ parameter: Parameter) throws -> FloatBuffer {
      let buffer = FloatBuffer(count: parameter.count)
      try state.read(
        prefix + parameter.name, into: buffer, shape: [parameter.rows, parameter.columns])
      return buffer
    }
    let parameters = model.parameters
    let stopping = EarlyStopping(
      type(of: model).descriptor.learning, patience: plan.patience ?? .max,
      bestEpoch: numbers.bestEpoch, bestFigure: numbers.bestError,
      bestValues: numbers.bestEpoch == 0
        ? []
        : try parameters.map {
          try state.floats(best + $0.name, shape: [$0.rows, $0.columns])
        })
    return TrainingCheckpoint(
      epoch: numbers.epoch, steps: numbers.steps, generator: generator,
      weights: try parameters.map {
        .init(
          name: $0.name, shape: [$0.rows, $0.columns],
          values: state.contains(weights + $0.name) ? try buffer(weights, $0) : $0.value.copy())
      },
      moments: try parameters.filter(\.isTrained).map {
        .init(
          name: $0.name, shape: [$0.rows, $0.columns], first: try buffer(first, $0),
          second: try buffer(second, $0))
      }, stopping: stopping)
  }

  private static func isSame(_ x: FloatBuffer, _ y: FloatBuffer) -> Bool {
    x.count == y.count && zip(x.floats, y.floats).allSatisfy { $0.bitPattern == $1.bitPattern }
  }
}

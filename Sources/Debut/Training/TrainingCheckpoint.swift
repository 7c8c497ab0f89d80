/// All that the rest of a training run depends on, as it was at the end of an epoch: whoever goes on from
/// here comes to the same bits as a run that was never interrupted.
///
/// A run that is stopped within an epoch goes back to the end of the epoch before; what the model had
/// learnt since stays in the model that answers.
package struct TrainingCheckpoint {
  /// Of every parameter, in the order of the model's.
  package struct Weights {
    package let name: String
    package let shape: [Int]
    package let values: FloatBuffer

    package init(name: String, shape: [Int], values: FloatBuffer) {
      self.name = name
      self.shape = shape
      self.values = values
    }
  }

  /// Of every trained parameter.
  package struct Moments {
    package let name: String
    package let shape: [Int]
    package let first: FloatBuffer
    package let second: FloatBuffer

    package init(name: String, shape: [Int], first: FloatBuffer, second: FloatBuffer) {
      self.name = name
      self.shape = shape
      self.first = first
      self.second = second
    }
  }

  /// Whole epochs trained.
  package private(set) var epoch: Int
  /// Steps of the optimiser.
  package private(set) var steps: Int
  /// What the next epoch draws from.
  package private(set) var generator: SeededGenerator
  package let weights: [Weights]
  package let moments: [Moments]
  package private(set) var stopping: EarlyStopping

  /// A checkpoint of a run as it is after `epoch` epochs, in memory of its own.
  init(
    epoch: Int, _ parameters: [Parameter], _ optimiser: Adam, _ generator: SeededGenerator,
    _ stopping: EarlyStopping
  ) {
    self.epoch = epoch
    steps = optimiser.stepCount
    self.generator = generator
    self.stopping = stopping
    weights = parameters.map {
      Weights(name: $0.name, shape: [$0.rows, $0.columns], values: $0.value.copy())
    }
    moments = optimiser.moments.map {
      Moments(
        name: $0.parameter.name, shape: [$0.parameter.rows, $0.parameter.columns],
        first: $0.first.copy(), second: $0.second.copy())
    }
  }

  package init(
    epoch: Int, steps: Int, generator: SeededGenerator, weights: [Weights], moments: [Moments],
    stopping: EarlyStopping
  ) {
    self.epoch = epoch
    self.steps = steps
    self.generator = generator
    self.weights = weights
    self.moments = moments
    self.stopping = stopping
  }

  /// Takes note of the end of an epoch, in the memory that is there.
  mutating func record(
    epoch: Int, _ parameters: [Parameter], _ optimiser: Adam, _ generator: SeededGenerator,
    _ stopping: EarlyStopping
  ) {
    self.epoch = epoch
    self.generator = generator
    self.stopping = stopping
    steps = optimiser.stepCount
    for (copy, parameter) in zip(weights, parameters) {
      copy.values.base.update(from: parameter.value.base, count: copy.values.count)
    }
    for (copy, moments) in zip(moments, optimiser.moments) {
      copy.first.base.update(from: moments.first.base, count: copy.first.count)
      copy.second.base.update(from: moments.second.base, count: copy.second.count)
    }
  }

  /// Writes weights, moments and number of steps back.
  ///
  /// - Throws: `EngineError.badModelFile` where they are not those of this model.
  func restore(_ parameters: [Parameter], _ optimiser: Adam) throws {
    let own = optimiser.moments
    guard weights.map(\.name) == parameters.map(\.name),
      weights.map(\.shape) == parameters.map({ [$0.rows, $0.columns] }),
      moments.map(\.name) == own.map(\.parameter.name),
      zip(moments, own).allSatisfy({ $0.first.count == $1.first.count })
    else {
      throw EngineError.badModelFile(
        reason: "the state of its training is not that of this model")
    }
    for (copy, parameter) in zip(weights, parameters) {
      parameter.value.base.update(from: copy.values.base, count: copy.values.count)
    }
    for (copy, moments) in zip(moments, own) {
      moments.first.base.update(from: copy.first.base, count: copy.first.count)
      moments.second.base.update(from: copy.second.base, count: copy.second.count)
    }
    optimiser.continueFrom(step: steps)
  }
}

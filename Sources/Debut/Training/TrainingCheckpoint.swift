/// The state of a training at the end of an epoch. A run that continues from it ends with the same bits as
/// one that was never interrupted.
///
/// A run that stops within an epoch continues from the end of the epoch before; the model itself keeps
/// what it has learnt since.
package struct TrainingCheckpoint {
  /// The weights of one parameter.
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

  /// Adam's moments of one trained parameter.
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

  /// The number of whole epochs trained.
  package private(set) var epoch: Int
  /// The number of steps of the optimiser.
  package private(set) var steps: Int
  /// The generator that the next epoch draws from.
  package private(set) var generator: SeededGenerator
  /// The weights of every parameter, in the model's order.
  package let weights: [Weights]
  /// The moments of every trained parameter, in the model's order.
  package let moments: [Moments]
  /// The state of early stopping.
  package private(set) var stopping: EarlyStopping

  /// Copies the state after `epoch` epochs.
  ///
  /// - Parameter check: called between arrays; what it throws ends the copying.
  init(
    epoch: Int, _ parameters: [Parameter], _ optimiser: Adam, _ generator: SeededGenerator,
    _ stopping: EarlyStopping, checking check: () throws -> Void
  ) rethrows {
    self.epoch = epoch
    steps = optimiser.stepCount
    self.generator = generator
    self.stopping = stopping
    weights = try parameters.map {
      try check()
      return Weights(name: $0.name, shape: [$0.rows, $0.columns], values: $0.value.copy())
    }
    moments = try optimiser.moments.map {
      try check()
      return Moments(
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

  /// Overwrites the state by that at the end of an epoch, without new memory.
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
  /// - Throws: `EngineError.badModelFile` if they are not those of this model.
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

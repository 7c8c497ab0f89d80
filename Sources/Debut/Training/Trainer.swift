/// Trains a gradient model: batches of a sampler's examples, the model's loss on the tape, Adam.
///
/// In every epoch the sampler makes its examples anew. Batches of sequences with targets everywhere
/// hold users of similar length, and long ones are cut into pieces of `TrainingDefaults.chunk` steps,
/// each a step of the optimiser. Everything random comes from the run's seed: the same seed gives the
/// same bits at any number of threads.
public struct Trainer<Model: GradientRecommender> {
  private let model: Model
  private let data: TrainingSet
  private let run: TrainingContext

  /// - Precondition: the run has a sampler.
  public init(model: Model, data: TrainingSet, run: TrainingContext) {
    precondition(run.sampler != nil, "a gradient model is trained from a sampler's examples")
    self.model = model
    self.data = data
    self.run = run
  }

  /// Prepares the model and trains it until the last epoch of the run is through, the patience is
  /// exhausted or the user stops it; then the model is ready to answer.
  ///
  /// - Throws: `EngineError.noTrainingRatings`, `.noExamples`, `.diverged`, and what the model throws
  ///   when it prepares.
  public func train() throws {
    var generator = SeededGenerator(seed: run.seed)
    let choice = generator.next()
    var preparing = generator.split()
    let validation = validationUsers(seed: choice)
    let histories = validation?.learning ?? data.histories
    guard histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let learning = TrainingSet(
      histories: histories, itemCount: data.itemCount, feedback: data.feedback,
      catalogue: data.catalogue)
    try model.prepare(learning, run, using: &preparing)
    if let log = run.resumed?.log { run.resume(log: log) }
    try pass(over: histories, validation, using: &generator)
    model.prepareToAnswer(run)
  }

  /// Nil without patience, and where one user alone leaves nobody to set aside.
  private func validationUsers(seed: UInt64) -> ValidationUsers? {
    guard run.patience != nil else { return nil }
    let users = ValidationUsers(from: data.histories, seed: seed)
    guard users.validation.ratingCount > 0 else {
      run.note("no early stopping: a single user leaves nobody to validate on")
      return nil
    }
    run.recordValidationUsers(Array(users.validation.users))
    run.note("\(users.validation.count) of \(data.histories.count) training users validate")
    return users
  }

  private func pass(
    over histories: Histories, _ validation: ValidationUsers?,
    using generator: inout SeededGenerator
  ) throws {
    let parameters = model.parameters
    let optimiser = Adam(parameters.filter(\.isTrained), model.optimiser, compute: run.compute)
    let tape = Tape(compute: run.compute)
    let mean = data.meanRating
    var stopping = EarlyStopping(patience: run.patience ?? .max)
    var first = 1
    // Before its end the first epoch is begun anew, and so is everything.
    let earlier = run.resumed.flatMap { $0.checkpoint.epoch > 0 ? $0.checkpoint : nil }
    if let earlier {
      try earlier.restore(parameters, optimiser)
      (generator, stopping, first) = (earlier.generator, earlier.stopping, earlier.epoch + 1)
    }
    if run.keepsCheckpoint {
      // Not the earlier one, which stays with the model that it is of.
      run.checkpoint = TrainingCheckpoint(
        epoch: first - 1, parameters, optimiser, generator, stopping)
    }
    for epoch in first...Swift.max(run.lastEpoch, first) {
      tape.isTraining = true
      var epochGenerator = generator.split()
      let result = try trainEpoch(
        epoch, histories, optimiser: optimiser, tape: tape, using: &epochGenerator)
      // Of a broken-off epoch too: the model is kept, and nobody keeps one that cannot answer.
      try checkFinite(parameters, epoch: epoch, step: result.steps)
      guard let loss = result.loss else { return run.stop(.interrupted) }
      var error: Double?
      if let validation {
        model.prepareToAnswer(run)
        error = validation.error(
          of: model, mean: mean, scale: data.scale, compute: run.compute)
      }
      run.finishEpoch(loss: loss, validation: error, targets: result.targets)
      let isHopeless =
        error.map { stopping.record(epoch: epoch, error: $0, parameters: parameters) } ?? false
      run.checkpoint?.record(epoch: epoch, parameters, optimiser, generator, stopping)
      if epoch < run.lastEpoch, run.shouldStop { return run.stop(.interrupted) }
      if isHopeless {
        run.stop(.early)
        break
      }
    }
    if stopping.bestEpoch > 0 {
      stopping.restore(parameters)
      run.keep(epoch: stopping.bestEpoch)
    }
  }

  private func checkFinite(_ parameters: [Parameter], epoch: Int, step: Int) throws {
    if let parameter = Self.notFinite(parameters) {
      throw EngineError.diverged(
        model: Model.descriptor.name, epoch: epoch, step: step, parameter: parameter)
    }
  }

  /// The name of the first parameter with a value that is not finite.
  static func notFinite(_ parameters: [Parameter]) -> String? {
    parameters.first { parameter in
      let values = UnsafeBufferPointer(start: parameter.value.base, count: parameter.value.count)
      // All exponent bits are set in infinities and NaN alone. No early exit, so that it vectorises.
      let exponent: UInt32 = 0x7F80_0000
      return values.reduce(into: false) { $0 = $0 || $1.bitPattern & exponent == exponent }
    }?.name
  }
}

extension Trainer {
  /// What came of an epoch: its mean loss over all targets, nil where it was broken off; its steps, and
  /// how many targets there were.
  private typealias EpochResult = (loss: Double?, steps: Int, targets: Int)

  private func trainEpoch(
    _ epoch: Int, _ histories: Histories, optimiser: Adam, tape: Tape,
    using generator: inout SeededGenerator
  ) throws -> EpochResult {
    var sampling = generator.split()
    var ordering = generator.split()
    let examples = try makeExamples(epoch, histories, using: &sampling)
    let pieces = EpochPieces(
      examples, rows: run.batch, chunk: chunk, similarLengths: isEveryPosition, using: &ordering)
    var lossSum = 0.0
    var targetSum = 0
    for step in 0..<pieces.count {
      let batch = pieces.batch(step, examples, of: histories)
      let progress = Double(epoch - 1) + Double(step) / Double(pieces.count)
      tape.reset(seed: generator.next())
      let loss = tape.scalar(
        try advance(
          batch, optimiser: optimiser, tape: tape, progress: Float(progress / Double(run.epochs)),
          epoch: epoch, step: step + 1))
      let targets = batch.targetCount
      lossSum += targets == 0 ? 0 : Double(loss) * Double(targets)
      targetSum += targets
      let fraction = Double(step + 1) / Double(pieces.count)
      run.monitor.stepped(
        epoch: epoch, of: run.lastEpoch, fraction: fraction,
        loss: lossSum / Double(Swift.max(targetSum, 1)))
      if run.shouldStop, step + 1 < pieces.count { return (nil, step + 1, targetSum) }
    }
    return (lossSum / Double(Swift.max(targetSum, 1)), pieces.count, targetSum)
  }

  /// One step of the optimiser. A piece without targets only carries the state on.
  private func advance(
    _ batch: SequenceBatch, optimiser: Adam, tape: Tape, progress: Float, epoch: Int, step: Int
  ) throws -> Variable {
    let loss = model.loss(batch, on: tape)
    guard batch.targetCount > 0 else { return loss }
    guard tape.scalar(loss).isFinite else {
      throw EngineError.diverged(
        model: Model.descriptor.name, epoch: epoch, step: step,
        parameter: Self.notFinite(model.parameters))
    }
    tape.backward(loss)
    if let limit = model.gradientNormLimit { _ = optimiser.clipGradients(norm: limit) }
    optimiser.step(rate: model.learningRateFactor(progress: progress, epochs: run.epochs))
    optimiser.zeroGradients()
    return loss
  }

  private func makeExamples(
    _ epoch: Int, _ histories: Histories, using generator: inout SeededGenerator
  ) throws -> Examples {
    guard let sampler = run.sampler else { return Examples() }
    let name = type(of: sampler).descriptor.name
    let examples = sampler.examples(from: histories, using: &generator)
    guard examples.count > 0 else {
      throw EngineError.noExamples(
        model: Model.descriptor.name, sampler: name, users: histories.count)
    }
    if epoch == 1, run.resumed == nil, examples.usersLeftOut > 0 {
      run.note("\(name) leaves out \(examples.usersLeftOut) of \(histories.count) users")
    }
    return examples
  }

  private var isEveryPosition: Bool {
    run.sampler.map { type(of: $0).descriptor.shape == .everyPosition } ?? false
  }

  /// Sequences with their only target at the end are never cut: earlier pieces would teach nothing.
  private var chunk: Int? { isEveryPosition ? Model.descriptor.training?.chunk : nil }
}

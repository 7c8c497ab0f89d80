/// Trains a gradient model: batches of a sampler's examples, the model's loss on the tape, Adam.
///
/// In every epoch the sampler makes its examples anew. Batches of sequences with targets everywhere
/// hold users of similar length, and long ones are cut into parts of `TrainingDefaults.chunk` positions,
/// each a step of the optimiser. Everything random comes from the context's seed: the same seed gives the
/// same bits at any number of threads.
package struct Trainer<Model: GradientRecommender> {
  private let model: Model
  private let data: TrainingSet
  private let context: TrainingContext
  private let start: TrainerState?
  private let keepsState: Bool
  private let exchange: any GradientExchange

  /// - Parameters:
  ///   - start: the state that an earlier run ended with; nil: a training from the beginning.
  ///   - keepsState: true returns the state at the end, in memory of its own.
  ///   - exchange: combines the gradients of trainers on several machines.
  /// - Precondition: the context has a sampler.
  package init(
    model: Model, data: TrainingSet, context: TrainingContext, from start: TrainerState? = nil,
    keepsState: Bool = false, exchange: any GradientExchange = LocalGradients()
  ) {
    precondition(
      context.sampler != nil, "a gradient model is trained from a sampler's examples")
    self.model = model
    self.data = data
    self.context = context
    self.start = start
    self.keepsState = keepsState
    self.exchange = exchange
  }

  /// Prepares the model and trains it until the last epoch of the run is through, the patience is
  /// exhausted or the user stops it. The model is then ready to predict. A stop before the first step throws
  /// `EngineError.interrupted`, because there is nothing learnt to keep.
  ///
  /// - Returns: the state at the end of the last whole epoch; nil if it is not kept.
  /// - Throws: `EngineError.noTrainingRatings`, `.noExamples`, `.tooFewExamples`, `.badExamples`,
  ///   `.badSetting`, `.badModel`, `.diverged`, and what the model throws when it prepares.
  package func train() throws -> TrainerState? {
    var generator = SeededGenerator(seed: context.seed)
    let choice = generator.next()
    var preparing = generator.split()
    let validation = validationUsers(seed: choice)
    let histories = validation?.learning ?? data.histories
    guard histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let learning = TrainingSet(
      histories: histories, itemCount: data.itemCount, feedback: data.feedback,
      catalogue: data.catalogue)
    try model.prepare(learning, context, using: &preparing)
    try context.checkGoesOn()
    if let start { context.resume(log: start.log) }
    let checkpoint = try pass(over: learning, validation, using: &generator)
    model.prepareToAnswer(context)
    return checkpoint.map { TrainerState(checkpoint: $0, log: context.log) }
  }

  /// Sets users aside to validate; nil without patience, and if a single user leaves nobody to set aside.
  private func validationUsers(seed: UInt64) -> ValidationUsers? {
    guard context.patience != nil else { return nil }
    let users = ValidationUsers(from: data.histories, seed: seed)
    guard users.validation.ratingCount > 0 else {
      context.note("no early stopping: a single user leaves nobody to validate on")
      return nil
    }
    context.recordValidationUsers(Array(users.validation.users))
    context.note(
      "\(users.validation.count) of \(Counted.text(data.histories.count, "training user")) "
        + "\(users.validation.count == 1 ? "validates" : "validate")")
    return users
  }

  /// Trains epoch after epoch.
  ///
  /// - Returns: the checkpoint of the last whole epoch; nil if none is kept.
  private func pass(
    over learning: TrainingSet, _ validation: ValidationUsers?,
    using generator: inout SeededGenerator
  ) throws -> TrainingCheckpoint? {
    let parameters = model.parameters
    let trained = parameters.filter(\.isTrained)
    let optimiser = Adam(trained, model.optimiser, compute: context.compute)
    try context.checkGoesOn()
    let tape = Tape(compute: context.compute)
    tape.shouldGiveUp = { [context] in context.shouldStop }
    var stopping = EarlyStopping(
      Model.descriptor.learning, patience: context.patience ?? .max)
    var epoch = 0
    // A run that stopped within the first epoch begins it anew, and with it everything.
    if let earlier = start?.checkpoint, earlier.epoch > 0 {
      try earlier.restore(parameters, optimiser)
      (generator, stopping, epoch) = (earlier.generator, earlier.stopping, earlier.epoch)
    }
    // A new one: the earlier checkpoint stays with the model that it belongs to.
    var checkpoint =
      keepsState
      ? try TrainingCheckpoint(
        epoch: epoch, parameters, optimiser, generator, stopping, checking: context.checkGoesOn)
      : nil
    try context.checkGoesOn()
    // None, if an earlier run was stopped in what the model learns after its gradient steps.
    while epoch < context.lastEpoch, !stopping.isHopeless(after: epoch) {
      epoch += 1
      tape.isTraining = true
      var epochGenerator = generator.split()
      let result = try trainEpoch(
        epoch, learning, trained, optimiser, tape, using: &epochGenerator)
      // Check after an interrupted epoch as well: the partly trained model is kept and must give finite
      // answers.
      try checkFinite(parameters, epoch: epoch, step: result.steps)
      guard let loss = result.loss else {
        context.stop(.interrupted)
        return checkpoint
      }
      var figure: Double?
      if let validation {
        model.prepareToAnswer(context)
        figure = validation.figure(
          of: model, data, compute: context.compute,
          shouldStop: { epoch < context.lastEpoch && context.shouldStop })
        // Stopped amid it: without its figure the epoch is no whole one, and a resumed training runs it again.
        if figure == nil, epoch < context.lastEpoch, context.shouldStop {
          context.stop(.interrupted)
          return checkpoint
        }
      }
      context.finishEpoch(loss: loss, validation: figure, targets: result.targets)
      if let figure { stopping.record(epoch: epoch, figure: figure, parameters: parameters) }
      checkpoint?.record(epoch: epoch, parameters, optimiser, generator, stopping)
      if epoch < context.lastEpoch, context.shouldStop {
        context.stop(.interrupted)
        return checkpoint
      }
    }
    if stopping.isHopeless(after: epoch) { context.stop(.early) }
    if stopping.bestEpoch > 0 {
      stopping.restore(parameters)
      context.keep(epoch: stopping.bestEpoch)
    }
    return checkpoint
  }

  /// - Throws: `EngineError.diverged` if a parameter is not finite.
  private func checkFinite(_ parameters: [Parameter], epoch: Int, step: Int) throws {
    if let parameter = Self.notFinite(parameters) {
      throw EngineError.diverged(
        model: Model.descriptor.name, epoch: epoch, step: step, parameter: parameter)
    }
  }

  /// Returns the name of the first parameter with a value that is not finite.
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
  /// The figures of an epoch: its mean loss over all targets, nil if it was interrupted; its number of
  /// steps and of targets.
  private typealias EpochResult = (loss: Double?, steps: Int, targets: Int)

  private func trainEpoch(
    _ epoch: Int, _ data: TrainingSet, _ trained: [Parameter], _ optimiser: Adam, _ tape: Tape,
    using generator: inout SeededGenerator
  ) throws -> EpochResult {
    var sampling = generator.split()
    var ordering = generator.split()
    let examples = try makeExamples(epoch, data, using: &sampling)
    let schedule: BatchSchedule
    do {
      try context.checkGoesOn()
      schedule = try BatchSchedule(
        examples, rows: context.batch, chunk: chunk, similarLengths: isEveryPosition,
        using: &ordering, checking: context.checkGoesOn)
    } catch EngineError.interrupted where epoch > 1 {
      // The epochs before are kept.
      return (nil, 0, 0)
    }
    var lossSum = 0.0
    var targetSum = 0
    for step in 0..<schedule.count {
      let batch = schedule.batch(step, examples, of: data.histories)
      let progress = Double(epoch - 1) + Double(step) / Double(schedule.count)
      guard
        let loss = try advance(
          batch, trained, optimiser, tape, progress: Float(progress / Double(context.epochs)),
          epoch: epoch, step: step + 1, using: &generator)
      else {
        optimiser.zeroGradients()
        // Nothing is learnt yet that could be kept.
        if epoch == 1, step == 0 { try context.checkGoesOn() }
        return (nil, step, targetSum)
      }
      let targets = batch.targetCount
      lossSum += targets == 0 ? 0 : loss * Double(targets)
      targetSum += targets
      let fraction = Double(step + 1) / Double(schedule.count)
      context.monitor.on(
        .stepped(
          epoch: epoch, of: context.lastEpoch, fraction: fraction,
          loss: lossSum / Double(Swift.max(targetSum, 1))))
      if context.shouldStop, step + 1 < schedule.count { return (nil, step + 1, targetSum) }
    }
    return (lossSum / Double(Swift.max(targetSum, 1)), schedule.count, targetSum)
  }

  /// Takes one step of the optimiser, with the gradients of the batch's pieces added up. A part of a batch
  /// without targets only carries the state on. A stop amid the step leaves it out.
  ///
  /// - Returns: the mean loss over the batch's targets; nil if the step was left out.
  private func advance(
    _ batch: SequenceBatch, _ trained: [Parameter], _ optimiser: Adam, _ tape: Tape,
    progress: Float, epoch: Int, step: Int, using generator: inout SeededGenerator
  ) throws -> Double? {
    let targets = batch.targetCount
    var sum = 0.0
    for piece in pieces(of: batch) {
      if piece.rows < batch.rows, context.shouldStop { return nil }
      tape.reset(seed: generator.next())
      let loss = model.loss(piece, on: tape)
      try context.checkFailure()
      guard loss.rows == 1, loss.columns == 1 else {
        throw EngineError.badModel(
          model: Model.descriptor.name,
          reason: "its loss is \(loss.rows) x \(loss.columns), and a loss is one number, 1 x 1")
      }
      if tape.isGivenUp { return nil }
      let own = piece.rows < batch.rows ? piece.targetCount : targets
      guard own > 0 else { continue }
      guard tape.scalar(loss).isFinite else {
        throw EngineError.diverged(
          model: Model.descriptor.name, epoch: epoch, step: step,
          parameter: Self.notFinite(model.parameters))
      }
      let share = Double(own) / Double(targets)
      tape.backward(loss, gradient: [Float(share)])
      if tape.isGivenUp { return nil }
      sum += share * Double(tape.scalar(loss))
    }
    guard targets > 0 else { return 0 }
    try exchange.reduce(trained)
    if let limit = model.gradientNormLimit { _ = optimiser.clipGradients(norm: limit) }
    optimiser.step(rate: model.learningRateFactor(progress: progress, epochs: context.epochs))
    optimiser.zeroGradients()
    return sum
  }

  /// Returns a batch as the pieces that the model computes at once.
  private func pieces(of batch: SequenceBatch) -> [SequenceBatch] {
    guard chunk == nil, batch.rows > 1 else { return [batch] }
    let rows = Swift.max(model.rowsAtOnce(ofBatchWith: batch.rows, steps: batch.steps), 1)
    guard rows < batch.rows else { return [batch] }
    return stride(from: 0, to: batch.rows, by: rows).map {
      batch.piece($0..<Swift.min($0 + rows, batch.rows))
    }
  }

  private func makeExamples(
    _ epoch: Int, _ data: TrainingSet, using generator: inout SeededGenerator
  ) throws -> Examples {
    guard let sampler = context.sampler else { return Examples() }
    let name = type(of: sampler).descriptor.name
    let examples = sampler.examples(from: data, using: &generator)
    guard examples.count > 0 else {
      throw EngineError.noExamples(
        model: Model.descriptor.name, sampler: name, users: data.histories.count)
    }
    if let reason = examples.fault(in: data.histories, shape: type(of: sampler).descriptor.shape) {
      throw EngineError.badExamples(sampler: name, reason: reason)
    }
    if let defaults = Model.descriptor.training {
      // A plan out of a file was not checked against the model's defaults.
      try TrainingPlan.checkBatch(context.batch, defaults)
      guard examples.count >= defaults.smallestBatch else {
        throw EngineError.tooFewExamples(
          model: Model.descriptor.name, sampler: name, count: examples.count,
          needed: defaults.smallestBatch)
      }
    }
    if epoch == 1, start == nil, examples.usersLeftOut > 0 {
      context.note(
        "\(name) leaves out \(examples.usersLeftOut) of \(Counted.text(data.histories.count, "user"))"
      )
    }
    return examples
  }

  private var isEveryPosition: Bool {
    context.sampler.map { type(of: $0).descriptor.shape == .everyPosition } ?? false
  }

  /// The positions after which sequences are cut. Those with their only target at the end stay whole:
  /// there is nothing to learn from earlier parts.
  private var chunk: Int? { isEveryPosition ? Model.descriptor.training?.chunk : nil }
}

import DebutEngine

/// Checks that training and evaluation give the same bits with any number of threads.
///
/// Trains under fold 0, then compares the losses, every parameter and every prediction with those of
/// the first number of threads.
///
/// - Throws: `CheckFailure` with the first difference, and the errors of training.
public func checkSameBits(
  _ request: ModelRecipe, on dataset: Dataset, registry: Registry, kernels: KernelTable,
  threads: [Int] = [1, 2, 3]
) throws {
  var reference: Outcome?
  for count in threads {
    let compute = Compute(kernels: kernels, workers: Workers(threads: count))
    let outcome = try Outcome(request, on: dataset, registry: registry, compute: compute)
    if let reference {
      try reference.compare(
        with: outcome, "\(request.model) at \(threads[0]) and at \(count) threads")
    }
    reference = reference ?? outcome
  }
}

/// All numbers that a training results in, as bits.
private struct Outcome {
  private var losses: [UInt64]
  private var parameters: [(name: String, bits: [UInt32])] = []
  private var predictions: [UInt32]

  init(
    _ request: ModelRecipe, on dataset: Dataset, registry: Registry, compute: Compute
  ) throws {
    let split = Split.freshUsers(folds: [0])
    let model = try TrainingJob.train(
      request, on: dataset, split: split, registry: registry, compute: compute,
      monitor: SilentMonitor())
    losses = model.folds[0].log.epochs.map(\.loss.bitPattern)
    if let gradientModel = model.folds[0].model as? any GradientRecommender {
      parameters = gradientModel.parameters.map {
        ($0.name, bits(UnsafeBufferPointer(start: $0.value.base, count: $0.value.count)))
      }
    }
    let evaluation = try Evaluator.evaluate(
      [model], on: dataset, split: split, registry: registry, compute: compute)
    predictions = bits(evaluation.predictions[0].predictions.map(\.value))
  }

  func compare(with other: Outcome, _ what: String) throws {
    guard losses == other.losses else { throw CheckFailure("\(what): the losses differ") }
    for (mine, theirs) in zip(parameters, other.parameters) where mine.bits != theirs.bits {
      throw CheckFailure("\(what): parameter \(mine.name) differs")
    }
    guard predictions == other.predictions else {
      throw CheckFailure("\(what): the predictions differ")
    }
  }
}

private func bits(_ values: some Collection<Float>) -> [UInt32] { values.map(\.bitPattern) }

/// What a gradient model is trained with, defaults filled in.
public struct TrainingPlan: Sendable {
  /// Passes over the sampler's examples in all. What depends on the length of the training, such as
  /// the learning rate, goes by it, wherever a run stops.
  public let epochs: Int
  /// Examples in a batch.
  public let batch: Int
  /// Epochs without improvement after which training stops; nil: never early.
  public let patience: Int?
  /// The name of `sampler`.
  public let samplerName: String
  /// Every option of `sampler` with its value, defaults included.
  public let samplerOptions: [Setting]
  /// Makes the examples.
  public let sampler: any Sampler

  /// What `--epochs` may be.
  public static let epochRange = 1...100_000
  /// What `--batch` may be.
  public static let batchRange = 1...1_000_000
  /// What `--patience` may be.
  public static let patienceRange = 1...100_000

  /// Fills a request up with a model's defaults.
  ///
  /// - Parameter settings: the sampler's options that differ from its defaults.
  /// - Throws: `EngineError.badSetting`, `.unknownSampler`, `.samplerDoesNotFit`, `.unknownOption`,
  ///   `.badOption`.
  package init(
    _ request: TrainingRequest, _ defaults: TrainingDefaults, settings: [Setting],
    registry: Registry
  ) throws {
    epochs = try Self.check(request.epochs ?? defaults.epochs, "--epochs", in: Self.epochRange)
    batch = try Self.check(request.batch ?? defaults.batch, "--batch", in: Self.batchRange)
    patience = try request.patience.map {
      try Self.check($0, "--patience", in: Self.patienceRange)
    }
    samplerName = request.sampler ?? defaults.sampler
    let entry = try registry.sampler(samplerName)
    guard defaults.accepts.contains(entry.descriptor.shape) else {
      throw EngineError.samplerDoesNotFit(
        model: request.model, sampler: samplerName, shape: entry.descriptor.shape,
        accepted: ExampleShape.allCases.filter(defaults.accepts.contains))
    }
    samplerOptions = try entry.complete(settings)
    sampler = try entry.make(settings)
  }

  /// The plan of a training that was.
  ///
  /// - Throws: `EngineError.unknownSampler`, `.unknownOption`, `.badOption`, `.badSetting`.
  package init(
    epochs: Int, batch: Int, patience: Int?, samplerName: String, samplerOptions: [Setting],
    registry: Registry
  ) throws {
    self.epochs = try Self.check(epochs, "--epochs", in: Self.epochRange)
    self.batch = try Self.check(batch, "--batch", in: Self.batchRange)
    self.patience = try patience.map { try Self.check($0, "--patience", in: Self.patienceRange) }
    let entry = try registry.sampler(samplerName)
    self.samplerName = samplerName
    self.samplerOptions = try entry.complete(samplerOptions)
    sampler = try entry.make(samplerOptions)
  }

  /// The same plan for another number of epochs. - Throws: `EngineError.badSetting`.
  package func with(epochs: Int, registry: Registry) throws -> TrainingPlan {
    try TrainingPlan(
      epochs: epochs, batch: batch, patience: patience, samplerName: samplerName,
      samplerOptions: samplerOptions, registry: registry)
  }

  /// The epoch that a run ends with: `epoch`, where it is to stop before the last.
  ///
  /// - Throws: `EngineError.badSetting` where that is no epoch of the plan.
  package func lastEpoch(stoppingAfter epoch: Int?) throws -> Int {
    guard let epoch, !(1...epochs ~= epoch) else { return epoch ?? epochs }
    throw EngineError.badSetting(
      name: "--stop-after", value: epoch,
      expected: "a whole number from 1 to the planned number of epochs, which is \(epochs)")
  }

  /// The sampler's name, and the options that are not as they are by default: "random-20 (length=10)".
  ///
  /// - Throws: `EngineError.unknownSampler`.
  package func samplerText(_ registry: Registry) throws -> String {
    let defaults = try registry.sampler(samplerName).complete([])
    let changed = samplerOptions.filter { !defaults.contains($0) }
    guard !changed.isEmpty else { return samplerName }
    let list = changed.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    return "\(samplerName) (\(list))"
  }

  private static func check(_ value: Int, _ name: String, in range: ClosedRange<Int>) throws
    -> Int
  {
    guard range.contains(value) else {
      throw EngineError.badSetting(
        name: name, value: value,
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return value
  }
}

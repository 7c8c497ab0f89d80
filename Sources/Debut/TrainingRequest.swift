/// What `train` asks for.
public struct TrainingRequest: Sendable {
  /// The name of a registered model.
  public var model: String
  /// The model's options that differ from its defaults.
  public var settings: [Setting]
  /// What the trained model is to be called; nil: as the model.
  public var name: String?
  /// Passes over the examples; nil, as for the three that follow: the model's default.
  public var epochs: Int?
  /// Examples in a batch.
  public var batch: Int?
  /// The name of a registered sampler.
  public var sampler: String?
  /// Epochs without improvement on validation users after which training stops; nil: never early.
  public var patience: Int?
  public var seed: UInt64

  public init(
    model: String, settings: [Setting] = [], name: String? = nil, epochs: Int? = nil,
    batch: Int? = nil, sampler: String? = nil, patience: Int? = nil, seed: UInt64 = 0
  ) {
    self.model = model
    self.settings = settings
    self.name = name
    self.epochs = epochs
    self.batch = batch
    self.sampler = sampler
    self.patience = patience
    self.seed = seed
  }
}

/// What a gradient model is trained with, defaults filled in.
public struct TrainingPlan: Sendable {
  public let epochs: Int
  public let batch: Int
  public let patience: Int?
  /// The name of `sampler`.
  public let samplerName: String
  public let sampler: any Sampler

  /// The whole numbers that `--epochs`, `--batch` and `--patience` may be.
  public static let epochRange = 1...100_000
  public static let batchRange = 1...1_000_000
  public static let patienceRange = 1...100_000

  /// Fills a request up with a model's defaults.
  ///
  /// - Throws: `EngineError.badSetting`, `.unknownSampler`, `.samplerDoesNotFit`.
  init(_ request: TrainingRequest, _ defaults: TrainingDefaults, registry: Registry) throws {
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
    sampler = try entry.make([])
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

extension TrainingRequest {
  /// A line for every option given that a model not trained by gradient steps ignores.
  func warnings(for descriptor: ModelDescriptor) -> [String] {
    guard descriptor.training == nil else { return [] }
    let given = [
      ("--epochs", epochs != nil), ("--batch", batch != nil), ("--sampler", sampler != nil),
      ("--patience", patience != nil),
    ]
    return given.filter(\.1).map { "\($0.0) has no effect on \(descriptor.name)" }
  }
}

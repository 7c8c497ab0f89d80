extension TrainingPlan {
  /// Fills the settings of a recipe up with a model's defaults.
  ///
  /// - Parameter settings: the sampler's options that differ from its defaults.
  /// - Throws: `EngineError.badSetting`, `.unknownSampler`, `.samplerDoesNotFit`, `.unknownOption`,
  ///   `.badOption`.
  package init(
    _ recipe: ModelRecipe, _ defaults: TrainingDefaults, settings: [Setting], registry: Registry
  ) throws {
    let name = recipe.sampler ?? defaults.sampler
    try Self.checkBatch(recipe.batch ?? defaults.batch, defaults)
    try self.init(
      epochs: recipe.epochs ?? defaults.epochs, batch: recipe.batch ?? defaults.batch,
      patience: recipe.patience ?? defaults.patience, samplerName: name, samplerOptions: settings,
      registry: registry
    ) { shape in
      guard defaults.accepts.contains(shape) else {
        throw EngineError.samplerDoesNotFit(
          model: recipe.model, sampler: name, shape: shape.rawValue,
          accepted: ExampleShape.allCases.filter(defaults.accepts.contains).map(\.rawValue))
      }
    }
  }

  /// Checks the numbers of a plan and makes its sampler.
  ///
  /// - Parameter checkShape: throws if the model cannot be trained on examples of the sampler's shape.
  /// - Throws: `EngineError.badSetting`, `.unknownSampler`, `.unknownOption`, `.badOption`.
  package init(
    epochs: Int, batch: Int, patience: Int?, samplerName: String, samplerOptions: [Setting],
    registry: Registry, checkShape: (ExampleShape) throws -> Void = { _ in }
  ) throws {
    try Self.check(epochs, "epochs", in: Self.epochRange)
    try Self.check(batch, "batch", in: Self.batchRange)
    if let patience { try Self.check(patience, "patience", in: Self.patienceRange) }
    let entry = try registry.sampler(samplerName)
    try checkShape(entry.descriptor.shape)
    let options = try entry.complete(samplerOptions)
    self.init(
      epochs: epochs, batch: batch, patience: patience, sampler: try entry.make(samplerOptions),
      samplerOptions: options)
  }

  /// Returns the plan with another number of epochs, its sampler made anew.
  ///
  /// - Throws: `EngineError.badSetting`, `.unknownSampler`, `.unknownOption`, `.badOption`.
  package func with(epochs: Int, registry: Registry) throws -> TrainingPlan {
    try TrainingPlan(
      epochs: epochs, batch: batch, patience: patience, samplerName: samplerName,
      samplerOptions: samplerOptions, registry: registry)
  }

  /// Returns the epoch that a run ends with: `epoch`, or the last one if that is nil.
  ///
  /// - Throws: `EngineError.badSetting` if that is no epoch of the plan.
  package func lastEpoch(stoppingAfter epoch: Int?) throws -> Int {
    guard let epoch, !(1...epochs ~= epoch) else { return epoch ?? epochs }
    throw EngineError.badSetting(
      name: "stop-after", value: epoch,
      expected: "a whole number from 1 to the planned number of epochs, which is \(epochs)")
  }

  /// Returns the sampler's name, and its options that differ from their defaults: "random-20 (length=10)".
  ///
  /// - Throws: `EngineError.unknownSampler`.
  package func samplerText(_ registry: Registry) throws -> String {
    let defaults = try registry.sampler(samplerName).complete([])
    let changed = samplerOptions.filter { !defaults.contains($0) }
    guard !changed.isEmpty else { return samplerName }
    let list = changed.map { "\($0.name)=\($0.value)" }.joined(separator: ", ")
    return "\(samplerName) (\(list))"
  }

  /// Checks the number of examples in a batch against what a model can be trained on.
  ///
  /// - Throws: `EngineError.badSetting`.
  static func checkBatch(_ batch: Int, _ defaults: TrainingDefaults) throws {
    // A plugin may ask for anything.
    let least = min(max(defaults.smallestBatch, batchRange.lowerBound), batchRange.upperBound)
    try check(batch, "batch", in: least...batchRange.upperBound)
  }

  private static func check(_ value: Int, _ name: String, in range: ClosedRange<Int>) throws {
    guard range.contains(value) else {
      throw EngineError.badSetting(
        name: name, value: value,
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}

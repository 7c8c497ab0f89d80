/// The models, the samplers of examples and those of negatives of a session. A value, filled by one explicit list.
///
/// - Stability: stable.
public struct Registry: Sendable {
  /// The models in the order of registration.
  package internal(set) var models: [ModelEntry] = []
  /// The samplers in the order of registration.
  package internal(set) var samplers: [SamplerEntry] = []
  /// The samplers of negatives in the order of registration.
  package internal(set) var negativeSamplers: [NegativeSamplerEntry] = []
  /// The model to use if a user names none.
  package private(set) var preferred: String?
  /// The model to use on events without stars if a user names none.
  package private(set) var preferredOfEvents: String?

  /// Creates an empty registry.
  public init() {}

  /// Makes a registered model the one to use, on data of the kind that it learns from, if a user names none.
  ///
  /// - Throws: `EngineError.unknownModel`.
  package mutating func prefer(_ name: String) throws {
    let descriptor = try model(name).descriptor
    switch descriptor.learning {
    case .ratings: preferred = descriptor.name
    case .events: preferredOfEvents = descriptor.name
    }
  }

  /// Returns the model to use on data of a kind if a user names none.
  package func preferred(for feedback: Feedback) -> String? {
    feedback == .implicit ? preferredOfEvents : preferred
  }

  /// Registers a model under the name of its descriptor.
  ///
  /// - Throws: `EngineError.duplicateName`.
  public mutating func add<M: Recommender>(_ model: M.Type) throws {
    try Self.add(ModelEntry(model), to: &models, kind: "model")
  }

  /// Registers a sampler under the name of its descriptor.
  ///
  /// - Throws: `EngineError.duplicateName`.
  public mutating func add<S: Sampler>(_ sampler: S.Type) throws {
    try Self.add(SamplerEntry(sampler), to: &samplers, kind: "sampler")
  }

  /// Registers a sampler of negatives under the name of its descriptor.
  ///
  /// - Throws: `EngineError.duplicateName`.
  public mutating func add<S: NegativeSampler>(_ sampler: S.Type) throws {
    try Self.add(NegativeSamplerEntry(sampler), to: &negativeSamplers, kind: "sampler of negatives")
  }

  private static func add<Descriptor, Made>(
    _ entry: RegistryEntry<Descriptor, Made>, to entries: inout [RegistryEntry<Descriptor, Made>],
    kind: String
  ) throws {
    guard !entries.contains(where: { $0.name == entry.name }) else {
      throw EngineError.duplicateName(kind: kind, name: entry.name)
    }
    entries.append(entry)
  }

  /// Returns the model of a name.
  ///
  /// - Throws: `EngineError.unknownModel` with the names of all models.
  package func model(_ name: String) throws -> ModelEntry {
    guard let entry = models.first(where: { $0.descriptor.name == name }) else {
      throw EngineError.unknownModel(name: name, known: models.map(\.descriptor.name))
    }
    return entry
  }

  /// Returns the model that a file means by a name.
  ///
  /// A model that was formerly called so is meant if it alone has one of the options, or if no other model has
  /// the name today.
  ///
  /// - Parameter options: the names of the options beside the name in the file.
  /// - Throws: `EngineError.unknownModel`.
  package func model(written name: String, options: Set<String>) throws -> ModelEntry {
    guard let former = models.first(where: { $0.descriptor.formerName == name }) else {
      return try model(name)
    }
    guard let today = try? model(name) else { return former }
    let own = Set(former.options.map(\.name)).subtracting(today.options.map(\.name))
    return own.isDisjoint(with: options) ? today : former
  }

  /// Returns the sampler of a name.
  ///
  /// - Throws: `EngineError.unknownSampler` with the names of all samplers.
  package func sampler(_ name: String) throws -> SamplerEntry {
    guard let entry = samplers.first(where: { $0.descriptor.name == name }) else {
      throw EngineError.unknownSampler(name: name, known: samplers.map(\.descriptor.name))
    }
    return entry
  }

  /// Returns the sampler of negatives of a name.
  ///
  /// - Throws: `EngineError.unknownNegatives` with the names of all of them.
  package func negativeSampler(_ name: String) throws -> NegativeSamplerEntry {
    guard let entry = negativeSamplers.first(where: { $0.descriptor.name == name }) else {
      throw EngineError.unknownNegatives(
        name: name, known: negativeSamplers.map(\.descriptor.name))
    }
    return entry
  }

  /// Returns the registry without one model: the models that this one may combine.
  package func without(model name: String) -> Registry {
    var others = self
    others.models.removeAll { $0.descriptor.name == name }
    return others
  }
}

extension Registry: NegativeSamplers {
  /// Makes a registered sampler of negatives.
  ///
  /// - Throws: `EngineError.unknownNegatives`, `.unknownOption`, `.badOption`.
  public func sampler(_ choice: NegativeChoice, counts: [Int]) throws -> any NegativeSampler {
    try negativeSampler(choice.name).make(choice.settings)(counts)
  }
}

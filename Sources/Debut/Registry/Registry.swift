/// The models and samplers that a session knows. A value, filled by one explicit list.
public struct Registry: Sendable {
  /// In the order of registration.
  public private(set) var models: [ModelEntry] = []
  /// In the order of registration.
  public private(set) var samplers: [SamplerEntry] = []
  /// The model to use where a user names none.
  public private(set) var preferred: String?

  public init() {}

  /// Makes a registered model the one to use where a user names none.
  ///
  /// - Throws: `EngineError.unknownModel`.
  public mutating func prefer(_ name: String) throws {
    preferred = try model(name).descriptor.name
  }

  /// - Throws: `EngineError.duplicateName`.
  public mutating func add<M: Recommender>(_ model: M.Type) throws {
    let name = model.descriptor.name
    guard !models.contains(where: { $0.descriptor.name == name }) else {
      throw EngineError.duplicateName(kind: "model", name: name)
    }
    models.append(ModelEntry(model))
  }

  /// - Throws: `EngineError.duplicateName`.
  public mutating func add<S: Sampler>(_ sampler: S.Type) throws {
    let name = sampler.descriptor.name
    guard !samplers.contains(where: { $0.descriptor.name == name }) else {
      throw EngineError.duplicateName(kind: "sampler", name: name)
    }
    samplers.append(SamplerEntry(sampler))
  }

  /// - Throws: `EngineError.unknownModel` with the names there are.
  public func model(_ name: String) throws -> ModelEntry {
    guard let entry = models.first(where: { $0.descriptor.name == name }) else {
      throw EngineError.unknownModel(name: name, known: models.map(\.descriptor.name))
    }
    return entry
  }

  /// - Throws: `EngineError.unknownSampler` with the names there are.
  public func sampler(_ name: String) throws -> SamplerEntry {
    guard let entry = samplers.first(where: { $0.descriptor.name == name }) else {
      throw EngineError.unknownSampler(name: name, known: samplers.map(\.descriptor.name))
    }
    return entry
  }
}

extension Registry {
  /// Adds what a loaded plugin registered, whose names were checked.
  package mutating func append(_ model: ModelEntry) { models.append(model) }

  package mutating func append(_ sampler: SamplerEntry) { samplers.append(sampler) }

  /// Takes out what a plugin brought.
  package mutating func remove(origin: String) {
    models.removeAll { $0.origin == origin }
    samplers.removeAll { $0.origin == origin }
  }

  /// The plugins that are loaded, by name, each with what changes with its code.
  package var pluginCode: [(plugin: String, code: String)] {
    let codes =
      models.compactMap { model in model.origin.map { ($0, model.code) } }
      + samplers.compactMap { sampler in sampler.origin.map { ($0, sampler.code) } }
    return Dictionary(codes, uniquingKeysWith: { first, _ in first }).sorted { $0.key < $1.key }
      .map { ($0.key, FNV1a.digits($0.value)) }
  }

  /// Everything but one model: what that model may train itself.
  public func without(model name: String) -> Registry {
    var others = self
    others.models.removeAll { $0.descriptor.name == name }
    return others
  }
}

/// A registered model: what it says of itself, and how to make one.
public struct ModelEntry: Sendable {
  /// What it says of itself.
  public let descriptor: ModelDescriptor
  /// Its options with defaults and help.
  public let options: [OptionHelp]
  /// The loaded plugin that brought it; nil: built in.
  public private(set) var origin: String?
  /// Changes with the code of `origin`.
  fileprivate var code: UInt64 = 0
  private let build: @Sendable ([Setting]) throws -> any Recommender
  private let fill: @Sendable ([Setting]) throws -> [Setting]

  init<M: Recommender>(_ type: M.Type) {
    let name = type.descriptor.name
    descriptor = type.descriptor
    options = M.Options.help
    build = { M(options: try M.Options(settings: $0, of: name)) }
    fill = { try M.Options(settings: $0, of: name).settings }
  }

  package func coming(from plugin: String, code: UInt64) -> ModelEntry {
    var entry = self
    entry.origin = plugin
    entry.code = code
    return entry
  }

  /// A model that has learnt nothing yet.
  ///
  /// - Throws: `EngineError.unknownOption`, `.badOption`.
  public func make(_ settings: [Setting]) throws -> any Recommender { try build(settings) }

  /// Every option with its value: those set, and the defaults of the others.
  ///
  /// - Throws: `EngineError.unknownOption`, `.badOption`.
  public func complete(_ settings: [Setting]) throws -> [Setting] { try fill(settings) }
}

/// A registered sampler: what it says of itself, and how to make one.
public struct SamplerEntry: Sendable {
  /// What it says of itself.
  public let descriptor: SamplerDescriptor
  /// Its options with defaults and help.
  public let options: [OptionHelp]
  /// The loaded plugin that brought it; nil: built in.
  public private(set) var origin: String?
  /// Changes with the code of `origin`.
  fileprivate var code: UInt64 = 0
  private let build: @Sendable ([Setting]) throws -> any Sampler
  private let fill: @Sendable ([Setting]) throws -> [Setting]

  init<S: Sampler>(_ type: S.Type) {
    let name = type.descriptor.name
    descriptor = type.descriptor
    options = S.Options.help
    build = { S(options: try S.Options(settings: $0, of: name)) }
    fill = { try S.Options(settings: $0, of: name).settings }
  }

  package func coming(from plugin: String, code: UInt64) -> SamplerEntry {
    var entry = self
    entry.origin = plugin
    entry.code = code
    return entry
  }

  /// - Throws: `EngineError.unknownOption`, `.badOption`.
  public func make(_ settings: [Setting]) throws -> any Sampler { try build(settings) }

  /// Every option with its value: those set, and the defaults of the others.
  ///
  /// - Throws: `EngineError.unknownOption`, `.badOption`.
  public func complete(_ settings: [Setting]) throws -> [Setting] { try fill(settings) }
}

/// A registered model or sampler: its descriptor and options, and the way to make one.
package struct RegistryEntry<Descriptor: Sendable, Made>: Sendable {
  /// The name, unique among the entries of a kind.
  package let name: String
  /// The name and help.
  package let descriptor: Descriptor
  /// The options with defaults and help.
  package let options: [OptionHelp]
  /// The loaded plugin that brought it; nil: built in.
  package private(set) var origin: String?
  /// A number that changes with the code of `origin`.
  package private(set) var code: UInt64 = 0
  private let build: @Sendable ([Setting]) throws -> Made
  private let fill: @Sendable ([Setting]) throws -> [Setting]
  private let measure: @Sendable ([Setting], TrainingSize) throws -> Int?

  fileprivate init<Options: ModelOptions>(
    _ descriptor: Descriptor, name: String, _ options: Options.Type,
    memory: @escaping @Sendable (Options, TrainingSize) -> Int? = { _, _ in nil },
    make: @escaping @Sendable (Options) -> Made
  ) {
    self.name = name
    self.descriptor = descriptor
    self.options = Options.help
    build = { make(try Options(settings: $0, of: name)) }
    fill = { try Options(settings: $0, of: name).settings }
    measure = {
      let bytes = memory(try Options(settings: $0, of: name), $1)
      if let bytes, bytes < 0 {
        throw EngineError.badModel(
          model: name,
          reason: "the memory that it states for its training is \(bytes) bytes, and 0 is the least"
        )
      }
      return bytes
    }
  }

  /// Returns the entry as one that a plugin brought.
  package func coming(from plugin: String, code: UInt64) -> Self {
    var entry = self
    entry.origin = plugin
    entry.code = code
    return entry
  }

  /// Makes a model that has learnt nothing yet, or a sampler.
  ///
  /// - Throws: `EngineError.unknownOption`, `.badOption`.
  package func make(_ settings: [Setting]) throws -> Made { try build(settings) }

  /// Returns every option with its value: those set, and the defaults of the others.
  ///
  /// - Throws: `EngineError.unknownOption`, `.badOption`.
  package func complete(_ settings: [Setting]) throws -> [Setting] { try fill(settings) }

  /// Returns the bytes that a training takes by the model's own statement; nil if it makes none.
  ///
  /// - Throws: `EngineError.unknownOption`, `.badOption`; `.badModel` for a negative number.
  package func trainingMemory(_ settings: [Setting], for size: TrainingSize) throws -> Int? {
    try measure(settings, size)
  }
}

/// A registered model.
package typealias ModelEntry = RegistryEntry<ModelDescriptor, any Recommender>

/// A registered sampler.
package typealias SamplerEntry = RegistryEntry<SamplerDescriptor, any Sampler>

/// A registered sampler of negatives, made for the events of each item.
package typealias NegativeSamplerEntry = RegistryEntry<
  NegativeSamplerDescriptor, @Sendable ([Int]) -> any NegativeSampler
>

extension ModelEntry {
  init<M: Recommender>(_ type: M.Type) {
    self.init(
      type.descriptor, name: type.descriptor.name, M.Options.self,
      memory: { M.trainingMemory($0, for: $1) }, make: { M(options: $0) })
  }
}

extension SamplerEntry {
  init<S: Sampler>(_ type: S.Type) {
    self.init(
      type.descriptor, name: type.descriptor.name, S.Options.self, make: { S(options: $0) })
  }
}

extension NegativeSamplerEntry {
  init<S: NegativeSampler>(_ type: S.Type) {
    self.init(
      type.descriptor, name: type.descriptor.name, S.Options.self,
      make: { options in { S(options: options, counts: $0) } })
  }
}

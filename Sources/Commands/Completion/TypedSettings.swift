import DebutEngine

/// The settings that `key=value` words of a line may set.
enum TypedSettings {
  /// Returns the options of the first model named among `words`, or else of the default one, and
  /// those of the sampler that `--sampler` names or else the model prefers.
  static func options(_ words: [String], _ registry: Registry) -> [OptionHelp] {
    let models = words.dropFirst().compactMap { name in
      registry.models.first { $0.descriptor.name == name }
    }
    let preferred = registry.models.first { $0.descriptor.name == registry.preferred }
    guard let model = models.first ?? preferred else { return [] }
    let place = words.firstIndex(of: "--sampler").map { $0 + 1 }
    let named = place.flatMap { $0 < words.count ? words[$0] : nil }
    let name = named ?? model.descriptor.training?.sampler
    let sampler = registry.samplers.first { $0.descriptor.name == name }
    return model.options + (sampler?.options ?? [])
  }
}

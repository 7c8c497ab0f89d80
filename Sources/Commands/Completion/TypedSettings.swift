import DebutEngine

/// The settings that `key=value` words of a line may be.
enum TypedSettings {
  /// The options of the first model named among `words`, or of the one that is trained where none is,
  /// and those of the sampler that `--sampler` names or the model would take.
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

// The part of a registry that loading and unloading plugins changes.
extension Registry {
  /// Adds a model of a loaded plugin, whose name was checked.
  package mutating func append(_ model: ModelEntry) { models.append(model) }

  /// Adds a sampler of a loaded plugin, whose name was checked.
  package mutating func append(_ sampler: SamplerEntry) { samplers.append(sampler) }

  /// Adds a sampler of negatives of a loaded plugin, whose name was checked.
  package mutating func append(_ sampler: NegativeSamplerEntry) { negativeSamplers.append(sampler) }

  /// Removes the models and samplers that a plugin brought.
  package mutating func remove(origin: String) {
    models.removeAll { $0.origin == origin }
    samplers.removeAll { $0.origin == origin }
    negativeSamplers.removeAll { $0.origin == origin }
  }

  /// The loaded plugins by name, each with digits that change with its code.
  package var pluginCode: [(plugin: String, code: String)] {
    let codes =
      models.compactMap { model in model.origin.map { ($0, model.code) } }
      + samplers.compactMap { sampler in sampler.origin.map { ($0, sampler.code) } }
      + negativeSamplers.compactMap { sampler in sampler.origin.map { ($0, sampler.code) } }
    return Dictionary(codes, uniquingKeysWith: { first, _ in first }).sorted { $0.key < $1.key }
      .map { ($0.key, FNV1a.digits($0.value)) }
  }
}

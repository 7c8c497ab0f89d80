import Testing

@testable import Debut
@testable import DebutEngine

/// Kept answers are those of the code that gave them.
@Suite struct CacheKeyTests {
  private func recipe(
    _ model: String, sampler: String? = nil, _ settings: [Setting] = [],
    plugins: KeyValuePairs<String, UInt64>
  ) throws -> String {
    var registry = try Registry.testing()
    let drift = try registry.model("drift")
    let sample = try registry.sampler("test-every")
    registry.remove(models: ["drift"], samplers: ["test-every"])
    let codes = Dictionary(uniqueKeysWithValues: plugins.map { ($0.key, $0.value) })
    registry.append(codes["models"].map { drift.coming(from: "models", code: $0) } ?? drift)
    registry.append(codes["samplers"].map { sample.coming(from: "samplers", code: $0) } ?? sample)
    return try CacheKey.recipe(
      ModelRecipe(model: model, settings: settings, sampler: sampler), registry: registry)
  }

  @Test func aPluginsModelGoesByItsCode() throws {
    let first = try recipe("drift", plugins: ["models": 1])
    #expect(try first == recipe("drift", plugins: ["models": 1]))
    #expect(try first != recipe("drift", plugins: ["models": 2]))
    #expect(try first != recipe("drift", plugins: [:]))
    // Its code may train what other plugins brought.
    #expect(try first != recipe("drift", plugins: ["models": 1, "samplers": 1]))
  }

  @Test func aPluginsSamplerGoesByItsCode() throws {
    let first = try recipe("planted", plugins: ["samplers": 1])
    #expect(try first != recipe("planted", plugins: ["samplers": 2]))
    // Another sampler in its place has no part in it.
    let other = try recipe("planted", sampler: "random-20", plugins: ["samplers": 1])
    #expect(try other == recipe("planted", sampler: "random-20", plugins: ["samplers": 2]))
  }

  @Test func whatIsBuiltInGoesByTheProgramAlone() throws {
    #expect(
      try recipe("tie", plugins: [:]) == recipe("tie", plugins: ["models": 1, "samplers": 2]))
  }
}

extension Registry {
  /// Takes entries out, to put others in their place.
  fileprivate mutating func remove(models: [String], samplers: [String]) {
    var kept = Registry()
    for model in self.models where !models.contains(model.descriptor.name) { kept.append(model) }
    for sampler in self.samplers where !samplers.contains(sampler.descriptor.name) {
      kept.append(sampler)
    }
    self = kept
  }
}

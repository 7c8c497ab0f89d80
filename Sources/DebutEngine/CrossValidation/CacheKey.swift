import Debut

/// What kept answers depend on, as lines of text: where these are the same, so are the answers.
enum CacheKey {
  /// The version of the format and of the way of evaluating.
  static let format = 1

  /// Data, program and kernels.
  static func ground(_ dataset: Dataset, program: String, kernels: String) -> String {
    var lines = [
      "program \(program)", "kernels \(kernels)",
      "data \(dataset.fingerprint), stars from \(dataset.scale.cacheKey)",
      "titles \(hash(of: dataset.catalogue).digits)",
    ]
    if !dataset.hasTimestamps { lines.append("no times") }
    return text(lines)
  }

  /// The model with all its options, and how it is trained. Its name in the evaluation has no part.
  ///
  /// - Throws: `EngineError` for names, options and settings that are not right.
  static func recipe(_ request: TrainingRequest, registry: Registry) throws -> String {
    let entry = try registry.model(request.model)
    let settings = try request.splitSettings(for: entry, registry: registry)
    var lines = ["model \(request.model)"]
    lines += try entry.complete(settings.model).map { "option \($0.name)=\($0.value)" }
    if let defaults = entry.descriptor.training {
      let plan = try TrainingPlan(
        request, defaults, settings: settings.sampler, registry: registry)
      lines.append("epochs \(plan.epochs), batch \(plan.batch)")
      if let epoch = request.stopAfter {
        lines.append("stop after \(try plan.lastEpoch(stoppingAfter: epoch))")
      }
      lines.append("patience \(plan.patience.map { String($0) } ?? "none")")
      lines.append("sampler \(plan.samplerName)")
      lines += plan.samplerOptions.map { "sampler option \($0.name)=\($0.value)" }
    }
    return text(lines + allPluginCode(for: request, registry: registry))
  }

  /// The plugins that brought the model, its sampler and the models that its options name.
  private static func plugins(of request: TrainingRequest, _ registry: Registry) -> Set<String> {
    guard let entry = try? registry.model(request.model) else { return [] }
    var found: Set<String> = []
    if let origin = entry.origin { found.insert(origin) }
    if let training = entry.descriptor.training,
      let origin = (try? registry.sampler(request.sampler ?? training.sampler))?.origin
    {
      found.insert(origin)
    }
    let others = registry.without(model: request.model)
    for member in request.members(of: entry) {
      found.formUnion(plugins(of: member.request(seed: request.seed), others))
    }
    return found
  }

  /// A line for each of these plugins, which changes with its code.
  static func pluginCode(for request: TrainingRequest, registry: Registry) -> [String] {
    let plugins = plugins(of: request, registry)
    return registry.pluginCode.filter { plugins.contains($0.plugin) }.map { "plugin \($0) \($1)" }
  }

  /// The same for kept answers: where one plugin has a part in them, all that are loaded may have, as
  /// its code may train what others brought.
  private static func allPluginCode(for request: TrainingRequest, registry: Registry) -> [String] {
    guard !plugins(of: request, registry).isEmpty else { return [] }
    return registry.pluginCode.map { "plugin \($0) \($1)" }
  }

  private static func text(_ lines: [String]) -> String {
    // Options may hold any text; a line stays a line.
    lines.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n" }.joined()
  }

  /// What models may read of items besides their ids.
  private static func hash(of catalogue: Catalogue) -> FNV1a {
    var text = ""
    for item in catalogue.items.prefix(catalogue.ratedCount) {
      text += "\(item.title)\u{1F}\(item.year ?? 0)\u{1F}\(item.genres.joined(separator: "|"))\n"
    }
    return FNV1a(text.utf8)
  }
}

import Debut

/// The key of a job in the cache: lines of text with everything that its predictions depend on, and the
/// name of its file. If the lines are the same, so are the predictions.
///
/// The lines hold names, numbers and hashes, and no text that is for people.
struct CacheKey: Hashable, Sendable {
  /// The version of the format and of the way of evaluating.
  static let format = 1

  /// The lines.
  let text: String
  /// The name of the file, without its suffix: for people by model, seed and fold, and unique by a hash
  /// of the lines.
  let fileName: String
  /// The number of targets.
  let targetCount: Int
  /// True if predictions are ranks.
  let ranks: Bool

  /// Makes the key of a job.
  ///
  /// - Parameters:
  ///   - nextItem: the protocol of next items; nil: ratings are predicted.
  ///   - ground: the lines of the data and the program.
  /// - Throws: `EngineError` for names, options and settings that are not right.
  init(
    _ request: ModelRecipe, split: Split, fold: HeldOutFold, nextItem: NextItemProtocol? = nil,
    on ground: String, registry: Registry
  ) throws {
    let recipe = try Self.recipe(request, registry: registry)
    let method = nextItem.map { "next item \($0.cacheKey)\n" } ?? ""
    text = "\(ground)split \(split.cacheKey)\n\(method)\(recipe)seed \(request.trainingSeed)\n"
    let place = fold.fold.map { "-fold\($0)" } ?? ""
    fileName = "\(request.model)\(place)-seed\(request.trainingSeed)-\(FNV1a(text.utf8).digits)"
    targetCount = fold.targetCount
    ranks = nextItem != nil
  }

  /// Returns the lines of data, program and kernels.
  static func ground(_ dataset: Dataset, program: String, kernels: String) -> String {
    var lines = [
      "program \(program)", "kernels \(kernels)",
      "data \(dataset.fingerprint), stars from \(dataset.scale.cacheKey)",
      "titles \(hash(of: dataset.catalogue).digits)",
    ]
    if !dataset.hasTimestamps { lines.append("no times") }
    return text(lines)
  }

  /// Returns the lines of the model with all its options, and of its training. Its name in the
  /// evaluation has no part.
  ///
  /// - Throws: `EngineError` for names, options and settings that are not right.
  static func recipe(_ recipe: ModelRecipe, registry: Registry) throws -> String {
    let resolved = try ResolvedRecipe(recipe, in: registry)
    var lines = ["model \(recipe.model)"]
    lines += resolved.options.map { "option \($0.name)=\($0.value)" }
    if let plan = resolved.plan {
      lines.append("epochs \(plan.epochs), batch \(plan.batch)")
      if let epoch = recipe.stopAfter { lines.append("stop after \(epoch)") }
      lines.append("patience \(plan.patience.map { String($0) } ?? "none")")
      lines.append("sampler \(plan.samplerName)")
      lines += plan.samplerOptions.map { "sampler option \($0.name)=\($0.value)" }
    }
    return text(lines + PluginCode.allLines(for: recipe, registry: registry))
  }

  private static func text(_ lines: [String]) -> String {
    // Options may hold any text; a line stays a line.
    lines.map { $0.split(whereSeparator: \.isNewline).joined(separator: " ") + "\n" }.joined()
  }

  /// Returns a hash of what models may read of items besides their ids.
  private static func hash(of catalogue: Catalogue) -> FNV1a {
    var text = ""
    for item in catalogue.items.prefix(catalogue.ratedCount) {
      text += "\(item.title)\u{1F}\(item.year ?? 0)\u{1F}\(item.genres.joined(separator: "|"))\n"
    }
    return FNV1a(text.utf8)
  }
}

import DebutEngine

/// The texts of `help NAME`.
enum HelpText {
  static func of(_ command: any ShellCommand.Type, width: Int?) -> String {
    var text = command.helpMessage(columns: width ?? 100)
    while text.last?.isNewline == true { text.removeLast() }
    return text + "\n\n" + examples(command.examples)
  }

  static func of(_ model: ModelEntry) -> String {
    let descriptor = model.descriptor
    var parts = ["\(descriptor.name): \(descriptor.summary)", descriptor.discussion]
    parts.append(options(model.options))
    if let training = descriptor.training {
      let accepted = ExampleShape.allCases.filter(training.accepts.contains).map(\.rawValue)
      parts.append(
        "Trained by gradient steps: \(NumberText.counted(training.epochs, "epoch")), batches of "
          + "\(training.batch), sampler \(training.sampler)"
          + (training.patience.map { ", patience \($0)" } ?? "")
          + "; learns from \(accepted.joined(separator: " or from ")).")
    } else {
      parts.append(
        "Not trained by gradient steps: --epochs, --stop-after, --batch, --sampler and "
          + "--patience have no effect.")
    }
    parts.append("Reference: \(descriptor.reference)")
    parts.append(examples(lines(of: model)))
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// Returns the help of a sampler.
  ///
  /// - Parameter models: the registered models, of which the examples name one that the sampler suits.
  static func of(_ sampler: SamplerEntry, models: [ModelEntry]) -> String {
    let descriptor = sampler.descriptor
    let fitting = models.first {
      $0.descriptor.training?.accepts.contains(descriptor.shape) ?? false
    }
    let line = "train \(fitting?.descriptor.name ?? "MODEL") --sampler \(descriptor.name)"
    return [
      "\(descriptor.name): \(descriptor.summary)", descriptor.discussion,
      options(sampler.options), "Gives \(descriptor.shape.rawValue).",
      "Reference: \(descriptor.reference)",
      examples([
        line,
        sampler.options.first.map { "\(line) \($0.name)=\($0.defaultValue)" }
          ?? "\(line) --epochs 2",
      ]),
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// Returns the help of a sampler of negatives.
  ///
  /// - Parameter models: the registered models, of which the example names one that draws negatives.
  static func of(_ sampler: NegativeSamplerEntry, models: [ModelEntry]) -> String {
    let descriptor = sampler.descriptor
    let fitting = models.lazy.compactMap { model in
      model.options.first(where: \.namesNegatives).map { (model.descriptor.name, $0.name) }
    }.first
    let set = sampler.options.first.map { "(\($0.name)=\($0.defaultValue))" } ?? ""
    return [
      "\(descriptor.name): \(descriptor.summary)", descriptor.discussion,
      options(sampler.options), "Gives negatives, for sampled losses of next items.",
      "Reference: \(descriptor.reference)",
      examples([
        "train \(fitting?.0 ?? "MODEL") \(fitting?.1 ?? "negatives")=\(descriptor.name)\(set)"
      ]),
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  /// Returns lines that train a model: with its defaults, and with an option of its own.
  private static func lines(of model: ModelEntry) -> [String] {
    let name = model.descriptor.name
    let plain = "train \(name)"
    guard let option = model.options.first else { return [plain, "\(plain) --as \(name)-again"] }
    return [plain, "\(plain) \(option.name)=\(option.defaultValue) --as \(name)-again"]
  }

  private static func examples(_ lines: [String]) -> String {
    (["Examples:"] + lines.map { "  " + $0 }).joined(separator: "\n")
  }

  private static func options(_ options: [OptionHelp]) -> String {
    guard !options.isEmpty else { return "No options." }
    let lines = options.map {
      "  \($0.name)=\($0.defaultValue)\n      \($0.help) (\($0.expectation))"
    }
    return "Options, with their defaults:\n" + lines.joined(separator: "\n")
  }
}

import DebutEngine

/// The texts of `help NAME`.
enum HelpText {
  static func of(_ command: any ShellCommand.Type, width: Int?) -> String {
    var text = command.helpMessage(columns: width ?? 100)
    while text.last?.isNewline == true { text.removeLast() }
    return text
  }

  static func of(_ model: ModelEntry) -> String {
    let descriptor = model.descriptor
    var parts = ["\(descriptor.name): \(descriptor.summary)", descriptor.discussion]
    parts.append(options(model.options))
    if let training = descriptor.training {
      let accepted = ExampleShape.allCases.filter(training.accepts.contains).map(\.rawValue)
      parts.append(
        "Trained by gradient steps: \(NumberText.counted(training.epochs, "epoch")), batches of "
          + "\(training.batch), sampler \(training.sampler); learns from "
          + accepted.joined(separator: " or from ") + ".")
    } else {
      parts.append(
        "Not trained by gradient steps: --epochs, --stop-after, --batch, --sampler and "
          + "--patience have no effect.")
    }
    parts.append("Reference: \(descriptor.reference)")
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  static func of(_ sampler: SamplerEntry) -> String {
    let descriptor = sampler.descriptor
    return [
      "\(descriptor.name): \(descriptor.summary)", descriptor.discussion,
      options(sampler.options), "Gives \(descriptor.shape.rawValue).",
      "Reference: \(descriptor.reference)",
    ].filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private static func options(_ options: [OptionHelp]) -> String {
    guard !options.isEmpty else { return "No options." }
    let lines = options.map {
      "  \($0.name)=\($0.defaultValue)\n      \($0.help) (\($0.expectation))"
    }
    return "Options, with their defaults:\n" + lines.joined(separator: "\n")
  }
}

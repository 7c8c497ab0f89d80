import ArgumentParser
import DebutEngine

struct HelpCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "help", abstract: "List the commands, or explain one, a model or a sampler.")

  @Argument(help: ArgumentHelp("A command, a model or a sampler.", valueName: "topic"))
  var topic: String?

  func run(in session: Session) throws -> Outcome {
    .answer(try topic.map { try Self.answer(topic: $0, in: session) } ?? Self.list())
  }

  /// The explanation of one command, model or sampler.
  ///
  /// - Throws: `ShellError.unknownTopic`.
  static func answer(topic: String, in session: Session) throws -> Answer {
    let models = session.registry.models
    let samplers = session.registry.samplers
    if let command = CommandList.all.first(where: { $0.name == topic }) {
      return answer(
        topic, "command", HelpText.of(command, width: session.answers.width), options: [])
    }
    if let model = models.first(where: { $0.descriptor.name == topic }) {
      return answer(topic, "model", HelpText.of(model), options: model.options)
    }
    if let sampler = samplers.first(where: { $0.descriptor.name == topic }) {
      return answer(topic, "sampler", HelpText.of(sampler), options: sampler.options)
    }
    throw ShellError.unknownTopic(
      name: topic,
      known: CommandList.names + models.map(\.descriptor.name) + samplers.map(\.descriptor.name))
  }

  private static func answer(_ topic: String, _ kind: String, _ text: String, options: [OptionHelp])
    -> Answer
  {
    var answer = Answer("help")
    answer.add("topic", .text(topic))
    answer.add("kind", .text(kind))
    answer.add("text", .text(text))
    if kind != "command" {
      var rows = Table("name", "default", "expected", "help")
      for option in options {
        rows.add([
          .text(option.name), .text(option.defaultValue), .text(option.expectation),
          .text(option.help),
        ])
      }
      answer.rows = rows
    }
    answer.blocks = [.text(text)]
    return answer
  }

  private static func list() -> Answer {
    var rows = Table([.init("name", heading: "command"), .init("summary", heading: "what it does")])
    for command in CommandList.all { rows.add([.text(command.name), .text(command.summary)]) }
    var answer = Answer("help")
    answer.rows = rows
    answer.blocks = [
      .table(rows),
      .text(
        "\nhelp NAME explains a command, a model or a sampler. Titles with blanks go in quotes."),
    ]
    return answer
  }
}

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

import ArgumentParser
import DebutEngine

struct HelpCommand: ShellCommand {
  static let examples = ["help rate", "help gru-hybrid"]
  static let configuration = CommandConfiguration(
    commandName: "help", abstract: "List the commands, or explain one, a model or a sampler.")

  @Argument(help: ArgumentHelp("A command, a model or a sampler.", valueName: "topic"))
  var topic: String?

  func run(in session: Session) throws -> Answer {
    try topic.map { try Self.answer(topic: $0, in: session) } ?? Self.list()
  }

  /// Explains one command, model or sampler.
  ///
  /// - Throws: `ShellError.unknownTopic`.
  static func answer(topic: String, in session: Session) throws -> Answer {
    let models = session.registry.models
    let samplers = session.registry.samplers
    let negatives = session.registry.negativeSamplers
    if let command = CommandList.all.first(where: { $0.name == topic }) {
      return answer(
        topic, "command", HelpText.of(command, width: session.answerColumns), options: [])
    }
    if let model = models.first(where: { $0.descriptor.name == topic }) {
      return answer(topic, "model", HelpText.of(model), options: model.options)
    }
    if let sampler = samplers.first(where: { $0.descriptor.name == topic }) {
      return answer(
        topic, "sampler", HelpText.of(sampler, models: models), options: sampler.options)
    }
    if let sampler = negatives.first(where: { $0.descriptor.name == topic }) {
      return answer(
        topic, "sampler of negatives", HelpText.of(sampler, models: models),
        options: sampler.options)
    }
    throw ShellError.unknownTopic(
      name: topic,
      known: CommandList.names + models.map(\.descriptor.name) + samplers.map(\.descriptor.name)
        + negatives.map(\.descriptor.name))
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

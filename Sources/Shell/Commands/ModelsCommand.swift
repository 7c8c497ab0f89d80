import ArgumentParser
import DebutEngine

struct ModelsCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the models that can be trained, with their options.",
    discussion: "`help NAME` tells all about one.")

  func run(in session: Session) throws -> Outcome {
    var rows = Table([
      .init("name", heading: "model"), .init("summary"), .init("options"), .init("epochs"),
      .init("batch"), .init("sampler"),
    ])
    for entry in session.registry.models {
      let training = entry.descriptor.training
      rows.add([
        .text(entry.descriptor.name), .text(entry.descriptor.summary),
        .list(entry.options.map { .text("\($0.name)=\($0.defaultValue)") }),
        training.map { .count($0.epochs) } ?? .null, training.map { .count($0.batch) } ?? .null,
        training.map { .text($0.sampler) } ?? .null,
      ])
    }
    return .answer(
      Catalogues.answer(
        "models", rows, preferred: session.registry.preferred, empty: "no model is registered"))
  }
}

struct SamplersCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "samplers",
    abstract: "List the samplers that make training examples, with their options.",
    discussion: "`help NAME` tells all about one.")

  func run(in session: Session) throws -> Outcome {
    var rows = Table([
      .init("name", heading: "sampler"), .init("summary"), .init("options"),
      .init("shape", heading: "gives"),
    ])
    for entry in session.registry.samplers {
      rows.add([
        .text(entry.descriptor.name), .text(entry.descriptor.summary),
        .list(entry.options.map { .text("\($0.name)=\($0.defaultValue)") }),
        .text(entry.descriptor.shape.rawValue),
      ])
    }
    return .answer(
      Catalogues.answer("samplers", rows, preferred: nil, empty: "no sampler is registered"))
  }
}

/// The answers of `models` and `samplers`.
private enum Catalogues {
  /// - Parameter preferred: the name of the one that stands in where none is named.
  static func answer(
    _ command: String, _ rows: Table, preferred: String?, empty: String
  ) -> Answer {
    var answer = Answer(command)
    answer.rows = rows
    if let preferred { answer.add("default", .text(preferred)) }
    // People get name and summary on one line and the options below, which tables would cut.
    let entries = rows.rows.map { row in
      let options = row[2].shown
      let name = row[0].shown + (row[0].shown == preferred ? "  (the default of train)" : "")
      return options.isEmpty
        ? "\(name)\n    \(row[1].shown)" : "\(name)\n    \(row[1].shown)\n    \(options)"
    }
    answer.blocks =
      entries.isEmpty ? [.line(empty)] : [.text(entries.joined(separator: "\n"))]
    return answer
  }
}

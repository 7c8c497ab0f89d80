import ArgumentParser
import DebutEngine

struct ModelsCommand: ShellCommand {
  static let examples = ["models", "help mf"]
  static let configuration = CommandConfiguration(
    commandName: "models", abstract: "List the models that can be trained, with their options.",
    discussion: "`help NAME` tells all about one.")

  func run(in session: Session) throws -> Answer {
    var rows = Table([
      .init("name", heading: "model"), .init("summary"), .init("options"), .init("epochs"),
      .init("batch"), .init("sampler"), .init("learns"),
    ])
    for entry in session.registry.models {
      let training = entry.descriptor.training
      rows.add([
        .text(entry.descriptor.name), .text(entry.descriptor.summary),
        .list(entry.options.map { .text("\($0.name)=\($0.defaultValue)") }),
        training.map { .count($0.epochs) } ?? .null, training.map { .count($0.batch) } ?? .null,
        training.map { .text($0.sampler) } ?? .null,
        .text(entry.descriptor.learning.rawValue),
      ])
    }
    let registry = session.registry
    var marks: [String: String] = [:]
    for entry in registry.models where entry.descriptor.learning == .events {
      marks[entry.descriptor.name] = "  (learns from events)"
    }
    if let name = registry.preferredOfEvents { marks[name] = "  (the default of train for events)" }
    if let name = registry.preferred { marks[name] = "  (the default of train)" }
    var answer = RegistryList.answer(
      "models", rows, marks: marks, empty: "no model is registered")
    answer.add("default", registry.preferred.map { .text($0) } ?? .absent)
    answer.add("defaultOfEvents", registry.preferredOfEvents.map { .text($0) } ?? .absent)
    return answer
  }
}

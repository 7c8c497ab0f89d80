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
    return RegistryList.answer(
      "models", rows, preferred: session.registry.preferred, empty: "no model is registered")
  }
}

import ArgumentParser
import DebutEngine

struct SamplersCommand: ShellCommand {
  static let examples = ["samplers", "help random-20"]
  static let configuration = CommandConfiguration(
    commandName: "samplers",
    abstract: "List the samplers that make training examples, with their options.",
    discussion: "`help NAME` tells all about one.")

  func run(in session: Session) throws -> Answer {
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
    return RegistryList.answer("samplers", rows, empty: "no sampler is registered")
  }
}

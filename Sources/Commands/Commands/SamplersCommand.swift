import ArgumentParser
import DebutEngine

struct SamplersCommand: ShellCommand {
  static let examples = ["samplers", "help random-20"]
  static let configuration = CommandConfiguration(
    commandName: "samplers",
    abstract:
      "List the samplers of examples and of negatives, with their options.",
    discussion: "`help NAME` tells all about one.")

  func run(in session: Session) throws -> Answer {
    var rows = Table([
      .init("name", heading: "sampler"), .init("summary"), .init("options"),
      .init("shape", heading: "gives"),
    ])
    func add(_ name: String, _ summary: String, _ options: [OptionHelp], _ gives: String) {
      rows.add([
        .text(name), .text(summary),
        .list(options.map { .text("\($0.name)=\($0.defaultValue)") }), .text(gives),
      ])
    }
    for entry in session.registry.samplers {
      let descriptor = entry.descriptor
      add(descriptor.name, descriptor.summary, entry.options, descriptor.shape.rawValue)
    }
    var marks: [String: String] = [:]
    for entry in session.registry.negativeSamplers {
      marks[entry.descriptor.name] = "  (draws negatives)"
      add(entry.descriptor.name, entry.descriptor.summary, entry.options, "negatives")
    }
    return RegistryList.answer("samplers", rows, marks: marks, empty: "no sampler is registered")
  }
}

/// The commands of the language: the one list that help, completion and the interpreter read.
package enum CommandList {
  package static let all: [any ShellCommand.Type] = [
    LoadCommand.self, DataCommand.self, SplitCommand.self,
    ModelsCommand.self, SamplersCommand.self, HelpCommand.self,
    TrainCommand.self, UseCommand.self, ShowCommand.self,
    EvaluateCommand.self, PredictCommand.self, RecommendCommand.self,
    WhyCommand.self, CompareCommand.self,
    RateCommand.self, SawCommand.self, UnrateCommand.self, MeCommand.self, SimilarCommand.self,
    SaveCommand.self, OpenCommand.self,
    PlotCommand.self, PluginCommand.self, BenchCommand.self,
    ModeCommand.self, OutputCommand.self, PagerCommand.self, TimerCommand.self,
    HintsCommand.self,
    SourceCommand.self, QuitCommand.self,
  ]

  package static var names: [String] { all.map { $0.name } }

  /// Returns the command of a name.
  ///
  /// - Throws: `ShellError.unknownCommand`, which suggests the nearest one.
  static func command(named name: String) throws -> any ShellCommand.Type {
    let found = all.first { $0.name == name || $0.configuration.aliases.contains(name) }
    guard let command = found else {
      throw ShellError.unknownCommand(name: name, known: names)
    }
    return command
  }
}

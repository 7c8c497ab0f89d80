/// The arguments of a command as completion needs them, taken from the command's type.
struct CommandShape: Hashable {
  /// An option, with the name of its value; nil for a flag.
  struct Option: Hashable {
    /// With its dashes: "--fold".
    let name: String
    let value: Argument?
  }

  /// A value: its kind, and the words that it may be if they are few.
  struct Argument: Hashable {
    /// The name in usage, between angle brackets: "item".
    let valueName: String
    let choices: [String]
    let isRepeating: Bool
    /// One line of explanation.
    let help: String

    init(_ argument: CommandDescription.Argument) {
      valueName = argument.valueName ?? ""
      choices = argument.allValues ?? argument.completionKind?.list?.values ?? []
      isRepeating = argument.isRepeating
      help = argument.abstract ?? ""
    }
  }

  let positionals: [Argument]
  let options: [Option]

  /// Reads the shape of a command.
  init(_ command: any ShellCommand.Type) {
    let arguments = CommandDescription(command).shown
    positionals = arguments.filter { $0.kind == .positional }.map(Argument.init)
    options = arguments.filter { $0.kind != .positional }.flatMap { argument in
      (argument.names ?? []).map { name in
        Option(
          name: name.dashed, value: argument.kind == .flag ? nil : Argument(argument))
      }
    }
  }
}

/// The arguments of a command as completion needs them, taken from the command's type.
struct CommandShape: Hashable {
  /// An option, with the name of its value; nil for a flag.
  struct Option: Hashable {
    /// With its dashes: "--fold".
    let name: String
    let value: Argument?
  }

  /// A value: what kind it is, and the words that it may be where they are few.
  struct Argument: Hashable {
    /// As usage shows it between angle brackets: "item".
    let valueName: String
    let choices: [String]
    let isRepeating: Bool
    /// One line on what it is.
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

  /// The shape of a command.
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

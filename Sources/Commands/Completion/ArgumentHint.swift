import DebutEngine

/// The text that Tab shows if nothing can be completed: a hint at what is expected.
struct ArgumentHint {
  private let session: Session
  private let commands: [String]

  /// Prepares hints.
  ///
  /// - Parameter commands: the names of all commands.
  init(_ session: Session, commands: [String]) {
    self.session = session
    self.commands = commands
  }

  /// Returns a line such as "stars: a number on the rating scale".
  func text(for place: Completer.Place, _ typed: PartialLine) -> String {
    switch place {
    case .command:
      typed.word.isEmpty ? "a command" : "no command starts so; help lists them"
    case .unknownCommand(let name):
      "there is no command \(ShellError.quote(name))"
        + (suggestion(for: name, among: commands) ?? "")
    case .option(let open): Self.options(open, none: "no option is left")
    case .nothing(let open, let takesTitle):
      "every argument is there; "
        + (takesTitle ? "a title with blanks goes in quotes; " : "")
        + Self.options(open, none: "Enter runs the line")
    case .value(let argument, _) where argument.valueName == "key=value":
      setting(typed) ?? Self.text(argument)
    case .value(let argument, let prefix):
      Self.text(argument) + (reason(argument, isBegun: typed.word.count > prefix.count) ?? "")
    }
  }

  private static func options(_ open: [String], none: String) -> String {
    let open = open.filter { $0.hasPrefix("--") && $0 != "--help" }
    return open.isEmpty ? none : "options: \(open.joined(separator: " "))"
  }

  /// Returns "stars: a number on the rating scale".
  private static func text(_ argument: CommandShape.Argument) -> String {
    var help = argument.help
    if help.hasSuffix(".") { help.removeLast() }
    let choices = argument.choices.isEmpty ? "" : " (\(argument.choices.joined(separator: ", ")))"
    // Names such as CSV keep their capitals.
    let isName = help.dropFirst().prefix(1).contains { $0.isUppercase }
    return "\(argument.valueName): "
      + (isName ? help : help.prefix(1).lowercased() + help.dropFirst())
      + choices
  }

  /// Explains the setting of "decay="; if there is no such setting, lists those that there are.
  private func setting(_ typed: PartialLine) -> String? {
    let options = TypedSettings.options(typed.words, session.registry)
    let name = typed.word.prefix { $0 != "=" }
    if let option = options.first(where: { $0.name == name }) {
      return "\(option.name): \(option.help); \(option.expectation); default \(option.defaultValue)"
    }
    return options.isEmpty ? nil : "settings: \(options.map(\.name).joined(separator: " "))"
  }

  /// Returns the reason why there is nothing to offer, if it lies in the session.
  private func reason(_ argument: CommandShape.Argument, isBegun: Bool) -> String? {
    switch argument.valueName {
    case "item" where session.data == nil, "history" where session.data == nil:
      "; no data is loaded yet"
    case "item" where isBegun: "; no title has such words"
    case "name" where session.models.isEmpty: "; none is trained yet"
    default: nil
    }
  }
}

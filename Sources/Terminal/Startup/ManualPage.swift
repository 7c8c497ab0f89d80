import Commands

/// The manual page, made from the types of the program's options and commands, in mdoc.
enum ManualPage {
  static func text() -> String {
    let program = CommandDescription(ProgramRoot.self)
    var page = [
      ".Dd \(Release.date)", ".Dt DEBUT 1", ".Os", ".Sh NAME", ".Nm debut",
      ".Nd \(oneLine(program.abstract ?? ""))", ".Sh SYNOPSIS", ".Nm",
    ]
    page += program.shown.filter { !isGeneral($0) }.map(synopsis)
    page += [".Nm", ".Ar command", ".Op Ar word ...", ".Sh DESCRIPTION"]
    page += paragraphs(ProgramFacts.reading)
    page += [".Pp", "The options are:"] + list(program.shown)
    page.append(".Sh COMMANDS")
    // The parser adds a command help of its own at the end; the language has its own.
    for command in (program.subcommands ?? []).prefix(CommandList.all.count) {
      page += section(command)
    }
    page += [".Sh ENVIRONMENT"] + facts(ProgramFacts.environment, ".Ev")
    page += [".Sh EXIT STATUS"] + facts(ProgramFacts.exitStatuses, ".Li")
    return page.joined(separator: "\n") + "\n"
  }

  private static func section(_ command: CommandDescription) -> [String] {
    var lines = [".Ss \(word(command.commandName))", ".Bd -ragged -offset indent"]
    lines.append(".Ic \(word(command.commandName))")
    lines += command.shown.filter { !isGeneral($0) }.map(synopsis) + [".Ed", ".Pp"]
    lines += paragraphs(
      [command.abstract, command.discussion].compactMap { $0 }.joined(separator: "\n\n"))
    let arguments = command.shown.filter { !isGeneral($0) }
    return lines + (arguments.isEmpty ? [] : list(arguments))
  }

  /// Returns whether an argument is one of those that every command has, which are explained once.
  private static func isGeneral(_ argument: CommandDescription.Argument) -> Bool {
    (argument.names ?? []).contains { $0.name == "help" || $0.name == "version" }
  }

  /// Returns the synopsis of an argument: ".Op Fl -fold Ar folds".
  private static func synopsis(_ argument: CommandDescription.Argument) -> String {
    let more = argument.isRepeating ? " ..." : ""
    let form = form(argument) + more
    return argument.isOptional ? ".Op \(form)" : ".\(form)"
  }

  private static func form(_ argument: CommandDescription.Argument) -> String {
    let value = argument.valueName.map { "Ar \(word($0))" } ?? ""
    guard argument.kind != .positional else { return value }
    let names = (argument.names ?? []).map { "Fl \(word(String($0.dashed.dropFirst())))" }
    return names.joined(separator: " , ") + (argument.kind == .flag ? "" : " " + value)
  }

  private static func list(_ arguments: [CommandDescription.Argument]) -> [String] {
    [".Bl -tag -width Ds"]
      + arguments.flatMap { argument in
        [".It \(form(argument))"] + paragraphs(explanation(argument))
      } + [".El"]
  }

  private static func explanation(_ argument: CommandDescription.Argument) -> String {
    var text = argument.abstract ?? ""
    if let values = argument.allValues, !values.isEmpty {
      text += " One of \(values.joined(separator: ", "))."
    }
    if let value = argument.defaultValue, !value.isEmpty { text += " The default is \(value)." }
    return text
  }

  private static func facts(_ facts: [(name: String, text: String)], _ macro: String) -> [String] {
    [".Bl -tag -width DEBUT_HISTORY"]
      + facts.flatMap { [".It \(macro.dropFirst()) \(word($0.name))", oneLine($0.text)] } + [".El"]
  }

  /// Returns prose, with a paragraph macro for an empty line and a break for the end of a line.
  private static func paragraphs(_ text: String) -> [String] {
    let paragraphs = text.split(separator: "\n\n").map { paragraph in
      paragraph.split(separator: "\n").map { oneLine(String($0)) }.joined(separator: "\n.br\n")
    }
    return Array(paragraphs.map { [$0] }.joined(separator: [".Pp"]))
  }

  /// Returns text that formatting leaves as it is.
  private static func oneLine(_ text: String) -> String {
    let escaped = text.map { $0 == "\\" ? "\\e" : String($0) }.joined()
      .split(separator: "\n").joined(separator: " ")
    return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&" + escaped : escaped
  }

  /// Returns a word of a macro's line that is not taken for a macro.
  private static func word(_ text: String) -> String {
    "\\&" + text.map { $0 == "\\" ? "\\e" : $0 == " " ? "\\ " : String($0) }.joined()
  }
}

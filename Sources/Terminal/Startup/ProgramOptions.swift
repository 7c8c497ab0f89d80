import ArgumentParser
import Commands

/// The words that the program is started with.
struct ProgramOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debut", version: "debut \(Release.version)")

  @Argument(help: ArgumentHelp("A file of commands.", valueName: "script"), completion: .file())
  var script: String?

  @Option(
    name: .customShort("c"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Run a line; may be given several times, before the script.", valueName: "line"))
  var line: [String] = []

  @Option(help: ArgumentHelp("How answers are written.", valueName: "mode"))
  var mode = OutputMode.table

  @Flag(help: "Do not read the init file (which only a session at a terminal reads).")
  var noInit = false

  @Flag(help: "Keep no copy of a session at a terminal for the case that it dies.")
  var noAutosave = false

  @Flag(help: "Run the lines after one that failed.")
  var keepGoing = false

  @Flag(help: "Show the lines of -c, of scripts and of standard input before their answers.")
  var echo = false

  @Flag(help: "At a terminal, leave without asking about models and ratings that are not saved.")
  var noAsk = false

  @Flag(help: "Print the manual page, as man reads it.")
  var manual = false
}

/// The program as a whole, with the commands of its language as subcommands: the source of
/// `--help`, the manual page and the shells' completions. The words of the start are parsed by
/// `ProgramOptions`, those of a command by the command.
struct ProgramRoot: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debut",
    abstract: "Recommendations for fresh users: train, compare and ask models in one session.",
    discussion: """
      \(ProgramFacts.reading)

      Exit status:
      \(ProgramFacts.list(ProgramFacts.exitStatuses))

      Environment:
      \(ProgramFacts.list(ProgramFacts.environment))
      """,
    version: "debut \(Release.version)", subcommands: CommandList.all)

  @OptionGroup var options: ProgramOptions
}

/// Facts of help and manual besides options and commands.
enum ProgramFacts {
  static let reading = """
    Without a script and without -c, lines are read from standard input; at a terminal with history, and \
    completion by Tab. A command in place of the script runs alone: `debut help train`.
    """

  static let exitStatuses = [
    ("0", "all lines succeeded"), ("1", "the program was started wrongly or failed itself"),
    ("3", "a line failed (the rest is not run, unless --keep-going says so)"),
    ("130", "Ctrl-C stopped a script, or was pressed again while something was stopping"),
    ("143", "SIGTERM ended the session"),
  ]

  static let environment = [
    (
      "DEBUT_INIT",
      "the file of lines that a session at a terminal begins with (default: debut/init in "
        + "XDG_CONFIG_HOME, or in ~/.config)"
    ),
    ("DEBUT_HISTORY", "the file that lines are remembered in (default: ~/.debut_history)"),
    (
      "DEBUT_AUTOSAVE",
      "the folder in which sessions at a terminal are kept for the case that they die; empty: none are "
        + "(default: debut/sessions in XDG_STATE_HOME, or in ~/.local/state)"
    ),
    ("DEBUT_KERNELS", "the instruction set: scalar, baseline, v3, v4 or neon"),
    (
      "DEBUT_PLUGIN_PATH", "folders in which plugin load looks for a name, separated by colons"
    ),
    ("DEBUT_CACHE", "the folder of load --cache (default: beside the data)"),
    ("DEBUT_DUCKDB", "the program that reads Parquet files (default: duckdb on the PATH)"),
    ("NO_COLOR", "no colours, if it is not empty"),
    ("PAGER", "what shows long answers (default: less)"),
  ]

  static func list(_ facts: [(name: String, text: String)]) -> String {
    facts.map { "  \($0.name): \($0.text)" }.joined(separator: "\n")
  }
}

import ArgumentParser

/// The words that the program is started with.
struct ProgramOptions: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "debut",
    abstract: "Recommendations for fresh users: train, compare and ask models in one session.",
    discussion: """
      Without a script and without -c, commands are read from standard input; at a terminal with \
      history, and completion by Tab. `debut -c help` lists the commands.

      Exit status: 0 all lines succeeded; 1 the program was started wrongly or failed itself; 3 a line \
      failed (the rest is not run, unless --keep-going says so); 130 Ctrl-C stopped a script.
      Environment: DEBUT_INIT, DEBUT_HISTORY (files, default ~/.debutrc and ~/.debut_history), \
      DEBUT_KERNELS (instruction set), DEBUT_PLUGIN_PATH (folders of plugins), NO_COLOR.
      """,
    version: "debut \(Shell.version)")

  @Argument(help: ArgumentHelp("A file of commands.", valueName: "script"))
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

  @Flag(help: "Run the lines after one that failed.")
  var keepGoing = false
}

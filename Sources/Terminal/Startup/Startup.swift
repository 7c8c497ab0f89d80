import Commands
import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The start of the program `debut`: from its words to its exit status.
public enum Startup {
  /// Runs the program with the words that it was started with; does not return.
  ///
  /// - Parameter register: fills the registry with the models and samplers that are built in.
  public static func main(register: (inout Registry) throws -> Void) -> Never {
    StandardFiles.open()
    let status = run(arguments: Array(CommandLine.arguments.dropFirst()), register: register)
    LastWords.leave()
    exit(status.rawValue)
  }

  static func run(arguments: [String], register: (inout Registry) throws -> Void) -> ExitStatus {
    let console = Console.standard()
    if arguments.first?.hasPrefix("--generate-completion-script") == true {
      return describe(arguments, to: console)
    }
    let words = StartWords(arguments)
    let options: ProgramOptions
    do {
      options = try ProgramOptions.parse(words.options)
    } catch {
      return report(error, to: console)
    }
    if options.manual {
      console.answer(ManualPage.text())
      return .succeeded
    }
    var registry = Registry()
    do {
      try register(&registry)
      // A wrong DEBUT_KERNELS is reported at once, not at the first training.
      _ = try Kernels.select()
    } catch {
      console.message("error: \(errorText(error))\n")
      return .failedItself
    }
    Interruption.listen()
    LastWords.install()
    // A file that must not grow is an error to be reported, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    let cancellation = Cancellation { Interruption.isRequested }
    let host = SessionHost(
      cancellation: cancellation,
      progress: TerminalProgress(console: console, cancellation: cancellation),
      columns: console.answerWidth, program: ProgramBuild.identity,
      executable: ProgramBuild.path)
    let session = Session(registry: registry, host: host, mode: options.mode)
    let interpreter = Interpreter(
      session: session, console: console, keepsGoing: options.keepGoing, echoes: options.echo)
    return Program(options: options, command: words.command, interpreter: interpreter).run()
  }

  /// Prints help and version to standard output, all else as a usage error.
  private static func report(_ error: any Error, to console: Console) -> ExitStatus {
    let text = ProgramOptions.fullMessage(for: error)
    if ProgramOptions.exitCode(for: error) == .success {
      let isVersion = text == ProgramOptions.configuration.version
      let columns = min(console.answerWidth() ?? 80, 100)
      console.answer(lineEnded(isVersion ? text : ProgramRoot.helpMessage(columns: columns)))
      return .succeeded
    }
    console.message(lineEnded(text))
    return .failedItself
  }

  /// Prints what the parser makes of the types of all commands, such as shells' completions.
  private static func describe(_ arguments: [String], to console: Console) -> ExitStatus {
    do {
      _ = try ProgramRoot.parseAsRoot(arguments)
      return .failedItself
    } catch {
      let isAnswer = ProgramRoot.exitCode(for: error) == .success
      let text = lineEnded(ProgramRoot.fullMessage(for: error))
      isAnswer ? console.answer(text) : console.message(text)
      return isAnswer ? .succeeded : .failedItself
    }
  }

  private static func lineEnded(_ text: String) -> String {
    text.hasSuffix("\n") ? text : text + "\n"
  }
}

import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The program.
public enum Shell {
  /// As `--version` and the greeting say it.
  public static let version = "0.1.0"

  /// What the program ends with.
  enum ExitStatus: Int32 {
    case succeeded = 0
    case failedItself = 1
    case lineFailed = 3
    /// As shells report a program that SIGINT ended.
    case interrupted = 130
  }

  /// Runs the program with the words it was started with; does not return.
  ///
  /// - Parameter register: fills the registry with the models and samplers that are built in.
  public static func main(register: (inout Registry) throws -> Void) -> Never {
    exit(run(arguments: Array(CommandLine.arguments.dropFirst()), register: register).rawValue)
  }

  static func run(arguments: [String], register: (inout Registry) throws -> Void) -> ExitStatus {
    let console = Console.standard()
    let options: ProgramOptions
    do {
      options = try ProgramOptions.parse(arguments)
    } catch {
      return report(error, to: console)
    }
    var registry = Registry()
    do {
      try register(&registry)
      // A wrong DEBUT_KERNELS is told at once, not when something is trained at last.
      _ = try Kernels.select()
    } catch {
      console.message("error: \(errorText(error))\n")
      return .failedItself
    }
    Interruption.listen()
    // A file that must not grow is an error to be told, not the end of the program.
    signal(SIGXFSZ, SIG_IGN)
    let session = Session(registry: registry, console: console, mode: options.mode)
    let interpreter = Interpreter(session: session, keepsGoing: options.keepGoing)
    return Program(options: options, interpreter: interpreter).run()
  }

  /// Help and version go to standard output, all else is a usage error.
  private static func report(_ error: any Error, to console: Console) -> ExitStatus {
    let text = ProgramOptions.fullMessage(for: error)
    if ProgramOptions.exitCode(for: error) == .success {
      console.answer(text.hasSuffix("\n") ? text : text + "\n")
      return .succeeded
    }
    console.message(text.hasSuffix("\n") ? text : text + "\n")
    return .failedItself
  }
}

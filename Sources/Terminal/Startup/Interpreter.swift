import Commands

/// Runs lines at a terminal or out of a file, and prints answers, and errors with their place.
final class Interpreter {
  /// The outcome of a line or of many.
  enum Ending {
    case succeeded, failed, interrupted, quit
  }

  /// The place of a line: "session.txt:3"; nil at the prompt.
  typealias Place = String

  let session: Session
  let console: Console
  /// The destination of answers.
  let output: OutputSink
  /// True if lines after one that failed are run.
  let keepsGoing: Bool
  /// True if lines that nobody types are shown before their answers.
  let echoes: Bool
  /// True if any line failed so far.
  private(set) var hasFailed = false
  private let clock = ContinuousClock()
  private var depth = 0
  private static let deepest = 16

  init(session: Session, console: Console, keepsGoing: Bool, echoes: Bool = false) {
    self.session = session
    self.console = console
    self.keepsGoing = keepsGoing
    self.echoes = echoes
    output = OutputSink(session: session, console: console)
  }

  // MARK: Lines

  /// Runs one line.
  func run(_ line: String, at place: Place? = nil) -> Ending {
    let start = clock.now
    // After the answer or the error.
    defer { tellTime(of: line, since: start) }
    switch CommandRunner.run(line, in: session) {
    case .failure(let failure): return fail(failure, at: place)
    case .success(let answer):
      do {
        return try finish(answer, at: place)
      } catch {
        return fail(CommandFailure(command: answer.command, error), at: place)
      }
    }
  }

  /// Shows an answer, and carries its request out.
  private func finish(_ answer: Answer, at place: Place?) throws -> Ending {
    try show(answer, at: place)
    if answer.isFailure {
      hasFailed = true
      return Interruption.isRequested ? .interrupted : .failed
    }
    switch answer.request {
    case .quit: return .quit
    case .runFile(let path): return try runFile(path)
    case nil: return Interruption.isRequested ? .interrupted : .succeeded
    }
  }

  /// Runs the lines of a reader until one fails, unless `keepsGoing`, or until the end.
  func run(_ reader: any LineReader, name: String) -> Ending {
    var worst = Ending.succeeded
    var number = 0
    while true {
      number += 1
      let place = "\(name):\(number)"
      let ending: Ending
      switch reader.next() {
      case .end: return worst
      case .interrupted: return .interrupted
      case .line(let line):
        echo(line)
        ending = run(line, at: place)
      case .tooLong(let limit): ending = refuse(ShellError.lineTooLong(limit: limit), at: place)
      }
      switch ending {
      case .succeeded: break
      case .failed where keepsGoing: worst = .failed
      case .failed, .interrupted, .quit: return ending
      }
    }
  }

  /// Shows a line as it would stand at the prompt, a comment as it is: with the answers where people read them,
  /// otherwise with the messages.
  func echo(_ line: String) {
    guard echoes else { return }
    let isComment = line.drop { $0 == " " }.hasPrefix("#")
    let text = TextWidth.visible(isComment ? line : session.prompt + line) + "\n"
    session.mode.isForPeople ? console.answer(text) : console.message(text)
  }

  /// Prints the error of a line that cannot even be read.
  func refuse(_ error: ShellError, at place: Place?) -> Ending {
    fail(CommandFailure(command: "", error), at: place)
  }

  /// Runs the lines of a file.
  ///
  /// - Throws: `ShellError.cannotRead`, `.nestedTooDeep`.
  func runFile(_ path: String) throws -> Ending {
    guard depth < Self.deepest else {
      throw ShellError.nestedTooDeep(path: path, limit: Self.deepest)
    }
    let reader = try FileLineReader(path: Environment.expanding(path))
    depth += 1
    defer { depth -= 1 }
    return run(reader, name: path)
  }

  // MARK: Printing

  /// Shows an answer, by the pager if it is long and someone typed the line.
  private func show(_ answer: Answer, at place: Place?) throws {
    guard !answer.isSilent else { return }
    let renderer = session.mode.renderer(width: output.width)
    try output.write(renderer.text(of: answer), pages: place == nil)
    guard session.mode != .json else { return }
    for message in answer.messages {
      console.say(
        TextWidth.visible(message.text), alarm: "\(message.kind.rawValue): ",
        colour: message.kind == .warning ? .yellow : nil)
    }
  }

  /// Prints the time that a line with words took.
  private func tellTime(of line: String, since start: ContinuousClock.Instant) {
    let seconds = (clock.now - start) / .seconds(1)
    guard session.showsTime, let words = try? Tokenizer.words(line), !words.isEmpty else { return }
    console.say("time: \(NumberText.duration(seconds))")
  }

  private func fail(_ failure: CommandFailure, at place: Place?) -> Ending {
    hasFailed = true
    let ending = failure.isInterruption ? Ending.interrupted : .failed
    guard session.mode != .json else {
      let object = JSONRenderer.failure(
        command: failure.command, error: failure.text, place: place)
      // If even that cannot be written, answers go to standard output from now on.
      do {
        try output.write(object, pages: false)
      } catch { console.answer(object) }
      return ending
    }
    if failure.isInterruption, console.messageWidth() != nil {
      // The terminal showed ^C: the error gets the line for itself.
      console.message("\r\u{1B}[K")
    }
    console.say(
      TextWidth.visible(failure.text), after: place.map { "\($0): " } ?? "", alarm: "error: ")
    return ending
  }
}

import DebutEngine

/// Runs lines: parses them, shows what they answer, and says what went wrong and where.
final class Interpreter {
  /// What came of a line or of many.
  enum Ending {
    case succeeded, failed, interrupted, quit
  }

  /// Where a line stands: "session.txt:3"; nil at the prompt.
  typealias Place = String

  let session: Session
  /// Whether lines after one that failed are run.
  let keepsGoing: Bool
  /// Whether any line failed so far.
  private(set) var hasFailed = false
  private let clock = ContinuousClock()
  private var depth = 0
  private static let deepest = 16

  init(session: Session, keepsGoing: Bool) {
    self.session = session
    self.keepsGoing = keepsGoing
  }

  /// Runs one line.
  func run(_ line: String, at place: Place? = nil) -> Ending {
    var start: ContinuousClock.Instant?
    // After whatever the line says, be it that it failed.
    defer { if let start { tellTime(since: start) } }
    do {
      let words = try Tokenizer.words(line)
      guard let name = words.first else { return .succeeded }
      start = clock.now
      return try run(name, Array(words.dropFirst()), at: place)
    } catch let request as HelpRequest {
      return answer(to: request, at: place)
    } catch {
      fail(command: Tokenizer.scan(line).words.first ?? "", error, at: place)
      return Self.isInterruption(error) ? .interrupted : .failed
    }
  }

  private func run(_ name: String, _ words: [String], at place: Place?) throws -> Ending {
    let command = try CommandList.command(named: name).parsing(words)
    switch try command.run(in: session) {
    case .answer(let answer):
      try show(answer, at: place)
      if answer.isFailure {
        hasFailed = true
        return Interruption.isRequested ? .interrupted : .failed
      }
    case .done: break
    case .quit: return .quit
    case .source(let path): return try runFile(path)
    }
    return Interruption.isRequested ? .interrupted : .succeeded
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
      case .line(let line): ending = run(line, at: place)
      case .tooLong(let limit): ending = refuse(ShellError.lineTooLong(limit: limit), at: place)
      }
      switch ending {
      case .succeeded: break
      case .failed where keepsGoing: worst = .failed
      case .failed, .interrupted, .quit: return ending
      }
    }
  }

  /// Says what is wrong with a line that cannot even be read.
  func refuse(_ error: ShellError, at place: Place?) -> Ending {
    fail(command: "", error, at: place)
    return .failed
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

  private func answer(to request: HelpRequest, at place: Place?) -> Ending {
    do {
      try show(try HelpCommand.answer(topic: request.topic, in: session), at: place)
      return .succeeded
    } catch {
      fail(command: "help", error, at: place)
      return .failed
    }
  }

  /// Shows an answer, by the pager if it is long and someone typed the line.
  private func show(_ answer: Answer, at place: Place?) throws {
    let renderer = session.mode.renderer(width: session.answers.width)
    try session.answers.write(renderer.text(of: answer), pages: place == nil)
    guard session.mode != .json else { return }
    for message in answer.messages {
      session.console.say(
        TextWidth.visible(message.text), alarm: "\(message.kind.rawValue): ",
        colour: message.kind == .warning ? .yellow : nil)
    }
  }

  private func tellTime(since start: ContinuousClock.Instant) {
    guard session.showsTime else { return }
    session.console.say("time: \(NumberText.duration((clock.now - start) / .seconds(1)))")
  }

  private func fail(command: String, _ error: any Error, at place: Place?) {
    hasFailed = true
    let text = errorText(error)
    if session.mode == .json {
      let failure = JSONRenderer.failure(command: command, error: text, place: place)
      // Where even that cannot be written, answers go to standard output from now on.
      do {
        try session.answers.write(failure, pages: false)
      } catch { session.console.answer(failure) }
      return
    }
    let console = session.console
    let before = place.map { "\($0): " } ?? ""
    if Self.isInterruption(error), console.messageWidth() != nil {
      // The terminal showed ^C: the error gets the line for itself.
      console.message("\r\u{1B}[K")
    }
    console.say(TextWidth.visible(text), after: before, alarm: "error: ")
  }

  private static func isInterruption(_ error: any Error) -> Bool {
    if case .interrupted = error as? ShellError { return true }
    if case .interrupted = error as? PluginError { return true }
    switch error as? EngineError {
    case .interrupted, .crossValidationInterrupted: return true
    default: return false
    }
  }
}

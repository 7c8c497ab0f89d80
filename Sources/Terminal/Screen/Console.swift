import Commands
import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The outputs for answers and messages, and the widths of their terminals.
struct Console {
  /// Writes to standard output: answers, and nothing else.
  let answer: (String) -> Void
  /// Writes to standard error: progress, messages, failures.
  let message: (String) -> Void
  /// Columns of the terminal that answers go to; nil if it is none.
  let answerWidth: () -> Int?
  /// Columns of the terminal that messages go to; nil if it is none.
  let messageWidth: () -> Int?
  /// True if messages may be coloured.
  let usesColour: Bool

  /// Returns standard output and standard error of the process.
  static func standard() -> Console {
    let colour = isatty(STDERR_FILENO) == 1 && (Environment["NO_COLOR"] ?? "").isEmpty
    return Console(
      answer: { if let reason = show($0) { giveUp(reason) } },
      message: { _ = write($0, to: STDERR_FILENO) },
      answerWidth: { width(of: STDOUT_FILENO) }, messageWidth: { width(of: STDERR_FILENO) },
      usesColour: colour && Environment["TERM"] != "dumb")
  }

  /// The meaning of a colour.
  enum Colour: String {
    /// Something failed.
    case red = "31"
    /// Something differs from what was asked for.
    case yellow = "33"
  }

  /// Returns a word in a colour if colours are used.
  func coloured(_ text: String, _ colour: Colour?) -> String {
    guard usesColour, let colour else { return text }
    return "\u{1B}[\(colour.rawValue)m\(text)\u{1B}[0m"
  }

  /// Writes a message, wrapped at its words if a terminal shows it.
  ///
  /// - Parameters:
  ///   - start: the text before the alarm.
  ///   - alarm: the text before the message, in its colour if colours are used.
  func say(
    _ text: String, after start: String = "", alarm: String = "", colour: Colour? = .red
  ) {
    let plain = start + alarm + text
    var lines = messageWidth().map { TextWidth.wrap(plain, to: $0) } ?? [plain]
    if !alarm.isEmpty, lines[0].hasPrefix(start + alarm) {
      lines[0] = start + coloured(alarm, colour) + lines[0].dropFirst((start + alarm).count)
    }
    message(lines.map { $0 + "\n" }.joined())
  }

  /// Ends the program: if one answer cannot be written, going on would lose more of them.
  private static func giveUp(_ reason: String) {
    _ = write("error: cannot write to standard output: \(reason)\n", to: STDERR_FILENO)
    LastWords.leave()
    exit(ExitStatus.failedItself.rawValue)
  }

  /// Writes an answer; returns the reason if that fails. At a terminal Ctrl-C ends it, after the line that it has
  /// come to.
  private static func show(_ text: String) -> String? {
    guard text.utf8.count > piece, isatty(STDOUT_FILENO) == 1 else {
      return write(text, to: STDOUT_FILENO)
    }
    var rest = Substring(text)
    while !rest.isEmpty {
      let end = rest.utf8.index(rest.startIndex, offsetBy: piece, limitedBy: rest.endIndex)
      let line = end.flatMap { rest[$0...].firstIndex(of: "\n") }.map { rest.index(after: $0) }
      let next = line ?? rest.endIndex
      if let reason = write(String(rest[..<next]), to: STDOUT_FILENO) { return reason }
      if Interruption.isRequested { return nil }
      rest = rest[next...]
    }
    return nil
  }

  /// The bytes of an answer that a terminal shows between two looks for Ctrl-C.
  private static var piece: Int { 1 << 14 }

  /// Writes a text; returns the reason if that fails.
  private static func write(_ text: String, to file: Int32) -> String? {
    Descriptor.write(text, to: file).map { String(cString: strerror($0)).lowercased() }
  }

  private static func width(of file: Int32) -> Int? { size(of: file)?.columns }

  /// Returns columns and rows of the terminal that a file is; nil if it is none.
  static func size(of file: Int32) -> (columns: Int, rows: Int)? {
    guard isatty(file) == 1 else { return nil }
    var size = winsize()
    guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0, size.ws_row > 0 else {
      return (80, 24)
    }
    return (Int(size.ws_col), Int(size.ws_row))
  }
}

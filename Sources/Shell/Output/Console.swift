#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Where answers and messages go, and what is known of who reads them.
struct Console {
  /// Writes to standard output: answers, and nothing else.
  let answer: (String) -> Void
  /// Writes to standard error: progress, messages, failures.
  let message: (String) -> Void
  /// Columns of the terminal that answers go to; nil where it is none.
  let answerWidth: () -> Int?
  /// Columns of the terminal that messages go to; nil where it is none.
  let messageWidth: () -> Int?
  /// Whether messages may be coloured.
  let usesColour: Bool

  /// Standard output and standard error of the process.
  static func standard() -> Console {
    let colour = isatty(STDERR_FILENO) == 1 && (Environment["NO_COLOR"] ?? "").isEmpty
    return Console(
      answer: { if let reason = write($0, to: STDOUT_FILENO) { giveUp(reason) } },
      message: { _ = write($0, to: STDERR_FILENO) },
      answerWidth: { width(of: STDOUT_FILENO) }, messageWidth: { width(of: STDERR_FILENO) },
      usesColour: colour && Environment["TERM"] != "dumb")
  }

  /// A word in red where colours are used.
  func alarming(_ text: String) -> String { usesColour ? "\u{1B}[31m\(text)\u{1B}[0m" : text }

  /// Writes a message, wrapped at its words where a terminal shows it.
  ///
  /// - Parameters:
  ///   - start: stands before the alarm.
  ///   - alarm: stands before the text, in red where colours are used.
  func say(_ text: String, after start: String = "", alarm: String = "") {
    let plain = start + alarm + text
    var lines = messageWidth().map { TextWidth.wrap(plain, to: $0) } ?? [plain]
    if !alarm.isEmpty, lines[0].hasPrefix(start + alarm) {
      lines[0] = start + alarming(alarm) + lines[0].dropFirst((start + alarm).count)
    }
    message(lines.map { $0 + "\n" }.joined())
  }

  /// An answer that cannot be written is a failure of the program: going on would lose more of them.
  private static func giveUp(_ reason: String) {
    _ = write("error: cannot write to standard output: \(reason)\n", to: STDERR_FILENO)
    exit(Shell.ExitStatus.failedItself.rawValue)
  }

  /// Writes a text; returns the reason where that fails.
  private static func write(_ text: String, to file: Int32) -> String? {
    let bytes = Array(text.utf8)
    var done = 0
    return bytes.withUnsafeBytes { buffer in
      while done < buffer.count, let base = buffer.baseAddress {
        let written = posixWrite(file, base + done, buffer.count - done)
        if written >= 0 {
          done += written
        } else if errno == EAGAIN {
          var wait = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
          poll(&wait, 1, -1)
        } else if errno != EINTR {
          return String(cString: strerror(errno)).lowercased()
        }
      }
      return nil
    }
  }

  private static func width(of file: Int32) -> Int? {
    guard isatty(file) == 1 else { return nil }
    var size = winsize()
    guard ioctl(file, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return 80 }
    return Int(size.ws_col)
  }
}

/// The system's `write`, which the method of this name hides.
private func posixWrite(_ file: Int32, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
  write(file, bytes, count)
}

/// The process's environment.
enum Environment {
  /// The value of a variable; nil where it is not set.
  static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// A path with a leading `~/` replaced by the home folder.
  static func expanding(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = self["HOME"] else { return path }
    return home + path.dropFirst()
  }
}

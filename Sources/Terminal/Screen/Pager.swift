import Commands

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows texts that are longer than the terminal by the user's pager.
struct Pager {
  /// A line for `sh`.
  private let command: String

  /// Takes the value of `PAGER`, else `less`; nil if the variable asks for none.
  ///
  /// - Parameter variable: the value of `PAGER`.
  init?(variable: String?) {
    let command = variable ?? "less"
    guard !command.isEmpty, command != "cat" else { return nil }
    self.command = command
  }

  /// Shows a text if it is longer than the terminal; returns false for a text that the caller is to
  /// write.
  func show(_ text: String) -> Bool {
    guard let size = Console.size(of: STDOUT_FILENO), Self.isLong(text, rows: size.rows) else {
      return false
    }
    // As in `git`: colours as they are, no pager for less than a screen, the text stays visible.
    setenv("LESS", "FRX", 0)
    return Interruption.unheard { run(text) }
  }

  /// Returns whether a text and the prompt after it need more rows than there are.
  static func isLong(_ text: String, rows: Int) -> Bool {
    text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) } >= rows
  }

  private func run(_ text: String) -> Bool {
    // The user may leave before all was written.
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    guard let stream = popen(command, "w") else { return false }
    let failure = Descriptor.write(text, to: fileno(stream))
    let status = pclose(stream)
    // A pager ended by a signal, which the shell reports too, was left by the user. Any other
    // failure is the pager's, or the shell's that found none: the text was not shown.
    let code = status >> 8 & 0xFF
    return (status & 0x7F != 0 || code == 0 || code > 128) && (failure == nil || failure == EPIPE)
  }
}

/// A source of lines: a terminal, a file, standard input, the options of the program.
protocol LineReader: AnyObject {
  /// Returns the next line, without its end.
  func next() -> LineRead

  /// Forgets lines that were read and not returned yet, such as the rest of a paste.
  func discard()
}

extension LineReader {
  func discard() {}
}

/// The result of reading a line.
enum LineRead: Hashable {
  case line(String)
  /// The line has more than this many bytes; it was passed over.
  case tooLong(limit: Int)
  /// The user pressed Ctrl-C.
  case interrupted
  case end
}

/// Where lines come from: a terminal, a file, standard input, the options of the program.
protocol LineReader: AnyObject {
  /// The next line, without its end.
  func next() -> LineRead

  /// Forgets lines that were read but not asked for yet, such as the rest of a paste.
  func discard()
}

extension LineReader {
  func discard() {}
}

/// What a line reader found.
enum LineRead: Hashable {
  case line(String)
  /// The line has more than this many bytes; it was passed over.
  case tooLong(limit: Int)
  /// The user pressed Ctrl-C.
  case interrupted
  case end
}

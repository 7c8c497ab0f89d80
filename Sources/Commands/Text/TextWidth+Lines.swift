/// Texts that are too long: cut, or broken into lines.
extension TextWidth {
  /// Returns a text of at most `width` columns, its middle replaced by an ellipsis if it is longer:
  /// names often differ only at their ends.
  package static func cutMiddle(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    guard width > 2 else { return cut(text, to: width) }
    let end = (width - 1) / 2
    var kept = ""
    var used = 0
    for character in text.reversed() {
      let next = of(character)
      if used + next > end { break }
      kept = String(character) + kept
      used += next
    }
    // Columns that a wide character leaves at the end go to the beginning, whose ellipsis stays.
    return cut(text, to: width - used) + kept
  }

  /// Returns texts cut to `width` columns at their ends; in their middle if different ones would be
  /// alike.
  package static func cutApart(_ texts: [String], to width: Int) -> [String] {
    guard texts.contains(where: { of($0) > width }) else { return texts }
    var whole: [String: Set<String>] = [:]
    let ends = texts.map { cut($0, to: width) }
    for (text, end) in zip(texts, ends) { whole[end, default: []].insert(text) }
    return zip(texts, ends).map { text, end in
      whole[end, default: []].count > 1 ? cutMiddle(text, to: width) : end
    }
  }

  /// Returns lines of at most `width` columns, broken at blanks; a line's indentation is kept.
  /// Words that are too long for a line stay whole.
  package static func wrap(_ text: String, to width: Int) -> [String] {
    text.split(separator: "\n", omittingEmptySubsequences: false).flatMap {
      wrapLine(String($0), to: width)
    }
  }

  private static func wrapLine(_ line: String, to width: Int) -> [String] {
    guard of(line) > width else { return [line] }
    let indent = String(line.prefix { $0 == " " })
    var lines: [String] = []
    var current = indent
    for word in line.split(separator: " ") {
      if current.count > indent.count, of(current) + 1 + of(String(word)) > width {
        lines.append(current)
        current = indent
      }
      current += (current.count > indent.count ? " " : "") + word
    }
    return lines + [current]
  }

  /// Returns lines as `wrap` does, and breaks words that are too long for a line too.
  ///
  /// - Precondition: `width` has room for one character.
  package static func broken(_ text: String, to width: Int) -> [String] {
    wrap(text, to: width).flatMap { of($0) > width ? pieces($0, to: width) { _ in false } : [$0] }
  }

  /// Returns a name in at most so many lines, broken behind its hyphens and blanks if that
  /// suffices; else its middle is cut to fit the lines.
  package static func stacked(_ name: String, to width: Int, lines: Int) -> [String] {
    guard of(name) > width else { return [name] }
    let atMarks = pieces(name, to: width) { "-_., ".contains($0) }
    if atMarks.count <= lines { return atMarks }
    // Wide characters may leave a column of each line empty.
    for room in stride(from: width * lines, to: 0, by: -1) {
      let hard = pieces(cutMiddle(name, to: room), to: width) { _ in false }
      if hard.count <= lines { return hard }
    }
    return [cut(name, to: width)]
  }

  /// Returns a text in pieces of at most `width` columns, each as long as it may be and ending in a
  /// mark if it has one.
  private static func pieces(_ text: String, to width: Int, isMark: (Character) -> Bool)
    -> [String]
  {
    var pieces: [String] = []
    var rest = Substring(text)
    while of(String(rest)) > width {
      var used = 0
      let end = rest.indices.first { index in
        used += of(rest[index])
        return used > width
      }
      let piece = rest[..<(end ?? rest.endIndex)]
      guard !piece.isEmpty else { break }
      // A blank behind the piece is a break already.
      let isWhole = end.map { rest[$0] == " " } ?? true
      let mark = isWhole ? nil : piece.lastIndex(where: isMark).map { rest.index(after: $0) }
      pieces.append(String(rest[..<(mark ?? piece.endIndex)]))
      rest = rest[(mark ?? piece.endIndex)...].drop { $0 == " " }
    }
    return rest.isEmpty ? pieces : pieces + [String(rest)]
  }
}

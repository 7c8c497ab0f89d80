extension GenreSeparator {
  /// Returns the mark of texts that may hold several genres; nil if none of them does.
  static func find(_ texts: some Sequence<String>) -> String? {
    var marks = ["|", ";", ","].map { (mark: $0, isThere: false) }
    for text in texts {
      for place in marks.indices where text.contains(marks[place].mark) {
        marks[place].isThere = true
      }
      if marks[0].isThere { break }
    }
    return marks.first(where: \.isThere)?.mark
  }
}

/// Lists of genres by their text: many items have the same one, and share its storage.
struct GenreLists {
  /// The mark between genres; nil: none is.
  var mark: String?
  private var known: [String: [String]] = [:]

  init(mark: String?) { self.mark = mark }

  /// Returns the genres of a field, each once.
  mutating func list(_ value: LooseValue) -> [String] {
    guard case .text(let text) = value else { return Self.once(value.names) }
    if let list = known[text] { return list }
    let list = text == "(no genres listed)" ? [] : Self.once(split(text))
    known[text] = list
    return list
  }

  private func split(_ text: String) -> [String] {
    guard let mark else { return [text] }
    return text.split(separator: mark).map { part in
      var part = part
      while part.first == " " { part.removeFirst() }
      while part.last == " " { part.removeLast() }
      return String(part)
    }
  }

  private static func once(_ names: [String]) -> [String] {
    var seen = Set<String>()
    return names.filter { !$0.isEmpty && seen.insert($0).inserted }
  }
}

/// Reads what `--history` holds: "Heat (1995)=5, 104=3.5".
///
/// Titles hold commas and equals signs, so an entry ends where `=NUMBER` is followed by a comma or the
/// end. Within quotes around a whole item it does not end: "'a=5, b'=4" is one entry.
enum HistoryText {
  struct Entry: Hashable {
    /// An id or a title, as typed, with its quotes.
    let item: String
    let stars: Float
  }

  /// Returns the entries in the order in which they were written; none for blank text.
  ///
  /// - Throws: `ShellError.badHistoryEntry`.
  static func parse(_ text: String) throws -> [Entry] {
    var entries: [Entry] = []
    var rest = Substring(text)
    while rest.contains(where: { !$0.isWhitespace }) {
      let (entry, after) = try entry(rest)
      entries.append(entry)
      rest = after
    }
    return entries
  }

  /// Returns events in the order in which they were written, as in "104, 'Good, the Bad (1966)', 104": items between
  /// commas, one that holds a comma in quotes. "=1" behind an item says no more than the item alone.
  ///
  /// - Throws: `ShellError.badHistoryEntry`.
  static func events(_ text: String) throws -> [Entry] {
    var entries: [Entry] = []
    var rest = Substring(text)
    while rest.contains(where: { !$0.isWhitespace }) {
      let quotes = endOfQuoted(rest) ?? rest.startIndex
      let end = rest[quotes...].firstIndex(of: ",") ?? rest.endIndex
      var item = String(trimmed(rest[..<end]))
      if let equals = item.lastIndex(of: "="), number(item[item.index(after: equals)...]) == 1 {
        item = String(trimmed(item[..<equals]))
      }
      guard !item.isEmpty else {
        throw ShellError.badHistoryEntry(
          entry: String(trimmed(rest)), reason: "there is no item before the comma")
      }
      entries.append(Entry(item: item, stars: 1))
      rest = end < rest.endIndex ? rest[rest.index(after: end)...] : rest[end...]
    }
    return entries
  }

  /// Returns the place behind the quotes that a text begins with; nil if they are no pair.
  private static func endOfQuoted(_ text: Substring) -> String.Index? {
    guard let start = text.firstIndex(where: { !$0.isWhitespace }), quotes.contains(text[start]),
      let end = text[text.index(after: start)...].firstIndex(of: text[start])
    else { return nil }
    return text.index(after: end)
  }

  /// Returns the start of the entry that is being typed, after the last complete one and its comma.
  static func lastEntryStart(_ text: String) -> String.Index {
    var rest = Substring(text)
    while let (_, after) = try? entry(rest), after.startIndex > rest.startIndex,
      text[..<after.startIndex].last == ","
    {
      rest = after
    }
    return rest.firstIndex { !$0.isWhitespace } ?? rest.endIndex
  }

  /// Returns the first entry, and the text after it and its comma.
  private static func entry(_ text: Substring) throws -> (Entry, Substring) {
    var search = endOfQuotes(text) ?? text.startIndex
    while let equals = text[search...].firstIndex(of: "=") {
      let value = text[text.index(after: equals)...]
      // A number is short: looking further for its comma would make long lines slow.
      let near = value.prefix(longestNumber)
      let end = near.firstIndex(of: ",") ?? near.endIndex
      let isEnded = end < near.endIndex || near.endIndex == value.endIndex
      let word = trimmed(value[..<end])
      if isEnded, let stars = number(word) {
        let item = String(trimmed(text[..<equals]))
        guard !item.isEmpty else {
          throw ShellError.badHistoryEntry(
            entry: String(trimmed(text[..<end])), reason: "there is no item before the =")
        }
        let after = end < text.endIndex ? text[text.index(after: end)...] : text[end...]
        return (Entry(item: item, stars: stars), after)
      }
      search = text.index(after: equals)
    }
    throw ShellError.badHistoryEntry(
      entry: String(trimmed(text)), reason: "expected ITEM=STARS, such as \"Heat (1995)=5\"")
  }

  /// Returns the end of the quotes that begin a text and have the `=` of an entry behind them; nil without any.
  private static func endOfQuotes(_ text: Substring) -> String.Index? {
    let start = text.firstIndex { !$0.isWhitespace } ?? text.endIndex
    guard start < text.endIndex, quotes.contains(text[start]) else { return nil }
    guard let end = text[text.index(after: start)...].firstIndex(of: text[start]) else {
      return nil
    }
    // A title may begin with a quote, or with a word in quotes.
    let rest = text[text.index(after: end)...]
    return rest.first { !$0.isWhitespace } == "=" ? rest.startIndex : nil
  }

  /// Returns an item without the quotes around it; nil if there are none.
  static func unquoted(_ item: String) -> String? {
    guard item.count > 2, let mark = item.first, quotes.contains(mark), item.last == mark else {
      return nil
    }
    return String(item.dropFirst().dropLast())
  }

  private static let quotes: [Character] = ["'", "\""]

  /// Characters of a number and the blanks around it.
  private static let longestNumber = 60

  /// Reads a plain decimal number; nil for other forms of a float, such as "nan" or "0x1p3".
  static func number(_ text: some StringProtocol) -> Float? {
    guard !text.isEmpty, text.utf8.count <= 40,
      text.utf8.allSatisfy({ ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2E || $0 == 0x2D || $0 == 0x2B })
    else { return nil }
    return Float(String(text)).flatMap { $0.isFinite ? $0 : nil }
  }

  private static func trimmed(_ text: Substring) -> Substring {
    var text = text.drop { $0.isWhitespace }
    while text.last?.isWhitespace == true { text.removeLast() }
    return text
  }
}

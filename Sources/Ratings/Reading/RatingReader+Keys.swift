extension RatingReader {
  /// The most rows whose ids are looked at before the reading, to find out early that they are texts.
  private static let sniffedRows = 100

  /// Returns the first texts in columns of ids, among the first rows. Rows with faults are left to the reading.
  static func sniffTextKeys(_ scanner: RowScanner, _ layout: PartReader.Layout) -> TextKeysFound {
    var ahead = scanner
    var found = TextKeysFound()
    for _ in 0..<sniffedRows {
      guard (try? ahead.next()) == true, ahead.fields.count == layout.fields else { break }
      guard (try? layout.keeps(ahead)) == true else { continue }
      if found.users == nil { found.users = ahead.textKey(layout.user) }
      if found.items == nil { found.items = ahead.textKey(layout.item) }
    }
    return found
  }
}

extension TextKeysFound {
  /// The kinds of the columns.
  var kinds: KeyKinds {
    KeyKinds(users: users == nil ? .numeric : .text, items: items == nil ? .numeric : .text)
  }

  /// Adds what another reading found.
  mutating func add(_ other: TextKeysFound) {
    users = users ?? other.users
    items = items ?? other.items
  }

  /// Sentences on columns of texts, such as "ids of users are text: u17 in line 2".
  var notes: [String] {
    [("users", users), ("items", items)].compactMap { whose, example in
      example.map { "ids of \(whose) are text: \($0.shortText) in line \($0.line)" }
    }
  }
}

extension TextKeysFound.Example {
  /// The text, cut if it is long.
  fileprivate var shortText: String { text.count > 60 ? text.prefix(60) + "..." : text }
}

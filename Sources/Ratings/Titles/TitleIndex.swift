/// Finds the items that people name by title: exactly, by the start, by any word, or nearly.
///
/// Case and accents do not matter. A title that ends in an article after a comma ("Matrix, The
/// (1999)") is also found with the article in front.
///
/// - Stability: evolving.
public struct TitleIndex: Sendable {
  private let catalogue: Catalogue
  /// Folded names with their year, ascending; an item whose article can be moved has two.
  private let keys: [FoldedName]
  private let words: TitleWords

  private struct FoldedName: Sendable {
    let text: String
    let item: Int32
  }

  /// - Complexity: O(n log n) for n items with titles.
  public init(_ catalogue: Catalogue) {
    self.catalogue = catalogue
    var keys: [FoldedName] = []
    var names: [(text: String, item: Int32)] = []
    keys.reserveCapacity(catalogue.count * 5 / 4)
    names.reserveCapacity(catalogue.count)
    for (index, item) in catalogue.items.enumerated() where !item.title.isEmpty {
      let name = TextFolding.fold(item.name)
      names.append((name, Int32(index)))
      keys.append(FoldedName(text: name, item: Int32(index)))
      if let moved = Self.movingArticle(item.title) {
        let year = item.year.map { " (\($0))" } ?? ""
        keys.append(FoldedName(text: TextFolding.fold(moved + year), item: Int32(index)))
      }
    }
    self.keys = keys.sorted { $0.text < $1.text || ($0.text == $1.text && $0.item < $1.item) }
    words = TitleWords(names)
  }

  /// Returns "The Matrix" for "Matrix, The"; nil if no article ends the title.
  private static func movingArticle(_ title: String) -> String? {
    for article in articles where title.hasSuffix(article) && title.count > article.count {
      return article.dropFirst(2) + " " + title.dropLast(article.count)
    }
    return nil
  }

  private static let articles = [
    ", The", ", A", ", An", ", La", ", Le", ", Les", ", El", ", Il", ", Der", ", Die", ", Das",
  ]

  /// Returns the item that a text names: by id if the catalogue has it or if ids are numbers and the text is all
  /// digits, otherwise by the whole title with or without the year, otherwise the one item whose name starts with it.
  ///
  /// - Returns: the index in the catalogue.
  /// - Throws: `DataError.unknownItemID`, `.unknownTitle` with the nearest title, `.ambiguousTitle`
  ///   with the first ten candidates.
  public func resolve(_ text: String) throws -> Int {
    if let index = index(ofID: text) { return index }
    guard catalogue.vocabulary.kind == .text || !Self.isDigits(text) else {
      throw DataError.unknownItemID(text)
    }
    return try resolveTitle(text)
  }

  /// Returns the index of the item with an id as it is written; nil if there is none.
  public func index(ofID text: String) -> Int? { catalogue.index(ofID: .init(written: text)) }

  /// Returns true if a text can only be an id: all digits, as ids of numbers are.
  public static func isDigits(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { $0 &- 48 <= 9 }
  }

  /// Returns the item that a title names, though the title be all digits, as `resolve` does.
  ///
  /// - Throws: `DataError.unknownTitle` with the nearest title, `.ambiguousTitle` with the first ten
  ///   candidates.
  public func resolveTitle(_ text: String) throws -> Int {
    let found = candidates(for: text)
    switch found.count {
    case 0: throw DataError.unknownTitle(text, nearest: nearest(to: text))
    case 1: return found[0]
    default:
      throw DataError.ambiguousTitle(
        text, candidates: found.prefix(10).map { "\(catalogue[$0].name), id \(catalogue[$0].id)" },
        count: found.count)
    }
  }

  /// Returns the items that a text may name, by the first of these rules that finds any: the whole
  /// name, the title without its year, the start of the name.
  ///
  /// - Returns: indices in the catalogue, by ascending name.
  public func candidates(for text: String) -> [Int] {
    let folded = TextFolding.fold(text)
    guard !folded.isEmpty else { return [] }
    let range = range(startingWith: folded)
    let named = keys[range].filter { $0.text == folded }
    if !named.isEmpty { return Self.unique(named) }
    if let shown = shownItem(text, folded) { return [shown] }
    let titled = keys[range].filter { Self.isYear($0.text.utf8.dropFirst(folded.utf8.count)) }
    return Self.unique(titled.isEmpty ? Array(keys[range]) : titled)
  }

  /// Returns the items whose whole title a text is, with or without the year, or up to a colon.
  ///
  /// - Returns: indices in the catalogue, by ascending name.
  public func titled(_ text: String) -> [Int] {
    let folded = TextFolding.fold(text)
    guard !folded.isEmpty else { return [] }
    return Self.unique(
      keys[range(startingWith: folded)].filter {
        let rest = $0.text.utf8.dropFirst(folded.utf8.count)
        return rest.isEmpty || Self.isYear(rest) || rest.first == UInt8(ascii: ":")
      })
  }

  /// Returns the item that a text means as answers and errors show it: "item 3" for one without a title,
  /// "heat (1995), id 6" for one of several with a name. Ids are as written, names in any case.
  private func shownItem(_ text: String, _ folded: String) -> Int? {
    let text = Substring(text).drop { $0.isWhitespace }
    if folded.hasPrefix("item "), let index = index(ofID: String(text.dropFirst(5))),
      catalogue[index].title.isEmpty
    {
      return index
    }
    // A name or an id may hold the words too.
    var place = text.startIndex
    while let comma = text[place...].firstIndex(of: ",") {
      place = text.index(after: comma)
      let rest = text[place...]
      guard rest.lowercased().hasPrefix(" id "), let index = index(ofID: String(rest.dropFirst(4)))
      else { continue }
      if TextFolding.fold(catalogue[index].name) == TextFolding.fold(String(text[..<comma])) {
        return index
      }
    }
    return nil
  }

  /// Returns a text that names an item of the catalogue and no other, and can be typed: its name, or the name
  /// with the id if others share it.
  public func spelling(of index: Int) -> String {
    let item = catalogue[index]
    let name = Self.typeable(item.name)
    if candidates(for: name) == [index] { return name }
    let numbered = "\(name), id \(item.id)"
    return candidates(for: numbered) == [index] ? numbered : "\(item.id)"
  }

  /// Returns a text with blanks in place of control characters and line ends.
  private static func typeable(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x00...0x1F, 0x7F...0x9F, 0x2028, 0x2029: out.append(" ")
      default: out.append(scalar)
      }
    }
    return String(out)
  }

  /// Returns the names that may complete a partly typed text: first those that start with it, by
  /// ascending folded name, then those with words that begin with its words.
  ///
  /// - Complexity: O(log n + limit); O(n) if fewer than `limit` start with the text.
  public func completions(_ text: String, limit: Int = 100) -> [String] {
    completedItems(text, limit: limit).map { catalogue[$0].name }
  }

  /// Returns the items of `completions`, as indices in the catalogue.
  public func completedItems(_ text: String, limit: Int = 100) -> [Int] {
    let folded = TextFolding.fold(text)
    var items: [Int] = []
    var seen: Set<Int32> = []
    for key in keys[range(startingWith: folded)] {
      guard items.count < limit else { return items }
      if seen.insert(key.item).inserted { items.append(Int(key.item)) }
    }
    for item in words.items(with: folded, limit: limit) where items.count < limit {
      if seen.insert(item).inserted { items.append(Int(item)) }
    }
    return items
  }

  /// Returns the name most like a text, with the year or without it; otherwise the name that starts
  /// most like it; otherwise a name with its words; nil if there is none.
  ///
  /// - Complexity: O(n) edit distances, most of them cut short.
  public func nearest(to text: String) -> String? {
    let wanted = Array(TextFolding.fold(text).utf8)
    var distance = min(max(wanted.count / 3, 1), 3) + 1
    var best: Int32?
    for key in keys {
      let name = Array(key.text.utf8)
      var found = editDistance(wanted, name, limit: distance - 1)
      if name.count > 7, Self.isYear(name.suffix(7)) {
        found = min(found, editDistance(wanted, name.dropLast(7), limit: distance - 1))
      }
      if wanted.count >= 6 && name.count > wanted.count {
        let start = Array(name.prefix(wanted.count))
        found = min(found, editDistance(wanted, start, limit: distance - 1) + 1)
      }
      if found < distance { (best, distance) = (key.item, found) }
    }
    best = best ?? words.items(with: TextFolding.fold(text), limit: 1).first
    return best.map { catalogue[Int($0)].name }
  }

  /// Returns the keys that start with a folded text; all for the empty text.
  private func range(startingWith text: String) -> Range<Int> {
    let start = firstIndex { $0 >= text }
    let end = firstIndex { $0 >= text && !$0.utf8.starts(with: text.utf8) }
    return start..<max(start, end)
  }

  /// Returns the first key that meets a condition; all keys after it must meet it too.
  private func firstIndex(where isMet: (String) -> Bool) -> Int {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if isMet(keys[middle].text) { high = middle } else { low = middle + 1 }
    }
    return low
  }

  private static func unique(_ keys: some Sequence<FoldedName>) -> [Int] {
    var seen: Set<Int32> = []
    return keys.filter { seen.insert($0.item).inserted }.map { Int($0.item) }
  }

  /// Returns true if bytes are like " (1995)".
  private static func isYear(_ bytes: some BidirectionalCollection<UInt8>) -> Bool {
    bytes.count == 7 && bytes.starts(with: " (".utf8) && bytes.last == UInt8(ascii: ")")
      && bytes.dropFirst(2).dropLast().allSatisfy { $0 &- 48 <= 9 }
  }
}

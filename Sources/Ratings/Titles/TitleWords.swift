#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Finds names by words anywhere in them: every word of a query begins a word of the name.
///
/// The folded names are in one block of memory, which is searched from end to end. For 100,000
/// names that takes about a millisecond, and nothing is sorted.
struct TitleWords: Sendable {
  /// Folded names, each after a line feed, which is in no name.
  private let text: [UInt8]
  /// The place of each name's line feed; ascending.
  private let starts: [Int]
  /// The item of each name, ascending.
  private let items: [Int32]

  /// The first byte in UTF-8 of the characters from U+3000 on.
  private static let firstByteWithoutBlanks: UInt8 = 0xE3
  private static let end = UInt8(ascii: "\n")

  /// - Parameter names: folded, by ascending item.
  init(_ names: some Sequence<(text: String, item: Int32)>) {
    var text: [UInt8] = []
    var starts: [Int] = []
    var items: [Int32] = []
    for name in names {
      starts.append(text.count)
      items.append(name.item)
      text.append(Self.end)
      text.append(contentsOf: name.text.utf8)
    }
    text.append(Self.end)
    self.text = text
    self.starts = starts
    self.items = items
  }

  /// Returns the items whose names have words that begin with the words of a folded text, in any
  /// order: the first `limit`, by ascending item. None for a text without words.
  ///
  /// - Complexity: O(bytes of all names).
  func items(with query: String, limit: Int) -> [Int32] {
    var words = Self.words(query)
    // The longest word is in the fewest names.
    guard let rarest = words.indices.max(by: { words[$0].count < words[$1].count }) else {
      return []
    }
    words.swapAt(0, rarest)
    var found: [Int32] = []
    text.withUnsafeBytes { text in
      var place = 0
      while found.count < limit, let hit = Self.next(words[0], in: text, from: place) {
        let name = name(at: hit)
        let bytes = UnsafeRawBufferPointer(rebasing: text[starts[name]..<end(of: name)])
        if words.allSatisfy({ Self.next($0, in: bytes, from: 0) != nil }) {
          found.append(items[name])
        }
        place = end(of: name)
      }
    }
    return found
  }

  private func end(of name: Int) -> Int {
    name + 1 < starts.count ? starts[name + 1] : text.count - 1
  }

  /// Returns the last name that starts at or before a place.
  private func name(at place: Int) -> Int {
    var low = 0
    var high = starts.count
    while low + 1 < high {
      let middle = (low + high) / 2
      if starts[middle] <= place { low = middle } else { high = middle }
    }
    return low
  }

  /// Returns the first place, from `place` on, of a word that begins with `start`; nil if there is
  /// none.
  ///
  /// Chinese, Japanese and Korean names have no blanks between words: any of their characters may
  /// begin one.
  private static func next(
    _ start: [UInt8], in text: UnsafeRawBufferPointer, from place: Int
  ) -> Int? {
    guard let base = text.baseAddress else { return nil }
    let isAnywhere = start[0] >= Self.firstByteWithoutBlanks
    var place = place
    while place + start.count <= text.count {
      guard let hit = memchr(base + place, Int32(start[0]), text.count - place) else { return nil }
      let offset = UnsafeRawPointer(hit) - base
      let isBegin = isAnywhere || (offset > 0 && !isWord(text[offset - 1]))
      if isBegin, offset + start.count <= text.count,
        memcmp(base + offset, start, start.count) == 0
      {
        return offset
      }
      place = offset + 1
    }
    return nil
  }

  /// Returns the runs of letters and digits, as UTF-8; bytes beyond ASCII count as letters.
  private static func words(_ text: String) -> [[UInt8]] {
    text.utf8.split { !isWord($0) }.map(Array.init)
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x80...: true
    default: false
    }
  }
}

import Hashing

/// The keys of users or of items, and their indices 0 ..< count, both ways.
///
/// The engine computes with indices. Keys enter with files and with what people type, and leave
/// with answers. Of equal scores the item that comes first in its vocabulary comes first in a
/// ranking.
///
///     let users = Vocabulary([7, 12, 30])
///     users[1]             // 12
///     users.index(of: 30)  // 2
///     users.index(of: 8)   // nil
///
///     let items = Vocabulary(["B000000005", "316"])
///     items.index(of: 316)  // 1
///
/// - Stability: evolving.
public struct Vocabulary: Sendable {
  /// The kinds of keys.
  public enum Kind: Hashable, Sendable {
    /// Whole numbers; in data that was read they ascend.
    case numeric
    /// Texts, though some be all digits; in data that was read they are in the order of their first rows.
    case text
  }

  private enum Storage: Hashable, Sendable {
    case numeric(NumericKeys)
    case text(TextKeys)
  }

  private let storage: Storage

  /// Makes a vocabulary of keys in their order: numeric if all are numbers, otherwise of texts.
  ///
  /// - Precondition: no key comes twice; texts are not empty.
  /// - Complexity: O(count).
  public init(_ keys: some Sequence<Key>) {
    guard let made = Vocabulary(unique: Array(keys)) else {
      preconditionFailure("a key comes once in a vocabulary")
    }
    self = made
  }

  /// Makes a vocabulary of keys in their order; nil if one of them comes twice, is an empty text, or is a text
  /// among numbers that were asked for.
  ///
  /// - Parameters:
  ///   - keys: the keys.
  ///   - kind: the kind; nil: numeric if all keys are numbers, otherwise text.
  /// - Complexity: O(count).
  public init?(unique keys: [Key], kind: Kind? = nil) {
    let numbers = kind == .text ? [] : keys.compactMap(\.number)
    if kind != .text, numbers.count == keys.count {
      self.init(numbers: numbers)
      return
    }
    guard kind != .numeric else { return nil }
    let texts = TextKeys()
    for (index, key) in keys.enumerated() {
      var text = key.description
      guard text.withUTF8({ texts.add($0) }) == Int32(index) else { return nil }
    }
    self.init(texts)
  }

  /// Makes a vocabulary of numbers in their order; nil if one of them comes twice.
  ///
  /// - Complexity: O(count).
  public init?(numbers: [Int64]) {
    guard let numeric = NumericKeys(numbers) else { return nil }
    storage = .numeric(numeric)
  }

  /// Makes a vocabulary of texts; nil if one of them comes twice, is empty or no UTF-8, or if the ends do not ascend
  /// within the bytes.
  ///
  /// - Parameters:
  ///   - bytes: the texts' UTF-8, one after the other.
  ///   - ends: the end of each text.
  package init?(utf8 bytes: [UInt8], ends: [Int64]) {
    let texts = TextKeys()
    let isRight = bytes.withUnsafeBufferPointer { bytes in
      var start = 0
      for (index, end) in ends.enumerated() {
        guard end > start, end <= bytes.count,
          texts.add(UnsafeBufferPointer(rebasing: bytes[start..<Int(end)])) == Int32(index)
        else { return false }
        start = Int(end)
      }
      return true
    }
    guard isRight else { return nil }
    self.init(texts)
  }

  /// The keys' UTF-8, one after the other, and the end of each.
  package var utf8: (bytes: [UInt8], ends: [Int64]) {
    var bytes: [UInt8] = []
    var ends: [Int64] = []
    ends.reserveCapacity(count)
    for index in indices {
      switch storage {
      case .numeric(let keys): bytes += String(keys.keys[index]).utf8
      case .text(let keys): bytes += keys[index]
      }
      ends.append(Int64(bytes.count))
    }
    return (bytes, ends)
  }

  /// Takes keys that no longer change.
  init(_ texts: TextKeys) { storage = .text(texts) }

  /// The kind of the keys.
  public var kind: Kind {
    switch storage {
    case .numeric: .numeric
    case .text: .text
    }
  }

  /// The keys as numbers, in their order; nil unless they are numeric.
  public var numbers: [Int64]? {
    switch storage {
    case .numeric(let keys): keys.keys
    case .text: nil
    }
  }

  /// Returns the index of a key by its written form; nil if it is not among the keys.
  ///
  /// A number is found in a vocabulary of texts by its digits; a text of digits is found in a numeric one.
  ///
  /// - Complexity: O(log count) if keys are ascending numbers, O(1) otherwise.
  public func index(of key: Key) -> Int? {
    switch storage {
    case .numeric(let keys):
      (key.number ?? Key.number(key.description.utf8)).flatMap { keys.index(of: $0) }
    case .text(let keys): keys.index(of: key.description)
    }
  }

  /// Returns the indices of the first `limit` texts that start with the bytes of a text; none of numbers.
  ///
  /// - Complexity: O(count).
  package func indices(startingWith text: String, limit: Int) -> [Int] {
    guard case .text(let keys) = storage else { return [] }
    let start = Array(text.utf8)
    var found: [Int] = []
    for index in 0..<keys.count where keys[index].starts(with: start) {
      found.append(index)
      if found.count == limit { break }
    }
    return found
  }

  /// Returns a key of a file as this vocabulary would have it: numeric keys are the numbers that texts such as `007`
  /// and `7.0` spell, texts are the digits of numbers. A text that is no number stays as it is.
  package func normal(_ key: Key) -> Key {
    switch kind {
    case .text: return Key(key.description)
    case .numeric:
      guard key.isText else { return key }
      return Key.wholeNumber(key.description.utf8).map { Key($0) } ?? key
    }
  }

  /// Returns the key of the vocabulary that is written as `key`: of the vocabulary's kind; `key` itself if there is none.
  package func own(_ key: Key) -> Key { index(of: key).map { self[$0] } ?? key }

  /// Returns the vocabulary of the keys at different indices, in the order of these.
  ///
  /// - Precondition: no index comes twice.
  public func selecting(_ indices: some Sequence<Int>) -> Vocabulary {
    switch storage {
    case .numeric(let keys):
      guard let chosen = Vocabulary(numbers: indices.map { keys.keys[$0] }) else {
        preconditionFailure("an index comes once in a selection")
      }
      return chosen
    case .text(let keys):
      let chosen = TextKeys()
      for (place, index) in indices.enumerated() {
        precondition(chosen.add(keys[index]) == Int32(place), "an index comes once in a selection")
      }
      return Vocabulary(chosen)
    }
  }

  /// Returns a number that depends on the key alone: not on other keys, nor on the machine.
  ///
  /// A numeric key is that number itself. A text's is the first eight bytes of the SHA-256 of its UTF-8, big-endian.
  public static func stableNumber(of key: Key) -> UInt64 {
    if let number = key.number { return UInt64(bitPattern: number) }
    var text = key.description
    return text.withUTF8 { SHA256.firstWord(of: UnsafeRawBufferPointer($0)) }
  }

  /// The stable numbers of the keys, in their order. Those of texts are computed once.
  public var stableNumbers: [UInt64] {
    switch storage {
    case .numeric(let keys): keys.keys.map { UInt64(bitPattern: $0) }
    case .text(let keys): keys.stableNumbers
    }
  }

  /// Calls `body` with numbers that tell the key at an index from others, much quicker than `stableNumbers` do.
  func forEachWord(ofKey index: Int, _ body: (UInt64) -> Void) {
    switch storage {
    case .numeric(let keys): body(UInt64(bitPattern: keys.keys[index]))
    case .text(let keys):
      let bytes = keys[index]
      body(UInt64(bytes.count))
      body(TextHash.of(bytes))
    }
  }
}

extension Vocabulary: RandomAccessCollection {
  /// The index of the first key, 0.
  public var startIndex: Int { 0 }

  /// The number of keys.
  public var endIndex: Int {
    switch storage {
    case .numeric(let keys): keys.keys.count
    case .text(let keys): keys.count
    }
  }

  /// The key at index 0 ..< count.
  public subscript(index: Int) -> Key {
    switch storage {
    case .numeric(let keys): Key(keys.keys[index])
    case .text(let keys): Key(keys.text(index))
    }
  }
}

extension Vocabulary: Hashable {
  /// Returns true if both have the same keys in the same order.
  public static func == (a: Vocabulary, b: Vocabulary) -> Bool { a.storage == b.storage }

  /// Hashes the keys in their order.
  public func hash(into hasher: inout Hasher) { hasher.combine(storage) }
}

extension Vocabulary: ExpressibleByArrayLiteral {
  /// Makes a vocabulary of the keys of a literal, in their order.
  ///
  /// - Precondition: no key comes twice.
  public init(arrayLiteral keys: Key...) { self.init(keys) }
}

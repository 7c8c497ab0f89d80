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
/// - Stability: evolving.
public struct Vocabulary: Sendable {
  /// A user's or an item's id as files have it: 0 ... 2^63 - 1.
  public typealias Key = Int64

  /// The kinds of keys.
  public enum Kind: Hashable, Sendable {
    /// Whole numbers; in data that was read they ascend.
    case numeric
  }

  private enum Storage: Hashable, Sendable {
    case numeric(NumericKeys)
  }

  private let storage: Storage

  /// Makes a vocabulary of keys in their order.
  ///
  /// - Precondition: no key comes twice.
  /// - Complexity: O(count).
  public init(_ keys: some Sequence<Key>) {
    guard let numeric = NumericKeys(Array(keys)) else {
      preconditionFailure("a key comes once in a vocabulary")
    }
    storage = .numeric(numeric)
  }

  /// Makes a vocabulary of keys in their order; nil if one of them comes twice.
  ///
  /// - Complexity: O(count).
  public init?(unique keys: [Key]) {
    guard let numeric = NumericKeys(keys) else { return nil }
    storage = .numeric(numeric)
  }

  /// The kind of the keys.
  public var kind: Kind {
    switch storage {
    case .numeric: .numeric
    }
  }

  /// The keys as numbers, in their order; nil unless they are numeric.
  public var numbers: [Int64]? {
    switch storage {
    case .numeric(let keys): keys.keys
    }
  }

  /// Returns the index of a key; nil if it is not among the keys.
  ///
  /// - Complexity: O(log count) if keys ascend, O(1) otherwise.
  public func index(of key: Key) -> Int? {
    switch storage {
    case .numeric(let keys): keys.index(of: key)
    }
  }

  /// Returns the vocabulary of the keys at different indices, in the order of these.
  ///
  /// - Precondition: no index comes twice.
  public func selecting(_ indices: some Sequence<Int>) -> Vocabulary {
    Vocabulary(indices.map { self[$0] })
  }

  /// Returns a number that depends on the key alone: not on other keys, nor on the machine.
  ///
  /// A numeric key is that number itself.
  public static func stableNumber(of key: Key) -> UInt64 { UInt64(bitPattern: key) }
}

extension Vocabulary: RandomAccessCollection {
  /// The index of the first key, 0.
  public var startIndex: Int { 0 }

  /// The number of keys.
  public var endIndex: Int {
    switch storage {
    case .numeric(let keys): keys.keys.count
    }
  }

  /// The key at index 0 ..< count.
  public subscript(index: Int) -> Key {
    switch storage {
    case .numeric(let keys): keys.keys[index]
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

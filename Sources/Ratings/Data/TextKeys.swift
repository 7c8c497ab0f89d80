import Hashing
import Synchronization

/// Distinct texts in their order, as bytes in one block, found by hash: no string a key.
///
/// It grows while data is read, on one thread; a vocabulary holds one that no longer changes. A search looks at two
/// places of memory, a slot and the words of a key, which are its bytes if these are at most 15. Both are small, because
/// what a search costs is the distance to the memory.
///
/// - Complexity: 32 bytes a key and its bytes, at most double that.
final class TextKeys: @unchecked Sendable {
  private(set) var count = 0
  /// [count + 1] the start of each key's bytes, and the end of the last one's.
  private var starts = OwnedBuffer<Int>(capacity: 16, zeroed: true)
  /// The keys' bytes one after the other.
  private var bytes = OwnedBuffer<UInt8>(capacity: 256)
  /// [count] the words of each key.
  private var words = OwnedBuffer<TextWords>(capacity: 16)
  /// Indices + 1 by hash, 0 in a free slot: a power of two, at most half of them taken.
  private var slots = OwnedBuffer<Int32>(capacity: 32, zeroed: true)
  private let table = OwnedBuffer<Table>(capacity: 1)
  private let numbers = StableNumbers()

  /// The pointers that a search needs, outside of the object: an access to a property of a class is checked.
  private struct Table: BitwiseCopyable {
    let slots: UnsafeMutablePointer<Int32>
    let mask: Int
    let words: UnsafeMutablePointer<TextWords>
    let starts: UnsafeMutablePointer<Int>
    let bytes: UnsafeMutablePointer<UInt8>
  }

  init() { update() }

  private func update() {
    table.start.initialize(
      to: Table(
        slots: slots.start, mask: slots.capacity - 1, words: words.start, starts: starts.start,
        bytes: bytes.start))
  }

  /// The numbers of `Vocabulary.stableNumber(of:)` in the order of the keys, computed when first asked for, with
  /// one thread a core.
  var stableNumbers: [UInt64] {
    numbers.get {
      let numbers = OwnedBuffer<UInt64>(capacity: count)
      let pieceSize = 1 << 12
      ParallelWork.run(
        pieces: (count + pieceSize - 1) / pieceSize, threads: ParallelWork.defaultThreads
      ) { piece, _ in
        for index in piece * pieceSize..<min((piece + 1) * pieceSize, self.count) {
          numbers.start[index] = SHA256.firstWord(of: UnsafeRawBufferPointer(self[index]))
        }
      }
      return Array(UnsafeBufferPointer(start: numbers.start, count: count))
    }
  }

  /// The bytes of the key at index 0 ..< count. They stay where they are until a key is added.
  subscript(index: Int) -> UnsafeBufferPointer<UInt8> {
    let start = starts.start[index]
    return UnsafeBufferPointer(start: bytes.start + start, count: starts.start[index + 1] - start)
  }

  /// Returns the text of the key at index 0 ..< count.
  func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

  /// Returns the index of a key; nil if it is not among the keys.
  func index(of text: String) -> Int? {
    var text = text
    return text.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return nil }
      let hash = TextHash.of(bytes)
      let index = find(base, bytes.count, TextWords(bytes, hash: hash), hash: hash).index
      return index < 0 ? nil : Int(index)
    }
  }

  /// Returns the index of a key, and adds it if it is new; nil if it is not UTF-8 or empty.
  func add(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let base = bytes.baseAddress else { return nil }
    let hash = TextHash.of(bytes)
    return add(base, bytes.count, TextWords(bytes, hash: hash), hash: hash)
  }

  /// Returns the index of a key with this hash, and adds it if it is new; nil if it is not UTF-8 or empty.
  @inline(__always)
  func add(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ words: TextWords, hash: UInt64
  ) -> Int32? {
    let (index, slot) = find(text, length, words, hash: hash)
    return index >= 0 ? index : append(text, length, words, slot: slot)
  }

  /// Returns the index of a key with this hash; -1 if it is not among the keys.
  @inline(__always)
  func index(
    of text: UnsafePointer<UInt8>, _ length: Int, _ words: TextWords, hash: UInt64
  ) -> Int32 { find(text, length, words, hash: hash).index }

  /// Returns the index of a key, or -1 and the slot in which it would be.
  @inline(__always)
  private func find(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ words: TextWords, hash: UInt64
  ) -> (index: Int32, slot: Int) {
    let table = table.start.pointee
    var place = Int(truncatingIfNeeded: hash) & table.mask
    while true {
      let index = table.slots[place] &- 1
      guard index >= 0 else { return (-1, place) }
      if table.words[Int(index)] == words,
        length <= TextWords.width
          || TextHash.areEqual(text, table.bytes + table.starts[Int(index)], length)
      {
        return (index, place)
      }
      place = (place &+ 1) & table.mask
    }
  }

  @inline(never)
  private func append(
    _ text: UnsafePointer<UInt8>, _ length: Int, _ words: TextWords, slot: Int
  ) -> Int32? {
    guard length > 0, length <= Int32.max, count < Int32.max, TextHash.isUTF8(text, length) else {
      return nil
    }
    if count == self.words.capacity { self.words = self.words.doubled() }
    if count + 1 == starts.capacity { starts = starts.doubled() }
    let start = starts.start[count]
    while start + length > bytes.capacity { bytes = bytes.doubled() }
    (bytes.start + start).update(from: text, count: length)
    starts.start[count + 1] = start + length
    self.words.start[count] = words
    count += 1
    slots.start[slot] = Int32(count)
    if count * 2 > slots.capacity { grow() }
    update()
    return Int32(count - 1)
  }

  private func grow() {
    let wider = OwnedBuffer<Int32>(capacity: slots.capacity * 2, zeroed: true)
    let mask = wider.capacity - 1
    for index in 0..<count {
      var free = Int(truncatingIfNeeded: TextHash.of(self[index])) & mask
      while wider.start[free] > 0 { free = (free + 1) & mask }
      wider.start[free] = Int32(index + 1)
    }
    slots = wider
  }
}

extension TextKeys: Hashable {
  private var byteCount: Int { starts.start[count] }

  /// Returns true if both have the same keys in the same order.
  static func == (a: TextKeys, b: TextKeys) -> Bool {
    a === b
      || (a.count == b.count && a.byteCount == b.byteCount
        && (0..<a.count).allSatisfy { a[$0].elementsEqual(b[$0]) })
  }

  /// Hashes the keys in their order.
  func hash(into hasher: inout Hasher) {
    hasher.combine(count)
    hasher.combine(
      bytes: UnsafeRawBufferPointer(UnsafeBufferPointer(start: bytes.start, count: byteCount)))
  }
}

/// Numbers that are computed once, by whichever thread asks first.
private final class StableNumbers: Sendable {
  private let values = Mutex<[UInt64]?>(nil)

  func get(_ make: () -> [UInt64]) -> [UInt64] {
    values.withLock { values in
      if let values { return values }
      let made = make()
      values = made
      return made
    }
  }
}

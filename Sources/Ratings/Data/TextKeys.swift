import Hashing
import Synchronization

/// Distinct texts in their order, as bytes in one block, found by hash: no string a key.
///
/// It grows while data is read, on one thread; a vocabulary holds one that no longer changes.
///
/// - Complexity: 24 bytes a key and its bytes, at most double that.
final class TextKeys: @unchecked Sendable {
  /// The place of a key's bytes.
  private struct Record: BitwiseCopyable {
    var start: Int
    var count: UInt32
    /// The high half of the hash.
    var tag: UInt32
  }

  private(set) var count = 0
  private var records = OwnedBuffer<Record>(capacity: 16)
  /// The keys' bytes one after the other, and `TextHash.width` bytes that may be read behind them.
  private var bytes = OwnedBuffer<UInt8>(capacity: 256)
  private var byteCount = 0
  /// Indices by hash, -1 in a free slot: a power of two, at most half of them taken.
  private var slots = TextKeys.freeSlots(32)
  private var slotCount = 32
  private let table = OwnedBuffer<Table>(capacity: 1)
  private let numbers = StableNumbers()

  /// The pointers that a search needs, outside of the object: an access to a property of a class is checked.
  private struct Table: BitwiseCopyable {
    let slots: UnsafeMutablePointer<Int32>
    let mask: Int
    let records: UnsafeMutablePointer<Record>
    let bytes: UnsafeMutablePointer<UInt8>
  }

  init() { update() }

  private func update() {
    table.start.initialize(
      to: Table(
        slots: slots.start, mask: slotCount - 1, records: records.start, bytes: bytes.start))
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
    let record = records.start[index]
    return UnsafeBufferPointer(start: bytes.start + record.start, count: Int(record.count))
  }

  /// Returns the text of the key at index 0 ..< count.
  func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

  /// Returns the index of a key; nil if it is not among the keys.
  func index(of text: String) -> Int? {
    var text = text
    return text.withUTF8 { bytes in
      guard let base = bytes.baseAddress else { return nil }
      let index = find(base, bytes.count, hash: TextHash.of(bytes)).index
      return index < 0 ? nil : Int(index)
    }
  }

  /// Returns the index of a key, and adds it if it is new; nil if it is not UTF-8 or empty.
  func add(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32? {
    guard let base = bytes.baseAddress else { return nil }
    return add(base, bytes.count, hash: TextHash.of(bytes))
  }

  /// Returns the index of a key with this hash, and adds it if it is new; nil if it is not UTF-8 or empty.
  @inline(__always)
  func add(_ text: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> Int32? {
    let (index, slot) = find(text, length, hash: hash)
    return index >= 0 ? index : append(text, length, hash: hash, slot: slot)
  }

  /// Returns the index of a key, or -1 and the slot in which it would be.
  @inline(__always)
  private func find(_ text: UnsafePointer<UInt8>, _ length: Int, hash: UInt64) -> (
    index: Int32, slot: Int
  ) {
    let table = table.start.pointee
    let tag = UInt32(truncatingIfNeeded: hash &>> 32)
    var slot = Int(truncatingIfNeeded: hash) & table.mask
    while true {
      let index = table.slots[slot]
      guard index >= 0 else { return (-1, slot) }
      let record = table.records[Int(index)]
      if record.tag == tag, Int(record.count) == length,
        TextHash.areEqual(text, table.bytes + record.start, length)
      {
        return (index, slot)
      }
      slot = (slot &+ 1) & table.mask
    }
  }

  @inline(never)
  private func append(_ text: UnsafePointer<UInt8>, _ length: Int, hash: UInt64, slot: Int)
    -> Int32?
  {
    guard length > 0, length <= Int32.max, count < Int32.max, TextHash.isUTF8(text, length) else {
      return nil
    }
    if count == records.capacity { records = records.doubled() }
    while byteCount + length + TextHash.width > bytes.capacity { bytes = bytes.doubled() }
    (bytes.start + byteCount).update(from: text, count: length)
    records.start[count] = Record(
      start: byteCount, count: UInt32(length), tag: UInt32(truncatingIfNeeded: hash &>> 32))
    slots.start[slot] = Int32(count)
    byteCount += length
    count += 1
    if count * 2 > slotCount { grow() }
    update()
    return Int32(count - 1)
  }

  private func grow() {
    slotCount *= 2
    slots = Self.freeSlots(slotCount)
    for index in 0..<count {
      var slot = Int(truncatingIfNeeded: TextHash.of(self[index])) & (slotCount - 1)
      while slots.start[slot] >= 0 { slot = (slot + 1) & (slotCount - 1) }
      slots.start[slot] = Int32(index)
    }
  }

  private static func freeSlots(_ count: Int) -> OwnedBuffer<Int32> {
    let slots = OwnedBuffer<Int32>(capacity: count)
    slots.start.update(repeating: -1, count: count)
    return slots
  }
}

extension TextKeys: Hashable {
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

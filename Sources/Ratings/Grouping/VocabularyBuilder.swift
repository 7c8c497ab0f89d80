/// Gives distinct numbers codes 0, 1, 2, ... in the order in which they first come.
///
/// Keys below 2^20, which is nearly all of them, find their code in a table by one load; larger
/// ones by hash.
final class VocabularyBuilder: @unchecked Sendable {
  /// The distinct keys; the place of a key is its code.
  private(set) var keys: [Int64] = []

  /// Code + 1 by key; 0 without a code.
  private let direct = OwnedBuffer<Int32>(capacity: directLimit, zeroed: true)
  /// Codes of larger keys by hash, -1 in a free slot; a power of two, at most half of them taken.
  private var slots = [Int32](repeating: -1, count: 16)
  private var hashed = 0

  /// The first key that is not in the direct table.
  static let directLimit = 1 << 20

  /// Returns the code of a key, 0 ... 2^63 - 1; a new key gets the next code.
  @inline(__always)
  func code(for key: Int64) -> Int32 {
    if key < VocabularyBuilder.directLimit {
      let known = direct.start[Int(key)]
      if known != 0 { return known - 1 }
    }
    return find(key)
  }

  @inline(never)
  private func find(_ key: Int64) -> Int32 {
    if key < VocabularyBuilder.directLimit {
      keys.append(key)
      direct.start[Int(key)] = Int32(keys.count)
      return Int32(keys.count - 1)
    }
    var slot = firstSlot(key)
    while slots[slot] >= 0 {
      if keys[Int(slots[slot])] == key { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(keys.count)
    keys.append(key)
    hashed += 1
    if hashed * 2 > slots.count { grow() }
    return Int32(keys.count - 1)
  }

  private func firstSlot(_ key: Int64) -> Int {
    NumericKeys.firstSlot(of: key, among: slots.count)
  }

  private func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (code, key) in keys.enumerated() where key >= VocabularyBuilder.directLimit {
      var slot = firstSlot(key)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(code)
    }
  }
}

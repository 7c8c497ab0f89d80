/// Whole numbers as the keys of a vocabulary.
///
/// Ascending keys, which those of data are, are found by binary search and take no further memory.
/// Others are found by hash.
struct NumericKeys: Sendable {
  let keys: [Int64]
  /// Indices by hash, -1 in a free slot: a power of two, at most half of them taken. Empty if keys
  /// ascend.
  private let slots: [Int32]

  /// Fails if a key comes twice.
  init?(_ keys: [Int64]) {
    self.keys = keys
    if zip(keys, keys.dropFirst()).allSatisfy(<) {
      slots = []
      return
    }
    var size = 16
    while size < 2 * keys.count { size *= 2 }
    var slots = [Int32](repeating: -1, count: size)
    for (index, key) in keys.enumerated() {
      var slot = Self.firstSlot(of: key, among: size)
      while slots[slot] >= 0 {
        if keys[Int(slots[slot])] == key { return nil }
        slot = (slot + 1) & (size - 1)
      }
      slots[slot] = Int32(index)
    }
    self.slots = slots
  }

  /// Returns the index of a key; nil if it is not among the keys.
  func index(of key: Int64) -> Int? {
    guard !slots.isEmpty else { return ascendingIndex(of: key) }
    var slot = Self.firstSlot(of: key, among: slots.count)
    while slots[slot] >= 0 {
      let index = Int(slots[slot])
      if keys[index] == key { return index }
      slot = (slot + 1) & (slots.count - 1)
    }
    return nil
  }

  private func ascendingIndex(of key: Int64) -> Int? {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    return low < keys.count && keys[low] == key ? low : nil
  }

  /// Returns the slot at which the search for a key begins, among a power of two of slots.
  ///
  /// Fibonacci hashing: the high bits of the product depend on all bits of the key.
  static func firstSlot(of key: Int64, among slots: Int) -> Int {
    let hash = UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash >> UInt64(64 - slots.trailingZeroBitCount))
  }
}

extension NumericKeys: Hashable {
  /// Returns true if the keys are equal, in their order. The slots follow from the keys.
  static func == (a: NumericKeys, b: NumericKeys) -> Bool { a.keys == b.keys }

  /// Hashes the keys in their order.
  func hash(into hasher: inout Hasher) { hasher.combine(keys) }
}

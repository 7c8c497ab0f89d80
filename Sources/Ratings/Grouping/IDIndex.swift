/// Numbers distinct ids in the order in which they first come.
///
/// Ids below 2^20, which is nearly all of them, find their code in a table by one load; larger ones by
/// hash.
final class IDIndex: @unchecked Sendable {
  /// The distinct ids; the place of an id is its code.
  private(set) var ids: [Int64] = []

  /// Code + 1 by id; 0 where an id has none yet.
  private let direct = OwnedBuffer<Int32>(capacity: directLimit, zeroed: true)
  /// Codes of larger ids by hash, -1 where a slot is free; a power of two, at most half of them taken.
  private var slots = [Int32](repeating: -1, count: 16)
  private var hashed = 0

  /// Ids below it have their place in the direct table.
  static let directLimit = 1 << 20

  /// The code of an id, 0 ... 2^63 - 1; a new one where it has none.
  @inline(__always)
  func code(for id: Int64) -> Int32 {
    if id < IDIndex.directLimit {
      let known = direct.start[Int(id)]
      if known != 0 { return known - 1 }
    }
    return find(id)
  }

  @inline(never)
  private func find(_ id: Int64) -> Int32 {
    if id < IDIndex.directLimit {
      ids.append(id)
      direct.start[Int(id)] = Int32(ids.count)
      return Int32(ids.count - 1)
    }
    var slot = firstSlot(id)
    while slots[slot] >= 0 {
      if ids[Int(slots[slot])] == id { return slots[slot] }
      slot = (slot + 1) & (slots.count - 1)
    }
    slots[slot] = Int32(ids.count)
    ids.append(id)
    hashed += 1
    if hashed * 2 > slots.count { grow() }
    return Int32(ids.count - 1)
  }

  /// Fibonacci hashing: the high bits of the product depend on all bits of the id.
  private func firstSlot(_ id: Int64) -> Int {
    let hash = UInt64(bitPattern: id) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: hash >> UInt64(64 - slots.count.trailingZeroBitCount))
  }

  private func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for (code, id) in ids.enumerated() where id >= IDIndex.directLimit {
      var slot = firstSlot(id)
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(code)
    }
  }
}

/// The ids of several indices as one ascending list, and where each index's codes stand in it.
struct IDRanking {
  /// The distinct ids, ascending.
  let ids: [Int64]
  /// For each index and code the place of its id in `ids`.
  let ranks: [OwnedBuffer<Int32>]

  /// - Complexity: O(n + the largest id below 2^20), and O(n log n) over the ids above.
  init(_ indices: [IDIndex]) {
    var places: [Int32] = []
    var large: [Int64] = []
    for index in indices {
      for id in index.ids {
        guard id < IDIndex.directLimit else {
          large.append(id)
          continue
        }
        let missing = Int(id) + 1 - places.count
        if missing > 0 { places.append(contentsOf: repeatElement(-1, count: missing)) }
        places[Int(id)] = 0
      }
    }
    var ids: [Int64] = []
    for id in places.indices where places[id] == 0 {
      places[id] = Int32(ids.count)
      ids.append(Int64(id))
    }
    let small = ids.count
    large.sort()
    for id in large where ids.count == small || ids.last != id { ids.append(id) }
    self.ids = ids
    ranks = indices.map { index in
      let ranks = OwnedBuffer<Int32>(capacity: index.ids.count)
      for (code, id) in index.ids.enumerated() {
        ranks.start[code] =
          id < IDIndex.directLimit ? places[Int(id)] : Self.place(of: id, in: ids, from: small)
      }
      return ranks
    }
  }

  /// Binary search for an id that is there.
  private static func place(of id: Int64, in ids: [Int64], from start: Int) -> Int32 {
    var low = start
    var high = ids.count
    while low < high {
      let middle = (low + high) / 2
      if ids[middle] < id { low = middle + 1 } else { high = middle }
    }
    return Int32(low)
  }
}

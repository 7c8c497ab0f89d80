import Debut

/// Distributions over items that speak for one user.
enum Group: Int, CaseIterable {
  case after1, after2, after3
  case before1, before2
  case around5, around60
  case own, ownEarlier

  static let count = allCases.count

  /// The place in a row of evidence. One place is left between those of pairs and those of own items.
  var lane: Int { self == .own || self == .ownEarlier ? rawValue + 1 : rawValue }
}

/// Evidence of the counts about all items for one user: a row of numbers for each item that anything speaks for.
///
/// A row holds the item's share in each group's distribution, and for each kind of pairs a sum of logs over the user's
/// latest items, in lanes that fit vectors.
struct Evidence {
  /// Floats of a row.
  static let width = 16
  /// The lane between those of the groups, which becomes the log of the mixture's probability.
  static let mixtureLane = Group.own.rawValue
  /// The lane of the first sum of logs.
  static let logLane = 12
  /// Lanes before those of own items.
  static let pairLanes = 8

  /// The number of items with a row.
  private(set) var rowCount = 0
  /// [lanes] what the shares of all items in a group sum to, at most 1.
  private(set) var masses = [Float](repeating: 0, count: Evidence.logLane)
  /// The sum of the last item's row of what came after it.
  private(set) var lastSum: Float = 0
  let room: EvidenceRoom

  /// Reads what speaks for a user.
  init(_ user: UserEvents, _ source: some RowSource, _ room: EvidenceRoom) {
    self.room = room
    room.slots.update(repeating: -1, count: room.itemCount)
    let recent = user.recent
    let known = recent.count
    let near = Decay(0.8, reach: 10)
    let far = Decay(0.95, reach: UserEvents.reach)
    for back in 1...max(known, 1) where back <= known {
      let item = recent[known - back]
      let around = source.row(.around, of: item, back: back)
      let scale = 1 / (around.sum + 1)
      let wide = far.share(back, of: 1...UserEvents.reach, known) * scale
      let narrow = near.share(back, of: 1...5, known) * scale
      add(around, wide, .around60, narrow, .around5, logs: 0.3 * far.power(back), .around)
      guard back <= near.reach else { continue }
      let after = source.row(.after, of: item, back: back)
      if back == 1 { lastSum = after.sum }
      let (group, range) = Self.after(back)
      add(
        after, near.share(back, of: range, known) / (after.sum + 1), group,
        logs: 0.3 * near.power(back), .after)
      let before = source.row(.before, of: item, back: back)
      let (earlier, span) = Self.before(back)
      add(
        before, near.share(back, of: span, known) / (before.sum + 1), earlier,
        logs: 0.3 * near.power(back), .before)
    }
    if let own = user.own { add(own, events: user.count) }
  }

  private static func after(_ back: Int) -> (Group, ClosedRange<Int>) {
    switch back {
    case 1: (.after1, 1...1)
    case 2: (.after2, 2...2)
    default: (.after3, 3...6)
    }
  }

  private static func before(_ back: Int) -> (Group, ClosedRange<Int>) {
    back == 1 ? (.before1, 1...1) : (.before2, 2...6)
  }

  /// Returns the row of an item, which is made if there is none.
  @inline(__always)
  private mutating func row(of item: Int32) -> UnsafeMutablePointer<Float> {
    let slot = room.slots[Int(item)]
    if slot >= 0 { return room.rows + Int(slot) * Self.width }
    room.slots[Int(item)] = Int32(truncatingIfNeeded: rowCount)
    room.items[rowCount] = item
    let row = room.rows + rowCount * Self.width
    for lane in 0..<Self.width { row[lane] = 0 }
    rowCount += 1
    return row
  }

  /// Adds a row of counts to a group, and its logs to those of its kind.
  private mutating func add(
    _ source: Row, _ weight: Float, _ group: Group, logs: Float, _ kind: PairKind
  ) {
    let (lane, logLane) = (group.lane, Self.logLane + kind.rawValue)
    for entry in 0..<source.count {
      let row = row(of: source.columns[entry])
      row[lane] += weight * source.values[entry]
      row[logLane] += logs * source.logs[entry]
    }
    masses[lane] += weight * source.sum
  }

  /// Adds a row of counts to two groups.
  private mutating func add(
    _ source: Row, _ weight: Float, _ group: Group, _ second: Float, _ other: Group, logs: Float,
    _ kind: PairKind
  ) {
    guard second > 0 else { return add(source, weight, group, logs: logs, kind) }
    let (lane, otherLane, logLane) =
      (group.lane, other.lane, Self.logLane + kind.rawValue)
    for entry in 0..<source.count {
      let row = row(of: source.columns[entry])
      let value = source.values[entry]
      row[lane] += weight * value
      row[otherLane] += second * value
      row[logLane] += logs * source.logs[entry]
    }
    masses[lane] += weight * source.sum
    masses[otherLane] += second * source.sum
  }

  /// Adds the user's own items.
  private mutating func add(_ own: OwnItems, events: Int) {
    guard events > 0 else { return }
    let earlier = events - own.presentCount
    let weight = 1 / Float(events)
    let earlierWeight = earlier > 0 ? 1 / Float(earlier) : 0
    for (place, item) in own.items.enumerated() {
      let row = row(of: item)
      row[Group.own.lane] = own.counts[place] * weight
      row[Group.ownEarlier.lane] =
        (own.counts[place] - own.present[place]) * earlierWeight
    }
    masses[Group.own.lane] = 1
    masses[Group.ownEarlier.lane] = earlier > 0 ? 1 : 0
  }

  /// Returns the row of an item; nil if nothing speaks for it.
  func found(_ item: Int) -> UnsafePointer<Float>? {
    let slot = room.slots[item]
    return slot < 0 ? nil : UnsafePointer(room.rows + Int(slot) * Self.width)
  }
}

/// Weights of the latest items, falling with each event.
private struct Decay {
  let reach: Int
  /// [reach] powers of the decay, from 1.
  private let powers: [Float]

  init(_ decay: Float, reach: Int) {
    self.reach = reach
    var power: Float = 1
    powers = (0..<reach).map { _ in
      defer { power *= decay }
      return power
    }
  }

  func power(_ back: Int) -> Float { powers[back - 1] }

  /// The weight of an item among those of a range that are known; 0 beyond the range.
  func share(_ back: Int, of range: ClosedRange<Int>, _ known: Int) -> Float {
    guard range.contains(back) else { return 0 }
    let last = min(range.upperBound, known)
    return powers[back - 1] / powers[range.lowerBound - 1...last - 1].reduce(0, +)
  }
}

/// Memory for the evidence of one user at a time.
struct EvidenceRoom {
  let itemCount: Int
  /// [items] the row of an item; -1 for none.
  let slots: UnsafeMutablePointer<Int32>
  /// [rows] the item of a row.
  let items: UnsafeMutablePointer<Int32>
  /// [rows, width]
  let rows: UnsafeMutablePointer<Float>

  /// Bytes for a number of items.
  static func bytes(_ itemCount: Int) -> Int {
    itemCount * (2 * MemoryLayout<Int32>.stride + Evidence.width * MemoryLayout<Float>.stride)
  }

  /// - Parameter memory: aligned to 64 bytes.
  init(_ memory: UnsafeMutableRawPointer, itemCount: Int) {
    self.itemCount = itemCount
    let count = itemCount * Evidence.width
    rows = memory.bindMemory(to: Float.self, capacity: count)
    slots = (memory + 4 * count).bindMemory(to: Int32.self, capacity: itemCount)
    items = (memory + 4 * (count + itemCount)).bindMemory(to: Int32.self, capacity: itemCount)
  }
}

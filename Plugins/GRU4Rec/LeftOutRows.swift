import Debut

/// The rows of pair counts without what one training user did from a position on: as if the user's history ended
/// there.
struct LeftOutRows: RowSource {
  /// A count to take out of the row of one of the user's latest items.
  private struct Excess {
    let source: Int32
    let column: Int32
    let weight: Float
  }

  private let counts: EventCounts
  /// [items] 1 / (10 prior), of the same position.
  private let inverse: UnsafePointer<Float>
  private let room: LeftOutRoom
  /// [kinds of pairs] what to take out, in the order of `source`.
  private var excess: [[Excess]] = []

  /// - Parameters:
  ///   - items: the user's whole history.
  ///   - position: the number of events that stay in.
  init(
    _ counts: EventCounts, items: ArraySlice<Int32>, position: Int, recent: [Int32],
    inverse: UnsafePointer<Float>, _ room: LeftOutRoom
  ) {
    self.counts = counts
    self.inverse = inverse
    self.room = room
    for item in recent { room.isRead.base[Int(item)] = true }
    defer { for item in recent { room.isRead.base[Int(item)] = false } }
    let around = PairKind.around.weights
    let near = PairKind.after.weights
    var found = [[Excess]](repeating: [], count: PairKind.allCases.count)
    func take(_ kind: PairKind, _ source: Int32, _ column: Int32, _ weight: Float) {
      guard room.isRead[Int(source)] else { return }
      found[kind.rawValue].append(Excess(source: source, column: column, weight: weight))
    }
    for later in items.startIndex + position..<items.endIndex {
      let second = items[later]
      for lag in 1...around.count where later - lag >= items.startIndex {
        let first = items[later - lag]
        guard room.isRead[Int(first)] || room.isRead[Int(second)] else { continue }
        take(.around, first, second, around[lag - 1])
        take(.around, second, first, around[lag - 1])
        guard lag <= near.count else { continue }
        take(.after, first, second, near[lag - 1])
        take(.before, second, first, near[lag - 1])
      }
    }
    excess = found.map { $0.sorted { $0.source < $1.source } }
  }

  func row(_ kind: PairKind, of item: Int32, back: Int) -> Row {
    let pairs = counts.pairs(kind)
    let first = pairs.starts[Int(item)]
    let count = pairs.starts[Int(item) + 1] - first
    var sum = pairs.sums[Int(item)]
    let columns = pairs.columns.base + first
    let (values, logs) = (room.values.base, room.logs.base)
    values.update(from: pairs.values.base + first, count: count)
    let excess = excess[kind.rawValue]
    var place = Self.lowerBound(excess.count) { excess[$0].source < item }
    while place < excess.count, excess[place].source == item {
      let entry = Self.lowerBound(count) { columns[$0] < excess[place].column }
      values[entry] -= excess[place].weight
      sum -= excess[place].weight
      place += 1
    }
    // Two loops: without the look-up, that of logarithms becomes vector code.
    for i in 0..<count { logs[i] = 1 + values[i] * inverse[Int(columns[i])] }
    for i in 0..<count { logs[i] = fastLog(logs[i]) }
    return Row(columns: columns, values: values, logs: logs, count: count, sum: sum)
  }

  /// Returns the first place that is not below.
  @inline(__always)
  private static func lowerBound(_ count: Int, _ isBelow: (Int) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if isBelow(middle) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Memory for rows that something is taken out of: one row at a time.
struct LeftOutRoom {
  /// [items] true for the user's latest items.
  let isRead: Memory<Bool>
  /// [items] the row's counts, and their logs.
  let values: Memory<Float>
  let logs: Memory<Float>

  init(itemCount: Int) {
    isRead = Memory(itemCount, filledWith: false)
    values = Memory(itemCount, filledWith: 0)
    logs = Memory(itemCount, filledWith: 0)
  }
}

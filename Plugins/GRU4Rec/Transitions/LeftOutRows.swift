import Debut

/// The rows of pair counts without what one training user did from a position on: as if the user's history ended
/// there.
struct LeftOutRows: RowSource {
  /// A count to take out of a row.
  private struct Excess {
    let column: Int32
    let weight: Float
  }

  private let counts: EventCounts
  /// [items] 1 / (10 prior), of the same position.
  private let inverse: UnsafePointer<Float>
  private let room: LeftOutRoom
  /// The user's latest items, each once.
  private var sources: [Int32] = []
  /// [sources, kinds of pairs] what to take out.
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
    for item in recent where room.places[Int(item)] < 0 {
      room.places.base[Int(item)] = Int32(sources.count)
      sources.append(item)
    }
    defer { for item in sources { room.places.base[Int(item)] = -1 } }
    let first = items.startIndex + position
    var occurrences = [[Int]](repeating: [], count: sources.count)
    let reach = PairKind.around.weights.count
    for place in max(items.startIndex, first - reach)..<items.endIndex {
      let source = room.places[Int(items[place])]
      if source >= 0 { occurrences[Int(source)].append(place) }
    }
    for places in occurrences {
      for place in places { add(pairsOf: place, items, from: first) }
      excess += PairKind.allCases.map { room.takeSums($0).map { Excess(column: $0, weight: $1) } }
    }
  }

  /// Adds the pairs of an event whose later end is at `first` or after.
  private func add(pairsOf place: Int, _ items: ArraySlice<Int32>, from first: Int) {
    let (around, near) = (room.around, room.near)
    for lag in 1...around.count {
      let (later, earlier) = (place + lag, place - lag)
      if later >= first, later < items.endIndex {
        room.add(.around, items[later], around[lag - 1])
        if lag <= near.count { room.add(.after, items[later], near[lag - 1]) }
      }
      if place >= first, earlier >= items.startIndex {
        room.add(.around, items[earlier], around[lag - 1])
        if lag <= near.count { room.add(.before, items[earlier], near[lag - 1]) }
      }
    }
  }

  func row(_ kind: PairKind, of item: Int32, back: Int) -> Row {
    let pairs = counts.pairs(kind)
    let first = pairs.starts[Int(item)]
    let count = pairs.starts[Int(item) + 1] - first
    var sum = pairs.sums[Int(item)]
    let columns = pairs.columns.base + first
    let logs = room.logs.base
    var values = pairs.values.base + first
    let source = sources.firstIndex(of: item) ?? 0
    let excess = excess[source * PairKind.allCases.count + kind.rawValue]
    if !excess.isEmpty {
      room.values.base.update(from: values, count: count)
      values = room.values.base
    }
    for excess in excess {
      let entry = Self.lowerBound(count) { columns[$0] < excess.column }
      values[entry] -= excess.weight
      sum -= excess.weight
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
final class LeftOutRoom {
  /// [items] the place of each item among the user's latest; -1 for others.
  let places: Memory<Int32>
  /// [items] the row's counts, and their logs.
  let values: Memory<Float>
  let logs: Memory<Float>
  let around = PairKind.around.weights
  let near = PairKind.after.weights
  /// [kinds of pairs, items] what to take out of the row of one item.
  private let sums: Memory<Float>
  /// [kinds of pairs] the items with such sums.
  private var found = [[Int32]](repeating: [], count: PairKind.allCases.count)
  private let itemCount: Int

  init(itemCount: Int) {
    self.itemCount = itemCount
    places = Memory(itemCount, filledWith: -1)
    values = Memory(itemCount, filledWith: 0)
    logs = Memory(itemCount, filledWith: 0)
    sums = Memory(itemCount * PairKind.allCases.count, filledWith: 0)
  }

  @inline(__always)
  func add(_ kind: PairKind, _ item: Int32, _ weight: Float) {
    let place = kind.rawValue * itemCount + Int(item)
    if sums[place] == 0 { found[kind.rawValue].append(item) }
    sums.base[place] += weight
  }

  /// Returns the sums of a kind, which begin anew.
  func takeSums(_ kind: PairKind) -> [(item: Int32, sum: Float)] {
    let own = sums.base + kind.rawValue * itemCount
    let result = found[kind.rawValue].map { (item: $0, sum: own[Int($0)]) }
    for item in found[kind.rawValue] { own[Int(item)] = 0 }
    found[kind.rawValue].removeAll(keepingCapacity: true)
    return result
  }
}

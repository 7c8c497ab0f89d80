import Debut

/// A way to count pairs of events of one user.
enum PairKind: Int, CaseIterable, Sendable {
  /// The row's item, and what came one to three events after it.
  case after
  /// The row's item, and what came one to three events before it: the transpose of `after`.
  case before
  /// The row's item, and what came up to twenty events before or after it. Symmetric.
  case around

  /// [lag - 1] what a pair of events counts that are `lag` apart.
  ///
  /// Whole multiples of 2^-10, so that sums below 2^14 are exact in any order: what is taken out again leaves nothing.
  var weights: [Float] {
    switch self {
    case .after, .before: [1, 0.5, 0.25]
    case .around: (1...20).map { (1024 / Float($0).squareRoot()).rounded() / 1024 }
    }
  }

}

/// Counts of pairs of items, as sparse rows.
struct PairCounts: Sendable {
  /// [items + 1] the first entry of each row, and the number of entries.
  let starts: [Int]
  /// [entries] the other item, ascending in a row.
  let columns: Memory<Int32>
  /// [entries] the weighted count, above zero.
  let values: Memory<Float>
  /// [items] the sum of each row.
  let sums: [Float]

  init(starts: [Int], columns: [Int32], values: [Float]) {
    self.starts = starts
    self.columns = Memory(columns, emptyWith: 0)
    self.values = Memory(values, emptyWith: 0)
    sums = (0..<starts.count - 1).map { row in
      values[starts[row]..<starts[row + 1]].reduce(0, +)
    }
  }

  var itemCount: Int { sums.count }

  /// The counts with rows and columns exchanged.
  var transposed: PairCounts {
    var starts = [Int](repeating: 0, count: itemCount + 1)
    for i in 0..<columns.count { starts[Int(columns[i]) + 1] += 1 }
    for item in 0..<itemCount { starts[item + 1] += starts[item] }
    var next = starts
    var items = [Int32](repeating: 0, count: columns.count)
    var counts = [Float](repeating: 0, count: columns.count)
    for row in 0..<itemCount {
      for i in self.starts[row]..<self.starts[row + 1] {
        let place = next[Int(columns[i])]
        next[Int(columns[i])] += 1
        items[place] = Int32(row)
        counts[place] = values[i]
      }
    }
    return PairCounts(starts: starts, columns: items, values: counts)
  }

  /// Counts the pairs of all users.
  ///
  /// - Parameter progress: called between groups of rows with the share that is done; what it throws ends the work.
  init(
    _ kind: PairKind, of events: EventSequences, itemCount: Int, workers: Workers,
    progress: (Double) throws -> Void
  ) throws {
    let places = EventPlaces(events, itemCount: itemCount)
    let block = max(16, (itemCount + 255) / 256)
    let shards = (itemCount + block - 1) / block
    var parts = [RowBlock](repeating: RowBlock(), count: shards)
    for first in stride(from: 0, to: shards, by: 16) {
      try progress(Double(first) / Double(shards))
      parts.withUnsafeMutableBufferPointer { parts in
        let parts = UncheckedSlots(base: parts.baseAddress)
        workers.run(shards: min(16, shards - first)) { shard in
          let rows = (first + shard) * block..<min((first + shard + 1) * block, itemCount)
          parts.base?[first + shard] = RowBlock(rows, kind, events, places, itemCount)
        }
      }
    }
    var starts = [0]
    starts.reserveCapacity(itemCount + 1)
    for part in parts { for length in part.lengths { starts.append(starts.last! + length) } }
    var columns: [Int32] = []
    var values: [Float] = []
    columns.reserveCapacity(starts[itemCount])
    values.reserveCapacity(starts[itemCount])
    for part in parts {
      columns += part.columns
      values += part.values
    }
    self.init(starts: starts, columns: columns, values: values)
  }
}

/// Memory that shards write to places of their own in.
struct UncheckedSlots<Element>: @unchecked Sendable {
  let base: UnsafeMutablePointer<Element>?
}

/// The events of each item, and the bounds of the user of each event.
private struct EventPlaces {
  /// [items + 1]
  var starts: [Int]
  /// [events] places of the events, by item, ascending.
  var events: [Int32]
  /// [events] the user of each event.
  var users: [Int32]

  init(_ sequences: EventSequences, itemCount: Int) {
    starts = [Int](repeating: 0, count: itemCount + 1)
    for item in sequences.items { starts[Int(item) + 1] += 1 }
    for item in 0..<itemCount { starts[item + 1] += starts[item] }
    var next = starts
    events = [Int32](repeating: 0, count: sequences.items.count)
    for (place, item) in sequences.items.enumerated() {
      events[next[Int(item)]] = Int32(place)
      next[Int(item)] += 1
    }
    users = [Int32](repeating: 0, count: sequences.items.count)
    for user in 0..<sequences.userCount {
      for place in sequences.starts[user]..<sequences.starts[user + 1] {
        users[place] = Int32(user)
      }
    }
  }
}

/// Some rows of counts.
private struct RowBlock {
  var lengths: [Int] = []
  var columns: [Int32] = []
  var values: [Float] = []

  init() {}

  init(
    _ rows: Range<Int>, _ kind: PairKind, _ events: EventSequences, _ places: EventPlaces,
    _ itemCount: Int
  ) {
    var sums = [Float](repeating: 0, count: itemCount)
    var found: [Int32] = []
    let weights = kind.weights
    func add(_ place: Int, _ weight: Float) {
      let item = events.items[place]
      if sums[Int(item)] == 0 { found.append(item) }
      sums[Int(item)] += weight
    }
    for row in rows {
      found.removeAll(keepingCapacity: true)
      for place in places.events[places.starts[row]..<places.starts[row + 1]] {
        let place = Int(place)
        let user = Int(places.users[place])
        if kind != .before {
          let last = min(weights.count, events.starts[user + 1] - 1 - place)
          for lag in 0..<last { add(place + lag + 1, weights[lag]) }
        }
        if kind != .after {
          let last = min(weights.count, place - events.starts[user])
          for lag in 0..<last { add(place - lag - 1, weights[lag]) }
        }
      }
      found.sort()
      lengths.append(found.count)
      for item in found {
        columns.append(item)
        values.append(sums[Int(item)])
        sums[Int(item)] = 0
      }
    }
  }
}

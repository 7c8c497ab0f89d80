/// Turns a table in file order into histories: users by ascending id, each user's ratings in the order
/// of (timestamp, file order), of several ratings of one item only the latest.
///
/// Counting sort by user, then each history by time on its own; nothing compares rows of different
/// users. - Complexity: O(rows), and O(n log n) over the distinct ids.
struct HistoryGrouping {
  private(set) var items: [Int32]
  private(set) var ratings: [Float]
  private(set) var timestamps: [Int64]
  private(set) var userIDs: [Int64]
  private(set) var ranges: [Range<Int>] = []
  /// The ids of the rated items, ascending; `items` are indices into them.
  private(set) var itemIDs: [Int64]
  /// Ratings that a later one of the same user and item replaced.
  private(set) var duplicates = 0

  init(_ table: RatingTable) {
    let users = table.users.ranked()
    let rankedItems = table.items.ranked()
    userIDs = users.ids
    itemIDs = rankedItems.ids
    let codes = table.users.codes
    var starts = [Int](repeating: 0, count: userIDs.count + 1)
    for code in codes { starts[Int(users.ranks[Int(code)]) + 1] += 1 }
    for i in userIDs.indices { starts[i + 1] += starts[i] }

    var next = starts
    items = .init(repeating: 0, count: table.count)
    ratings = .init(repeating: 0, count: table.count)
    timestamps = .init(repeating: 0, count: table.timestamps.count)
    for row in 0..<table.count {
      let user = Int(users.ranks[Int(codes[row])])
      let place = next[user]
      next[user] = place + 1
      items[place] = rankedItems.ranks[Int(table.items.codes[row])]
      ratings[place] = table.ratings[row]
      if table.hasTimestamps { timestamps[place] = table.timestamps[row] }
    }
    if table.hasTimestamps { sortByTime(starts) }
    dropDuplicates(starts)
  }

  private mutating func sortByTime(_ starts: [Int]) {
    var sorter = TimeSorter()
    for user in userIDs.indices {
      let range = starts[user]..<starts[user + 1]
      sorter.sort(range, &timestamps, &items, &ratings)
    }
  }

  /// Keeps the last of a user's ratings of an item, and closes the gaps.
  private mutating func dropDuplicates(_ starts: [Int]) {
    // The last place where an item was met, within the user at hand if it is in their range.
    var latest = [Int](repeating: -1, count: itemIDs.count)
    var end = 0
    for user in userIDs.indices {
      let start = end
      let range = starts[user]..<starts[user + 1]
      for place in range { latest[Int(items[place])] = place }
      for place in range where latest[Int(items[place])] == place {
        if place != end { move(place, to: end) }
        end += 1
      }
      ranges.append(start..<end)
    }
    duplicates = items.count - end
    items.removeLast(duplicates)
    ratings.removeLast(duplicates)
    if !timestamps.isEmpty { timestamps.removeLast(duplicates) }
  }

  private mutating func move(_ place: Int, to target: Int) {
    items[target] = items[place]
    ratings[target] = ratings[place]
    if !timestamps.isEmpty { timestamps[target] = timestamps[place] }
  }
}

/// Sorts the rows of one history by time; stable. Short ones by insertion, long ones by radix.
private struct TimeSorter {
  /// Seconds since the history's first, and the row they stand in; two of each, to sort from one to the
  /// other.
  private var keys: [UInt64] = []
  private var rows: [Int32] = []
  private var otherKeys: [UInt64] = []
  private var otherRows: [Int32] = []
  private var oldItems: [Int32] = []
  private var oldRatings: [Float] = []

  mutating func sort(
    _ range: Range<Int>, _ times: inout [Int64], _ items: inout [Int32], _ ratings: inout [Float]
  ) {
    var isSorted = true
    for place in range.dropFirst() where times[place] < times[place - 1] { isSorted = false }
    if isSorted { return }
    if range.count <= 24 {
      insertionSort(range, &times, &items, &ratings)
    } else {
      radixSort(range, &times, &items, &ratings)
    }
  }

  private func insertionSort(
    _ range: Range<Int>, _ times: inout [Int64], _ items: inout [Int32], _ ratings: inout [Float]
  ) {
    for place in range.dropFirst() {
      let (time, item, rating) = (times[place], items[place], ratings[place])
      var hole = place
      while hole > range.lowerBound && times[hole - 1] > time {
        times[hole] = times[hole - 1]
        items[hole] = items[hole - 1]
        ratings[hole] = ratings[hole - 1]
        hole -= 1
      }
      times[hole] = time
      items[hole] = item
      ratings[hole] = rating
    }
  }

  /// One pass a byte of the history's span in seconds, from the lowest.
  private mutating func radixSort(
    _ range: Range<Int>, _ times: inout [Int64], _ items: inout [Int32], _ ratings: inout [Float]
  ) {
    let first = times[range].min() ?? 0
    keys.removeAll(keepingCapacity: true)
    rows.removeAll(keepingCapacity: true)
    var span: UInt64 = 0
    for place in range {
      let key = UInt64(bitPattern: times[place] &- first)
      span |= key
      keys.append(key)
      rows.append(Int32(place - range.lowerBound))
    }
    for shift in stride(from: 0, to: UInt64.bitWidth - span.leadingZeroBitCount, by: 8) {
      pass(UInt64(shift))
    }
    oldItems = Array(items[range])
    oldRatings = Array(ratings[range])
    for (offset, row) in rows.enumerated() {
      times[range.lowerBound + offset] = first &+ Int64(bitPattern: keys[offset])
      items[range.lowerBound + offset] = oldItems[Int(row)]
      ratings[range.lowerBound + offset] = oldRatings[Int(row)]
    }
  }

  private mutating func pass(_ shift: UInt64) {
    let count = keys.count
    if otherKeys.count != count {
      otherKeys = .init(repeating: 0, count: count)
      otherRows = .init(repeating: 0, count: count)
    }
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: 256) { starts in
      starts.initialize(repeating: 0)
      for key in keys { starts[Int(key >> shift & 255)] += 1 }
      var sum: Int32 = 0
      for i in 0..<256 { (starts[i], sum) = (sum, sum + starts[i]) }
      for i in 0..<count {
        let digit = Int(keys[i] >> shift & 255)
        let place = Int(starts[digit])
        starts[digit] += 1
        otherKeys[place] = keys[i]
        otherRows[place] = rows[i]
      }
    }
    swap(&keys, &otherKeys)
    swap(&rows, &otherRows)
  }
}

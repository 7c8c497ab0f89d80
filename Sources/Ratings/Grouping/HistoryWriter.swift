/// Writes each user's ratings in the order of time, of several of one item only the last unless
/// repeats are kept.
struct HistoryWriter: Sendable {
  let order: RunOrder
  let source: ColumnPointers
  let itemCount: Int
  /// True if a user's ratings of one item are all kept.
  let keepsRepeats: Bool
  /// Orders a user's rows of one time; nil: they keep the order of the file.
  let ties: TieOrder?
  let stop: StopRequest

  /// About the number of rows that a thread takes at a time.
  private static let pieceSize = 1 << 16

  /// Writes the histories one after the other and returns the rows of each.
  ///
  /// Histories not yet written when a stop is requested are empty.
  /// - Parameter target: may be the source, if the order is in place.
  func write(to target: ColumnPointers, threads: Int) -> [Range<Int>] {
    let pieces = pieces()
    let workers = (0..<max(min(threads, pieces.count), 1)).map { _ in HistoryScratch(self) }
    let kept = OwnedBuffer<Int>(capacity: order.users, zeroed: true)
    ParallelWork.run(pieces: pieces.count, threads: threads) { piece, thread in
      guard !stop.isMade() else { return }
      for user in pieces[piece] {
        let rows = workers[thread].gather(user)
        kept.start[user] = workers[thread].write(rows, to: target, of: user)
      }
    }
    return closeGaps(target, kept)
  }

  /// Returns ranges of users with about `pieceSize` rows each.
  private func pieces() -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    let starts = order.rowStarts.start
    for user in 0..<order.users
    where starts[user + 1] - starts[start] >= Self.pieceSize || user + 1 == order.users {
      pieces.append(start..<user + 1)
      start = user + 1
    }
    return pieces
  }

  /// Moves histories that follow dropped duplicates down, and returns the rows of each.
  private func closeGaps(_ target: ColumnPointers, _ kept: OwnedBuffer<Int>) -> [Range<Int>] {
    var end = 0
    return (0..<order.users).map { user in
      let start = order.rowStarts.start[user]
      let range = end..<end + kept.start[user]
      target.move(start..<start + range.count, to: end)
      end = range.upperBound
      return range
    }
  }
}

/// A thread's memory: the rows of the current user, and buffers for ordering them.
private final class HistoryScratch: @unchecked Sendable {
  private let order: RunOrder
  private let source: ColumnPointers
  private let keepsRepeats: Bool
  private let ties: TieOrder?
  private var rows = OwnedBuffer<HistoryRow>(capacity: 1 << 10)
  private var sorter = TimeSorter()
  /// [item] the user, counted from 1, in whose rows the item was last met.
  private let met: OwnedBuffer<Int32>

  init(_ writer: HistoryWriter) {
    order = writer.order
    source = writer.source
    keepsRepeats = writer.keepsRepeats
    ties = writer.ties
    met = OwnedBuffer(capacity: writer.itemCount, zeroed: true)
  }

  /// The rows of one user in file order.
  struct Gathered {
    let rows: UnsafePointer<HistoryRow>
    let count: Int
    /// The earliest and the latest time.
    let span: ClosedRange<Int64>
    let isInTimeOrder: Bool
    /// True if items ascend in file order: then none comes twice.
    let itemsAscend: Bool
  }

  /// Copies a user's runs into one buffer, which is valid until the next call.
  func gather(_ user: Int) -> Gathered {
    let count = order.rowStarts.start[user + 1] - order.rowStarts.start[user]
    if rows.capacity < count { rows = OwnedBuffer(capacity: count * 2) }
    let hasTimes = !source.timestamps.isEmpty
    let rows = rows.start
    var next = rows
    var (first, latest, lastItem) = (Int64.max, Int64.min, Int32(-1))
    var last = latest
    var (isInTimeOrder, itemsAscend) = (true, true)
    for place in order.runStarts.start[user]..<order.runStarts.start[user + 1] {
      for row in order.runs.start[place].rows {
        let time = hasTimes ? source.timestamps[row] : 0
        let item = source.items[row]
        next.pointee = HistoryRow(timestamp: time, item: item, rating: source.ratings[row])
        next += 1
        if time < latest { isInTimeOrder = false }
        if item <= lastItem { itemsAscend = false }
        (latest, lastItem) = (time, item)
        first = min(first, time)
        last = max(last, time)
      }
    }
    return Gathered(
      rows: UnsafePointer(rows), count: count, span: first <= last ? first...last : 0...0,
      isInTimeOrder: isInTimeOrder, itemsAscend: itemsAscend)
  }

  /// Writes the rows in the order of time; of several with one item only the last, unless repeats
  /// are kept.
  ///
  /// - Returns: the number of rows written.
  func write(_ gathered: Gathered, to target: ColumnPointers, of user: Int) -> Int {
    let start = order.rowStarts.start[user]
    let (rows, count) = (gathered.rows, gathered.count)
    let hasTimes = !target.timestamps.isEmpty
    func put(_ row: Int, _ place: Int) {
      target.items[place] = rows[row].item
      target.ratings[place] = rows[row].rating
      if hasTimes { target.timestamps[place] = rows[row].timestamp }
    }
    if gathered.isInTimeOrder {
      for row in 0..<count { put(row, start + row) }
    } else {
      sorter.order(rows, count: count, span: gathered.span) { order, mask in
        for place in 0..<count { put(Int(order[place] & mask), start + place) }
      }
    }
    ties?.apply(to: target, start..<start + count, of: user)
    return keepsRepeats || gathered.itemsAscend
      ? count : dropDuplicates(target, start..<start + count, user)
  }

  /// Keeps the last of the ratings of an item, closes the gaps within the history, and returns the
  /// number of rows left.
  private func dropDuplicates(_ target: ColumnPointers, _ range: Range<Int>, _ user: Int) -> Int {
    let mark = Int32(user + 1)
    let met = met.start
    var start = range.upperBound
    for place in range.reversed() {
      let item = Int(target.items[place])
      if met[item] == mark { continue }
      met[item] = mark
      start -= 1
      target.move(place..<place + 1, to: start)
    }
    target.move(start..<range.upperBound, to: range.lowerBound)
    return range.upperBound - start
  }
}

/// A row of one user.
struct HistoryRow: BitwiseCopyable {
  /// Seconds since 1970; 0 without times.
  let timestamp: Int64
  let item: Int32
  let rating: Float
}

/// Writes each user's ratings into the columns, in the order of time and without duplicates.
struct HistoryWriter: Sendable {
  let parts: [RatingPart]
  let order: RunOrder
  let users: Int
  /// For each coder and item code the item's place among the ids.
  let ranks: [OwnedBuffer<Int32>]
  let itemCount: Int

  /// Rows that a thread takes at a time, about.
  private static let pieceSize = 1 << 16

  /// Writes each history from where its rows start, and to `kept` how many rows are left of it.
  func write(to columns: HistoryColumns, kept: OwnedBuffer<Int>, threads: Int) {
    let pieces = pieces()
    let workers = (0..<max(threads, 1)).map { _ in HistoryWorker(self) }
    ParallelWork.run(pieces: pieces.count, threads: threads) { piece, thread in
      workers[thread].write(pieces[piece], to: columns, kept: kept)
    }
  }

  /// Neighbouring users with about as many rows in each piece.
  private func pieces() -> [Range<Int>] {
    var pieces: [Range<Int>] = []
    var start = 0
    let rowStarts = order.rowStarts.start
    for user in 0..<users
    where rowStarts[user + 1] - rowStarts[start] >= Self.pieceSize || user + 1 == users {
      pieces.append(start..<user + 1)
      start = user + 1
    }
    return pieces
  }
}

/// One thread's share of the writing; no two threads use the same.
private final class HistoryWorker: @unchecked Sendable {
  private let writer: HistoryWriter
  private var scratch: HistoryScratch

  init(_ writer: HistoryWriter) {
    self.writer = writer
    scratch = HistoryScratch(itemCount: writer.itemCount)
  }

  func write(_ users: Range<Int>, to columns: HistoryColumns, kept: OwnedBuffer<Int>) {
    let starts = writer.order.rowStarts.start
    for user in users {
      scratch.gather(user, writer)
      kept.start[user] = scratch.write(to: columns, at: starts[user], user: user)
    }
  }
}

/// The rows of the user at hand, with what it takes to order them.
private struct HistoryScratch {
  private var rows = OwnedBuffer<RatingRow>(capacity: 1 << 12)
  private var count = 0
  private var span: ClosedRange<Int64> = 0...0
  private var isInTimeOrder = true
  private var itemsAscend = true
  private var sorter = TimeSorter()
  /// The user, counted from 1, at whose rows an item was last met.
  private let met: OwnedBuffer<Int32>

  init(itemCount: Int) { met = OwnedBuffer(capacity: itemCount, zeroed: true) }

  /// Brings a user's runs together, items as places among the ids.
  mutating func gather(_ user: Int, _ writer: HistoryWriter) {
    let order = writer.order
    count = order.rowStarts.start[user + 1] - order.rowStarts.start[user]
    while rows.capacity < count { rows = rows.doubled() }
    let rows = rows.start
    var next = rows
    var (first, last, latest) = (Int64.max, Int64.min, Int64.min)
    var lastItem: Int32 = -1
    var inOrder = true
    var ascending = true
    for place in order.runStarts.start[user]..<order.runStarts.start[user + 1] {
      let run = order.runs.start[place]
      let (source, rank) = writer.source(of: run)
      for i in 0..<run.count {
        var row = source[i]
        row.item = rank[Int(row.item)]
        inOrder = inOrder && row.timestamp >= latest
        ascending = ascending && row.item > lastItem
        (latest, lastItem) = (row.timestamp, row.item)
        first = min(first, latest)
        last = max(last, latest)
        next.pointee = row
        next += 1
      }
    }
    span = first <= last ? first...last : 0...0
    isInTimeOrder = inOrder
    itemsAscend = ascending
  }

  /// Writes the rows in the order of time; of several with one item only the last.
  /// - Returns: the number of rows written.
  mutating func write(to columns: HistoryColumns, at start: Int, user: Int) -> Int {
    guard let items = columns.items, let ratings = columns.ratings else { return 0 }
    let (rows, count) = (rows.start, count)
    let times = columns.timestamps
    func put(_ row: Int, _ place: Int) {
      items[place] = rows[row].item
      ratings[place] = rows[row].rating
      if let times { times[place] = rows[row].timestamp }
    }
    if isInTimeOrder {
      for row in 0..<count { put(row, start + row) }
    } else {
      sorter.order(rows, count: count, span: span) { order, mask in
        for place in 0..<count { put(Int(order[place] & mask), start + place) }
      }
    }
    return itemsAscend ? count : dropDuplicates(columns, start, user)
  }

  /// Keeps the last of the ratings of an item, and closes the gaps within the history.
  private func dropDuplicates(_ columns: HistoryColumns, _ start: Int, _ user: Int) -> Int {
    guard let items = columns.items, let ratings = columns.ratings else { return 0 }
    let mark = Int32(user + 1)
    let met = met.start
    var end = start + count
    for place in stride(from: start + count - 1, through: start, by: -1) {
      let item = Int(items[place])
      if met[item] == mark { continue }
      met[item] = mark
      end -= 1
      guard end != place else { continue }
      items[end] = items[place]
      ratings[end] = ratings[place]
      if let times = columns.timestamps { times[end] = times[place] }
    }
    // What is kept stands at the end now.
    let kept = start + count - end
    if end > start {
      (items + start).update(from: items + end, count: kept)
      (ratings + start).update(from: ratings + end, count: kept)
      if let times = columns.timestamps { (times + start).update(from: times + end, count: kept) }
    }
    return kept
  }
}

extension HistoryWriter {
  /// A run's rows, and the ranks that their codes need.
  @inline(__always)
  fileprivate func source(
    of run: RunOrder.Run
  ) -> (rows: UnsafePointer<RatingRow>, ranks: UnsafePointer<Int32>) {
    let part = parts[run.part]
    return (UnsafePointer(part.rows.start + run.row), UnsafePointer(ranks[part.coder].start))
  }
}

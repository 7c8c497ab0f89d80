/// Columns of ratings with a fixed number of rows, which become the columns of the histories.
///
/// A class, so that a gigabyte is not copied if two variables hold it. Rows are written before they
/// are read; threads write different rows.
final class RatingColumns {
  /// Codes of a coder while rows are read, afterwards indices into the catalogue.
  private(set) var items: [Int32]
  /// Stars.
  private(set) var ratings: [Float]
  /// Seconds since 1970; empty if the data has no times.
  private(set) var timestamps: [Int64]

  /// Makes columns of `capacity` rows, none of them written.
  init(capacity: Int, hasTimestamps: Bool) {
    items = Array(uninitialized: capacity)
    ratings = Array(uninitialized: capacity)
    timestamps = Array(uninitialized: hasTimestamps ? capacity : 0)
  }

  /// Calls `body` with the columns' memory, which is valid until it returns.
  func withPointers<Result>(_ body: (ColumnPointers) throws -> Result) rethrows -> Result {
    try items.withUnsafeMutableBufferPointer { items in
      try ratings.withUnsafeMutableBufferPointer { ratings in
        try timestamps.withUnsafeMutableBufferPointer { timestamps in
          try body(ColumnPointers(items: items, ratings: ratings, timestamps: timestamps))
        }
      }
    }
  }

  /// Makes seconds of times in mixed units, each by its magnitude.
  func convertToSeconds() {
    timestamps.withUnsafeMutableBufferPointer { times in
      for row in times.indices { times[row] /= TimeUnit.ofMagnitude(times[row]).perSecond }
    }
  }

  /// Drops the rows from `count` on.
  func truncate(to count: Int) {
    items.removeLast(items.count - count)
    ratings.removeLast(ratings.count - count)
    if !timestamps.isEmpty { timestamps.removeLast(timestamps.count - count) }
  }
}

/// The memory of columns. Threads write and read different rows.
struct ColumnPointers: @unchecked Sendable {
  let items: UnsafeMutableBufferPointer<Int32>
  let ratings: UnsafeMutableBufferPointer<Float>
  /// Empty without times.
  let timestamps: UnsafeMutableBufferPointer<Int64>

  /// Moves rows down to `place`; the two ranges may overlap.
  func move(_ range: Range<Int>, to place: Int) {
    guard range.lowerBound != place else { return }
    Self.move(items, range, place)
    Self.move(ratings, range, place)
    if !timestamps.isEmpty { Self.move(timestamps, range, place) }
  }

  private static func move<Element>(
    _ column: UnsafeMutableBufferPointer<Element>, _ range: Range<Int>, _ place: Int
  ) {
    guard let base = column.baseAddress, range.upperBound <= column.count else { return }
    (base + place).update(from: base + range.lowerBound, count: range.count)
  }
}

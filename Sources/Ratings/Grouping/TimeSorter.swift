/// Sorts the rows of one history by time; rows of one time keep their order. Up to 32 rows are
/// sorted by insertion, more by radix.
struct TimeSorter {
  /// Seconds since the history's first time in the high bits, the row in the low ones: no two are
  /// equal.
  private var keys: [UInt64] = []
  private var otherKeys: [UInt64] = []

  /// Calls `body` with the rows 0 ..< `count` in the order of their times: an element and `mask` is
  /// a row.
  ///
  /// - Parameter span: an interval that holds all times.
  /// - Complexity: O(count) for the spans that occur.
  mutating func order(
    _ rows: UnsafePointer<HistoryRow>, count: Int, span: ClosedRange<Int64>,
    _ body: (_ order: UnsafePointer<UInt64>, _ mask: UInt64) -> Void
  ) {
    if keys.count < count {
      keys = .init(repeating: 0, count: count * 2)
      otherKeys = keys
    }
    let first = span.lowerBound
    let rowBits = UInt64.bitWidth - (count - 1).leadingZeroBitCount
    let timeBits = UInt64.bitWidth - (span.upperBound &- first).leadingZeroBitCount
    let mask: UInt64 = 1 << UInt64(rowBits) - 1
    keys.withUnsafeMutableBufferPointer { keys in
      otherKeys.withUnsafeMutableBufferPointer { others in
        guard var from = keys.baseAddress, var to = others.baseAddress else { return }
        guard rowBits + timeBits <= UInt64.bitWidth else {
          Self.sortWide(rows, count, from)
          return body(from, .max)
        }
        for row in 0..<count {
          let time = UInt64(bitPattern: rows[row].timestamp &- first)
          from[row] = time << UInt64(rowBits) | UInt64(row)
        }
        if count <= 32 {
          Self.insertionSort(from, count)
        } else {
          let passes = (timeBits + 7) / 8
          let width = (timeBits + passes - 1) / max(passes, 1)
          for pass in 0..<passes {
            Self.pass(from, to, count, shift: UInt64(rowBits + pass * width), width: width)
            swap(&from, &to)
          }
        }
        body(from, mask)
      }
    }
  }

  /// Sorts rows whose times are so far apart that a row's number does not fit beside one.
  private static func sortWide(
    _ rows: UnsafePointer<HistoryRow>, _ count: Int, _ order: UnsafeMutablePointer<UInt64>
  ) {
    let sorted = (0..<count).sorted {
      (rows[$0].timestamp, $0) < (rows[$1].timestamp, $1)
    }
    for (place, row) in sorted.enumerated() { order[place] = UInt64(row) }
  }

  private static func insertionSort(_ keys: UnsafeMutablePointer<UInt64>, _ count: Int) {
    for place in 1..<max(count, 1) {
      let key = keys[place]
      var hole = place
      while hole > 0 && keys[hole - 1] > key {
        keys[hole] = keys[hole - 1]
        hole -= 1
      }
      keys[hole] = key
    }
  }

  /// Sorts by one digit of at most eight bits, by counting.
  private static func pass(
    _ from: UnsafeMutablePointer<UInt64>, _ to: UnsafeMutablePointer<UInt64>, _ count: Int,
    shift: UInt64, width: Int
  ) {
    let digits = 1 << width
    let mask = UInt64(digits - 1)
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: digits) { starts in
      guard let starts = starts.baseAddress else { return }
      starts.initialize(repeating: 0, count: digits)
      for i in 0..<count { starts[Int((from[i] &>> shift) & mask)] &+= 1 }
      var sum: Int32 = 0
      for digit in 0..<digits { (starts[digit], sum) = (sum, sum &+ starts[digit]) }
      for i in 0..<count {
        let digit = Int((from[i] &>> shift) & mask)
        to[Int(starts[digit])] = from[i]
        starts[digit] &+= 1
      }
    }
  }
}

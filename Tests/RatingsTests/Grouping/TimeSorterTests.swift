import Testing

@testable import Ratings

@Suite("Sorting a history by time")
struct TimeSorterTests {
  @Test(
    "Agrees with a stable sort", arguments: [1, 2, 31, 32, 33, 300, 70_000],
    [Int64(1), 2, 200, 256, 257, 1 << 20, 1 << 50, .max])
  func agrees(count: Int, span: Int64) {
    var random = SeededGenerator(seed: UInt64(count) &+ UInt64(span))
    let first = span == .max ? 0 : Int64(1_000_000_000)
    let times = (0..<count).map { _ in first + Int64.random(in: 0..<span, using: &random) }
    let rows = times.map { HistoryRow(timestamp: $0, item: 0, rating: 0) }
    let expected = times.indices.sorted { (times[$0], $0) < (times[$1], $1) }
    var sorter = TimeSorter()
    var found: [Int] = []
    let highest = times.max() ?? 0
    let lowest = times.min() ?? 0
    sorter.order(rows, count: count, span: lowest...highest) { order, mask in
      found = (0..<count).map { Int(order[$0] & mask) }
    }
    #expect(found == expected)
  }
}

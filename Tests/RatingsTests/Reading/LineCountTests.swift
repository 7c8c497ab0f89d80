import Testing

@testable import Ratings

@Suite("Counting lines")
struct LineCountTests {
  @Test(
    "Every length, from every offset",
    arguments: [0, 1, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 1_000, 4_096, 9_000])
  func lengths(count: Int) {
    var random = SeededGenerator(seed: UInt64(count))
    for offset in [0, 1, 5] {
      for values in [1, 2, 256] {
        let bytes = (0..<count + offset).map { _ in
          UInt8(truncatingIfNeeded: 10 + random.below(values))
        }
        let expected = bytes[offset...].count { $0 == 10 }
        let found = bytes.withUnsafeBytes { LineCount.of(.init(rebasing: $0[offset...])) }
        #expect(found == expected)
      }
    }
  }
}

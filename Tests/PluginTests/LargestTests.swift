import DebutEngine
import Testing

@testable import ItemKNN

@Suite struct LargestTests {
  /// - Parameter distinct: how many different values there are at most.
  @Test(arguments: [1, 2, 7, 8, 9, 64, 65, 1000], [1, 2, 5, 1_000_000])
  func takesTheLargestAndTheFirstOfEquals(count: Int, distinct: Int) {
    var generator = SeededGenerator(seed: UInt64(count + distinct))
    let values = (0..<count).map { _ in Float(generator.below(distinct)) - 2 }
    for wanted in Set([1, (count + 1) / 2, count]) {
      var copy = values
      var largest = copy.withUnsafeMutableBufferPointer { Largest(wanted, of: $0) }
      let taken = values.indices.filter { largest.takes(values[$0]) }
      let expected = values.indices.sorted { (-values[$0], $0) < (-values[$1], $1) }
      #expect(taken == expected.prefix(wanted).sorted())
    }
  }

  @Test(arguments: [false, true]) func sortedValuesAreNoWorse(descending: Bool) {
    let values = (0..<20_000).map { Float(descending ? -$0 : $0) }
    var copy = values
    var largest = copy.withUnsafeMutableBufferPointer { Largest(100, of: $0) }
    #expect(values.count { largest.takes($0) } == 100)
    #expect(largest.bar == (descending ? -99 : 19_900))
  }
}

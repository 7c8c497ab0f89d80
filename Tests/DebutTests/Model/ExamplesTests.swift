import DebutEngine
import DebutTesting
import Testing

@Suite struct ExamplesTests {
  @Test func examplesTakePositionsInAnyForm() {
    var examples = Examples()
    examples.append(user: 3, positions: 2..<5, firstTarget: 0)
    examples.append(user: 1, positions: stride(from: 8, to: 0, by: -4), firstTarget: 1)
    examples.append(user: 0, positions: [7] as [Int32], firstTarget: 0)
    #expect(examples.count == 3)
    #expect(examples.users == [3, 1, 0])
    #expect(examples.starts == [0, 3, 5, 6])
    #expect(examples.positions == [2, 3, 4, 8, 4, 7])
    #expect(examples.firstTargets == [0, 1, 0])
    #expect((0..<3).map(examples.length) == [3, 2, 1])
  }
}

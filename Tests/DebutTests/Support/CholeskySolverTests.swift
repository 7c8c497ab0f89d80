import Debut
import Testing

@Suite struct CholeskySolverTests {
  @Test func solvesByTheLowerTriangleAlone() {
    // [4 2; 2 3] x = [8; 7]
    var a = [4.0, .nan, 2, 3]
    var b = [8.0, 7]
    CholeskySolver.solve(&a, &b)
    #expect(abs(b[0] - 1.25) < 1e-12 && abs(b[1] - 1.5) < 1e-12)
  }

  @Test func invertsWhatMultiplicationMade() {
    var generator = SeededGenerator(seed: 5)
    for n in 1...9 {
      let root = (0..<n * n).map { _ in Double(generator.uniform()) - 0.5 }
      var a = (0..<n * n).map { place in
        (0..<n).reduce(place / n == place % n ? 0.1 : 0) {
          $0 + root[place / n * n + $1] * root[place % n * n + $1]
        }
      }
      let x = (0..<n).map { Double($0) - 2 }
      var b = (0..<n).map { row in (0..<n).reduce(0) { $0 + a[row * n + $1] * x[$1] } }
      CholeskySolver.solve(&a, &b)
      for (found, expected) in zip(b, x) { #expect(abs(found - expected) < 1e-9) }
    }
  }

  @Test func anIndefiniteSystemIsNaNOrHasASmallestPivot() {
    let indefinite = [1.0, 1, 1, 0]
    var (a, b) = (indefinite, [1.0, 1])
    CholeskySolver.solve(&a, &b)
    #expect(b.allSatisfy { $0.isNaN })
    (a, b) = (indefinite, [1.0, 1])
    CholeskySolver.solve(&a, &b, smallestPivot: 1)
    #expect(b == [1, 0])
  }
}

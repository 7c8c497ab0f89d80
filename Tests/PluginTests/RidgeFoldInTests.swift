import DebutEngine
import Testing

@testable import LatentCF

/// Solves A x = b by elimination with pivots: the direct way.
func solved(_ a: [[Double]], _ b: [Double]) -> [Double] {
  var rows = zip(a, b).map { $0 + [$1] }
  let n = b.count
  for c in 0..<n {
    let pivot = (c..<n).max { abs(rows[$0][c]) < abs(rows[$1][c]) } ?? c
    rows.swapAt(c, pivot)
    for r in 0..<n where r != c {
      let factor = rows[r][c] / rows[c][c]
      for k in c...n { rows[r][k] -= factor * rows[c][k] }
    }
  }
  return (0..<n).map { rows[$0][n] / rows[$0][$0] }
}

@Suite struct RidgeFoldInTests {
  @Test(arguments: [1, 2, 7, 16, 101]) func equalsTheDirectSolve(k: Int) {
    var generator = SeededGenerator(seed: UInt64(k))
    let ridge = (0..<k).map { 0.5 + Double($0 % 3) }
    var solver = RidgeFoldIn(ridge: ridge)
    #expect(solver.theta == Array(repeating: 0, count: k))
    var normal = (0..<k).map { i in (0..<k).map { $0 == i ? ridge[i] : 0 } }
    var right = [Double](repeating: 0, count: k)
    for n in 1...150 {
      let x = (0..<k).map { _ in 2 * generator.uniform() - 1 }
      let y = Double(generator.uniform()) * 4 - 2
      x.withUnsafeBufferPointer { solver.add(features: $0, target: y) }
      for i in 0..<k {
        right[i] += Double(x[i]) * y
        for j in 0..<k { normal[i][j] += Double(x[i]) * Double(x[j]) }
      }
      guard n == 1 || n == 20 || n == 150 else { continue }
      for (theta, expected) in zip(solver.theta, solved(normal, right)) {
        #expect(abs(Double(theta) - expected) < 1e-5 * (1 + abs(expected)))
      }
    }
  }
}

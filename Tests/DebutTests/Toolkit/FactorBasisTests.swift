import Testing

@testable import Debut

@Suite struct FactorBasisTests {
  private static let rows = 40

  /// A side of random means, and the number of ratings of each row.
  private func side(rank: Int) -> (side: FactorSide, counts: [Int]) {
    let side = FactorSide(rows: Self.rows, rank: rank, keepsCovariances: false)
    var generator = SeededGenerator(seed: 7)
    for i in 0..<side.means.count { side.means.base[i] = generator.uniform() - 0.3 }
    for row in 0..<Self.rows { side.tabulate(row, covariance: nil) }
    return (side, (0..<Self.rows).map { $0 % 6 })
  }

  /// Returns F without its first number.
  private func vector(_ side: FactorSide, _ row: Int) -> [Float] {
    let d = side.layout.d
    return (1..<d).map { side.table.base[row * side.layout.stride + $0] }
  }

  private func product(_ x: [Float], _ y: [Float]) -> Float {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }

  @Test(arguments: [1, 2, 3, 20, 40]) func numbersAreUncorrelatedAndProductsStay(rank: Int) throws {
    let (side, counts) = side(rank: rank)
    let before = (0..<Self.rows).map { vector(side, $0) }
    let basis = FactorBasis(of: side) { counts[$0] }
    basis.turn(side, 0..<Self.rows, on: try Kernels.select())
    let after = (0..<Self.rows).map { vector(side, $0) }
    for row in 1..<Self.rows {
      let change = product(after[row], after[row - 1]) - product(before[row], before[row - 1])
      #expect(abs(change) < 1e-4)
      // e = F b turns with the vector.
      let e = side.table.base + row * side.layout.stride + side.layout.e
      let bias = side.means.base[row * side.layout.d]
      for k in 0..<rank { #expect(abs(e[1 + k] - bias * after[row][k]) < 1e-5) }
    }
    func moment(_ i: Int, _ j: Int) -> Float {
      (0..<Self.rows).reduce(0) { $0 + Float(counts[$1]) * after[$1][i] * after[$1][j] }
    }
    let total = (0..<rank).reduce(0) { $0 + moment($1, $1) }
    for i in 0..<rank { for j in 0..<i { #expect(abs(moment(i, j)) < 1e-5 * total) } }
  }

  /// Vectors that are all zero, as of items without ratings, have any basis.
  @Test func zerosStay() throws {
    let side = FactorSide(rows: 3, rank: 4, keepsCovariances: false)
    for row in 0..<3 { side.tabulate(row, covariance: nil) }
    FactorBasis(of: side) { _ in 5 }.turn(side, 0..<3, on: try Kernels.select())
    #expect((0..<3).allSatisfy { vector(side, $0) == [0, 0, 0, 0] })
  }
}

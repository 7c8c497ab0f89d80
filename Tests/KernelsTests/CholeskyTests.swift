import Kernels
import KernelsReference
import Testing

@Suite("Small symmetric systems")
struct CholeskyTests {
  /// Systems X X' + I with random X, as packed lower triangles, and right-hand sides.
  private struct Systems {
    let n: Int
    let count: Int
    let lda: Int
    let a: Floats
    let b: Floats

    init(n: Int, count: Int, offset: Int = 0) {
      self.n = n
      self.count = count
      lda = n * (n + 1) / 2 + offset
      var random = Random(UInt64(100 * n + count))
      let x = (0..<count * n * n).map { _ in Double.random(in: -1...1, using: &random) }
      a = Floats(count * lda, offset: offset)
      b = Floats(count * n, offset: offset, in: -2...2, using: &random)
      for s in 0..<count {
        for i in 0..<n {
          for j in 0...i {
            let dot = (0..<n).reduce(0.0) { $0 + x[(s * n + i) * n + $1] * x[(s * n + j) * n + $1] }
            a.pointer[s * lda + i * (i + 1) / 2 + j] = Float(dot + (i == j ? 1 : 0))
          }
        }
      }
    }

    /// Entry (i, j) of system s.
    func entry(_ s: Int, _ i: Int, _ j: Int) -> Double {
      Double(a.pointer[s * lda + max(i, j) * (max(i, j) + 1) / 2 + min(i, j)])
    }

    /// The reference's solutions and inverses, in double precision.
    func reference() -> (x: [Double], inverse: [Double]) {
      let packed = n * (n + 1) / 2
      let (a, b) = (self.a.doubles, self.b.doubles)
      let (x, inverse, scratch) = (Doubles(count * n), Doubles(count * packed), Doubles(packed + n))
      Reference.choleskySolve(
        count, n, a.pointer, lda, b.pointer, n, x.pointer, n, inverse.pointer, packed,
        scratch.pointer)
      return withExtendedLifetime((a, b, scratch)) { (x.values, inverse.values) }
    }

    /// Solutions [count, n] and, where wanted, inverses [count, packed].
    func solved(_ table: KernelTable, from first: Int = 0, inverse: Floats?, into x: Floats) {
      let scratch = Floats(table.choleskyScratch(n), offset: 1)
      let packed = n * (n + 1) / 2
      table.choleskySolve(
        count - first, n, a.pointer + first * lda, lda, b.pointer + first * n, n,
        x.pointer + first * n, n, inverse.map { $0.pointer + first * packed }, packed,
        scratch.pointer)
      #expect(scratch.guardsAreIntact)
    }
  }

  @Test("Are solved, and their inverse is one", arguments: Kernels.available)
  func solves(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for n in [0, 1, 2, 3, 4, 5, 7, 8, 9, 16, 17, 21, 33] {
      for count in [0, 1, 3, 4, 5, 15, 16, 17, 33] {
        let systems = Systems(n: n, count: count, offset: count % 4)
        let packed = n * (n + 1) / 2
        let (x, inverse) = (Floats(count * n, offset: 1), Floats(count * packed, offset: 3))
        systems.solved(table, inverse: inverse, into: x)
        let expected = systems.reference()
        #expect(mismatch(x.values, expected.x, tolerance: 5e-5) == nil, "\(n), \(count)")
        #expect(mismatch(inverse.values, expected.inverse, tolerance: 2e-5) == nil, "\(n)")
        #expect(x.guardsAreIntact && inverse.guardsAreIntact)
      }
    }
  }

  /// The reference itself, checked against the definition.
  @Test("Multiplied by their inverse give the identity")
  func referenceInverts() {
    let systems = Systems(n: 9, count: 2)
    let (x, inverse) = systems.reference()
    for s in 0..<2 {
      for i in 0..<9 {
        let product = (0..<9).reduce(0.0) { $0 + systems.entry(s, i, $1) * x[s * 9 + $1] }
        #expect(abs(product - Double(systems.b.pointer[s * 9 + i])) < 1e-10)
        for j in 0..<9 {
          let sum = (0..<9).reduce(0.0) {
            let (high, low) = (max($1, j), min($1, j))
            return $0 + systems.entry(s, i, $1)
              * inverse[s * 45 + high * (high + 1) / 2 + low]
          }
          #expect(abs(sum - (i == j ? 1 : 0)) < 1e-10)
        }
      }
    }
  }

  @Test(
    "Give the same bits in any company, and without their inverse", arguments: Kernels.available)
  func partition(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let systems = Systems(n: 21, count: 37)
    let (whole, parts) = (Floats(37 * 21), Floats(37 * 21, offset: 1))
    let (inverse, inverseParts) = (Floats(37 * 231), Floats(37 * 231, offset: 2))
    systems.solved(table, inverse: inverse, into: whole)
    for first in (0..<37).reversed() {
      systems.solved(table, from: first, inverse: inverseParts, into: parts)
    }
    #expect(whole.bits == parts.bits)
    #expect(inverse.bits == inverseParts.bits)
    systems.solved(table, inverse: nil, into: parts)
    #expect(whole.bits == parts.bits)
  }

  @Test(
    "That are not positive definite have no number for a solution", arguments: Kernels.available)
  func notPositive(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let (a, b, x) = (Floats([1, 2, 1]), Floats([1, 1]), Floats(2))
    let scratch = Floats(table.choleskyScratch(2))
    table.choleskySolve(1, 2, a.pointer, 3, b.pointer, 2, x.pointer, 2, nil, 0, scratch.pointer)
    #expect(x.values.allSatisfy { $0.isNaN })
    withExtendedLifetime((a, b)) {}
  }
}

import DebutEngine
import DebutTesting
import Testing

@testable import GRUSequence

@Suite struct FactorAlignmentTests {
  private let data = Dataset.tiny(users: 80, ratings: 10...24).trainingSet

  private func factors(rank: Int, seed: UInt64 = 1) throws -> ItemFactors {
    var options = FactorOptions()
    options.rank = rank
    return try ItemFactors(
      data, run: TrainingContext(seed: seed, compute: try .testing()), options: options)
  }

  /// The vectors with their numbers in another order and other signs.
  private func turned(_ x: ItemFactors) -> ItemFactors {
    var vectors = x.vectors
    for item in 0..<x.itemCount {
      for k in 0..<x.rank {
        let sign: Float = k % 2 == 0 ? -1 : 1
        vectors[item * x.rank + k] = sign * x.vectors[item * x.rank + (k + 1) % x.rank]
      }
    }
    return ItemFactors(
      rank: x.rank, mean: x.mean, priors: x.priors, biases: x.biases, vectors: vectors,
      covariances: x.covariances, counts: x.counts)
  }

  private func rotated(_ x: ItemFactors, _ alignment: FactorAlignment) -> [Float] {
    var out = [Float](repeating: .nan, count: x.rank)
    return (0..<x.itemCount).flatMap { item in
      alignment.rotate(
        x.vectors[item * x.rank..<(item + 1) * x.rank], scale: 1, into: &out)
      return out
    }
  }

  @Test(arguments: [1, 2, 5]) func undoesARotation(rank: Int) throws {
    let fixed = try factors(rank: rank)
    let moved = turned(fixed)
    let back = rotated(moved, FactorAlignment(moved, to: fixed))
    let length = fixed.vectors.reduce(0) { $0 + $1 * $1 }
    let distance = zip(back, fixed.vectors).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    #expect(length > 0 && distance < 1e-4 * length)
  }

  /// Number k of a vector means the same in the tables of all groups, once they are aligned.
  @Test func tablesOfGroupsAgree() throws {
    var options = FactorOptions()
    options.rank = 4
    let planted = Dataset.demo().trainingSet
    let tables = try CrossFittedFactors(
      planted, run: TrainingContext(seed: 1, compute: try .testing()), options: options)
    let length = tables.all.vectors.reduce(0) { $0 + $1 * $1 }
    #expect(length > 0 && tables.groups.count == 5)
    for table in tables.groups {
      let vectors = rotated(table, FactorAlignment(table, to: tables.all))
      let apart = zip(vectors, tables.all.vectors).reduce(0) {
        $0 + ($1.0 - $1.1) * ($1.0 - $1.1)
      }
      // Users drawn anew leave a tenth; two tables that were not aligned are twice the length apart.
      #expect(apart < 0.4 * length)
    }
  }

  /// Rotations keep lengths, whatever they bring together.
  @Test func keepsLengths() throws {
    let (fixed, moved) = (try factors(rank: 2), try factors(rank: 2, seed: 9))
    let out = rotated(moved, FactorAlignment(moved, to: fixed))
    for item in 0..<moved.itemCount {
      func square(_ x: ArraySlice<Float>) -> Float { x.reduce(0) { $0 + $1 * $1 } }
      let range = item * 2..<(item + 1) * 2
      #expect(abs(square(out[range]) - square(moved.vectors[range])) < 1e-4)
    }
  }
}

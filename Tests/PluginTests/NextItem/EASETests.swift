import DebutEngine
import DebutTesting
import Testing

@testable import NextItem

@Suite struct EASETests {
  /// A^-1 by Gauss and Jordan, in double precision.
  private func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let n = matrix.count
    var rows = matrix.indices.map { i in matrix[i] + (0..<n).map { $0 == i ? 1 : 0 } }
    for k in 0..<n {
      let pivot = rows[k][k]
      for j in 0..<2 * n { rows[k][j] /= pivot }
      for i in 0..<n where i != k {
        let factor = rows[i][k]
        if factor != 0 { for j in 0..<2 * n { rows[i][j] -= factor * rows[k][j] } }
      }
    }
    return rows.map { Array($0[n...]) }
  }

  private func expected(_ rows: [[Int]], items: Int, lambda: Double) -> [[Double]] {
    var gram = [[Double]](repeating: [Double](repeating: 0, count: items), count: items)
    for row in rows {
      for i in Set(row) { for j in Set(row) { gram[i][j] += 1 } }
    }
    for i in 0..<items { gram[i][i] += lambda }
    let p = inverse(gram)
    return (0..<items).map { i in (0..<items).map { i == $0 ? 0 : -p[i][$0] / p[$0][$0] } }
  }

  /// Fewer items than a pivot block, as many, one more, and several blocks.
  @Test(arguments: [7, 128, 129, 300]) func theTableIsThatOfTheFormula(items: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let rows = (0..<90).map { _ in (0..<40).map { _ in generator.below(items) } }
    let all = rows + [Array(0..<items)]
    let expected = expected(all, items: items, lambda: 30)
    for kernels in Kernels.available {
      let model = EASE(
        options: try .init(settings: [Setting(name: "lambda", value: "30")], of: "ease"))
      let compute = Compute(
        kernels: try Kernels.table(for: kernels), workers: Workers(threads: 2))
      try model.fit(
        Dataset.histories(ofItems: all).trainingSet, TrainingContext(seed: 1, compute: compute))
      let table = try #require(model.scorer).table
      var worst = 0.0
      for i in 0..<items {
        for j in 0..<items { worst = max(worst, abs(Double(table.row(i)[j]) - expected[i][j])) }
      }
      #expect(worst < 1e-5, "\(items) items with \(kernels.rawValue) kernels")
    }
  }

  @Test func anItemCountsOnceAndTheRecentMost() throws {
    let data = Dataset.events(users: 60)
    let plain = try trainedOnAll(EASE.self, ["lambda": "20"], on: data)
    let table = try #require(plain.scorer).table
    for (score, j) in zip(plain.scores(after: [4, 9, 4], count: 30), 0..<30) {
      #expect(abs(score - table.row(4)[j] - table.row(9)[j]) < 1e-5)
    }
    let fading = try trainedOnAll(EASE.self, ["lambda": "20", "decay": "0.5"], on: data)
    for (score, j) in zip(fading.scores(after: [4, 9, 4, 2], count: 30), 0..<30) {
      let expected = 0.25 * table.row(9)[j] + 0.5 * table.row(4)[j] + table.row(2)[j]
      #expect(abs(score - expected) < 1e-5)
    }
  }

  /// Weights of new events grow until they are rescaled: of a long history the last events count.
  @Test func aLongHistoryIsItsEnd() throws {
    let model = try trainedOnAll(
      EASE.self, ["lambda": "20", "decay": "0.3"], on: .events(users: 60))
    let long = (0..<500).map { $0 * 11 % 30 }
    let scores = model.scores(after: long, count: 30)
    for (whole, end) in zip(scores, model.scores(after: Array(long.suffix(25)), count: 30)) {
      #expect(abs(whole - end) < 1e-5)
    }
  }

  @Test func tooManyItemsAreRefused() throws {
    let error = #expect(throws: EngineError.self) {
      try trainedOnAll(EASE.self, on: .histories(ofItems: [Array(0...EASE.mostItems)]))
    }
    #expect(error?.description.contains("20001 items") == true)
  }
}

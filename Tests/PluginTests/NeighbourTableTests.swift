import DebutEngine
import DebutTesting
import Testing

@testable import ItemKNN

@Suite struct NeighbourTableTests {
  private let data = Dataset.tiny(users: 80)
  private let items = 30

  private func table(
    _ data: Dataset, limit: Int = 1000, amplification: Int = 1, minimum: Int = 3, threads: Int = 1
  ) throws -> NeighbourTable {
    let matrix = ResidualMatrix(
      data.trainingSet, BiasFit(data.trainingSet), minimum: minimum
    ) {}
    return NeighbourTable(
      matrix, itemCount: data.catalogue.ratedCount,
      .init(shrinkage: 7, amplification: amplification, limit: limit),
      compute: try .testing(threads: threads), goesOn: { _ in true })
  }

  private func row(_ item: Int, of table: NeighbourTable) -> [Int: Float] {
    Dictionary(
      uniqueKeysWithValues: table.row(item).map { (Int(table.neighbours[$0]), table.weights[$0]) })
  }

  /// All similarities from two dense matrices in double precision.
  private var dense: [[Double]] {
    let fit = BiasFit(data.trainingSet)
    let users = data.histories.count
    var residuals = [[Double?]](
      repeating: [Double?](repeating: nil, count: users), count: items)
    for (user, history) in data.histories.enumerated() {
      for next in history {
        residuals[next.item][user] =
          Double(next.rating) - fit.mean - fit.itemBiases[next.item] - fit.userBiases[user]
      }
    }
    return (0..<items).map { i in
      (0..<items).map { j in
        let common = (0..<users).compactMap { user in
          residuals[i][user].flatMap { x in residuals[j][user].map { (x, $0) } }
        }
        guard i != j, common.count > 1 else { return 0 }
        let product = common.reduce(0) { $0 + $1.0 * $1.1 }
        let squares = common.reduce((0, 0)) { ($0.0 + $1.0 * $1.0, $0.1 + $1.1 * $1.1) }
        let degrees = Double(common.count - 1)
        return max(0, product / (squares.0 * squares.1).squareRoot()) * degrees / (degrees + 7)
      }
    }
  }

  @Test(arguments: [1, 2, 3]) func weightsAreThoseOfADenseComputation(amplification: Int) throws {
    let table = try table(data, amplification: amplification)
    let expected = dense
    #expect(table.neighbours.count > items * 5)
    for i in 0..<items {
      let row = row(i, of: table)
      for j in 0..<items {
        let weight = (1..<amplification).reduce(expected[i][j]) { power, _ in
          power * expected[i][j]
        }
        #expect(abs(Double(row[j] ?? 0) - weight) < 1e-5)
      }
    }
  }

  /// In this data items of one parity are liked together.
  @Test func plantedNeighboursAreFound() throws {
    let table = try table(.tiny(users: 300))
    for item in 0..<items {
      let best = row(item, of: table).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(10)
      #expect(best.count == 10 && best.allSatisfy { ($0.key + item) % 2 == 0 })
    }
  }

  @Test(arguments: [1, 3, 8]) func theStrongestAreKeptOnBothSides(limit: Int) throws {
    let full = try table(data)
    let cut = try table(data, limit: limit)
    func strongest(_ item: Int) -> Set<Int> {
      Set(
        row(item, of: full).sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(limit)
          .map(\.key))
    }
    let best = (0..<items).map(strongest)
    for item in 0..<items {
      let expected = (0..<items).filter { best[item].contains($0) || best[$0].contains(item) }
      #expect(cut.row(item).map { Int(cut.neighbours[$0]) } == expected)
      for (other, weight) in row(item, of: cut) { #expect(row(item, of: full)[other] == weight) }
    }
    #expect(cut.neighbours.count <= 2 * items * limit)
  }

  @Test func rareItemsHaveNone() throws {
    let counts = data.trainingSet.itemCounts
    let bar = counts.sorted()[items / 2]
    let table = try table(data, minimum: bar)
    for item in 0..<items { #expect(table.row(item).isEmpty == (counts[item] < bar)) }
    #expect(table.neighbours.allSatisfy { counts[Int($0)] >= bar })
  }

  @Test func aRatingThatIsRepeatedCountsOnce() throws {
    func rows(_ again: Bool) -> Dataset {
      .histories(
        (0..<30).map { user in
          let first: [(item: Int, stars: Float)] = again ? [(1, 5), (0, 1)] : []
          return first + [(0, Float(1 + user % 5)), (1, Float(1 + user % 3)), (2, 3)]
        }, items: 3)
    }
    let fit = BiasFit(rows(false).trainingSet)
    let matrices = [false, true].map { ResidualMatrix(rows($0).trainingSet, fit, minimum: 3) {} }
    #expect(matrices[0].rows.count == 90 && matrices[1].rows.count == 90)
    #expect(matrices[0].rows.map(\.residual) == matrices[1].rows.map(\.residual))
    #expect(matrices[0].columns.map(\.index) == matrices[1].columns.map(\.index))
  }

  /// More items than a block, a group of marks and a round of blocks hold.
  @Test func manyItemsAtAnyNumberOfThreads() throws {
    let wide = Dataset.tiny(users: 60, items: 1100, ratings: 300...400)
    let tables = try [1, 2, 3].map { try table(wide, limit: 5, threads: $0) }
    #expect(tables[0].neighbours.count > 2000)
    for other in tables[1...] {
      #expect(other.starts == tables[0].starts && other.neighbours == tables[0].neighbours)
      #expect(other.weights == tables[0].weights)
    }
  }
}

import Testing

@testable import Ratings

@Suite("Grouping ratings into histories")
struct HistoryGroupingTests {
  private struct Row {
    var user: Int64
    var item: Int64
    var rating: Float
    var time: Int64
  }

  /// Sorts and drops duplicates in the plainest way.
  private func reference(_ rows: [Row]) -> [[Double]] {
    let sorted = rows.enumerated().sorted {
      ($0.element.user, $0.element.time, $0.offset) < ($1.element.user, $1.element.time, $1.offset)
    }.map(\.element)
    return sorted.enumerated().filter { place, row in
      !sorted[(place + 1)...].contains { $0.user == row.user && $0.item == row.item }
    }.map { _, row in
      [Double(row.user), Double(row.item), Double(row.rating), Double(row.time)]
    }
  }

  @Test(
    "Agrees with a plain sort, duplicates and equal times included",
    arguments: [1, 2, 5, 40], [Int64(1), 5, 300, 1 << 20, .max])
  func agrees(users: Int, span: Int64) throws {
    var random = SeededGenerator(seed: UInt64(users) &+ UInt64(span))
    for count in [1, 7, 24, 25, 60, 400] {
      let rows = (0..<count).map { _ in
        Row(
          user: Int64(random.below(users)) * 1_000_003, item: Int64(random.below(50)) * 77_777,
          rating: Float(1 + random.below(5)), time: Int64.random(in: 0..<span, using: &random))
      }
      var table = RatingTable(hasTimestamps: true)
      for row in rows {
        table.append(user: row.user, item: row.item, rating: row.rating, timestamp: row.time)
      }
      let data = try Dataset(name: "x", table: table)
      let expected = reference(rows)
      #expect(data.rows == expected)
      #expect(data.duplicates == count - expected.count)
      #expect(data.histories.userIDs == data.histories.userIDs.sorted())
      #expect(data.catalogue.items.map(\.id) == Set(rows.map(\.item)).sorted())
    }
  }

  @Test("Many distinct ids, in any order")
  func manyIDs() throws {
    var random = SeededGenerator(seed: 3)
    var table = RatingTable(hasTimestamps: false)
    var pairs: [(Int64, Int64)] = []
    for _ in 0..<5_000 {
      let pair = (Int64.random(in: 0 ... .max, using: &random), Int64(random.below(1 << 40)))
      pairs.append(pair)
      table.append(user: pair.0, item: pair.1, rating: 3)
    }
    #expect(table.count == 5_000)
    let data = try Dataset(name: "x", table: table)
    #expect(data.histories.userIDs == Set(pairs.map(\.0)).sorted())
    #expect(data.catalogue.items.map(\.id) == Set(pairs.map(\.1)).sorted())
    let items = Dictionary(pairs) { first, _ in first }
    for user in data.histories.indices {
      let item = data.catalogue[data.histories[user][0].item].id
      #expect(items[data.histories.userIDs[user]] == item)
    }
  }

  @Test("A table without rows, or beyond every scale, is an error")
  func noDataset() {
    #expect(throws: DataError.self) {
      try Dataset(name: "x", table: RatingTable(hasTimestamps: true))
    }
    var table = RatingTable(hasTimestamps: false)
    table.append(user: 1, item: 1, rating: 99)
    #expect(throws: DataError.self) { try Dataset(name: "x", table: table) }
  }

  @Test("The fingerprint changes with any rating, user, item or time, and with nothing else")
  func fingerprint() throws {
    func print(_ change: (inout [Row]) -> Void = { _ in }, times: Bool = true) throws -> String {
      var rows = (0..<10).map { (row: Int) -> Row in
        Row(user: Int64(row / 3), item: Int64(row), rating: Float(row % 5 + 1), time: Int64(row))
      }
      change(&rows)
      var table = RatingTable(hasTimestamps: times)
      for row in rows {
        table.append(user: row.user, item: row.item, rating: row.rating, timestamp: row.time)
      }
      return try Dataset(name: "x", table: table, knownItems: [Item(id: 3, title: "a")]).fingerprint
    }
    let same = try print()
    #expect(same.count == 16)
    let isHex = same.allSatisfy { $0.isHexDigit }
    #expect(isHex)
    let swapped = try print { $0.swapAt(0, 9) }
    #expect(swapped == same)
    var prints: Set = [same, try print(times: false)]
    for row in 0..<10 {
      prints.insert(try print { $0[row].rating += 0.5 })
      prints.insert(try print { $0[row].time += 1_000 })
      prints.insert(try print { $0[row].item += 500 })
      prints.insert(try print { $0[row].user += 500 })
    }
    // Row 9 is the only one of its user: a new id for the user or the item moves no other row.
    #expect(prints.count == 42)
  }
}

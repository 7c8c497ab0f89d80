import Testing

@testable import Ratings

@Suite("Grouping ratings into histories")
struct HistoryGroupingTests {
  private struct Row {
    var user: Int64
    var item: Int64
    var rating: Float
    var time: Int64

    var row: RatingRow {
      RatingRow(user: .init(user), item: .init(item), rating: rating, timestamp: time)
    }
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
      let data = try Dataset(name: "x", rows: rows.map(\.row))
      let expected = reference(rows)
      #expect(data.rows == expected)
      #expect(data.duplicates == count - expected.count)
      #expect(Array(data.histories.users) == data.histories.users.sorted())
      #expect(data.catalogue.vocabulary.numbers == Set(rows.map(\.item)).sorted())
    }
  }

  @Test("Many distinct ids, in any order")
  func manyIDs() throws {
    var random = SeededGenerator(seed: 3)
    var rows: [RatingRow] = []
    var pairs: [(Int64, Int64)] = []
    for _ in 0..<5_000 {
      let pair = (Int64.random(in: 0 ... .max, using: &random), Int64(random.below(1 << 40)))
      pairs.append(pair)
      rows.append(RatingRow(user: .init(pair.0), item: .init(pair.1), rating: 3))
    }
    let data = try Dataset(name: "x", rows: rows)
    #expect(data.histories.users.numbers == Set(pairs.map(\.0)).sorted())
    #expect(data.catalogue.vocabulary.numbers == Set(pairs.map(\.1)).sorted())
    let items = Dictionary(pairs.map { (Vocabulary.Key($0.0), Vocabulary.Key($0.1)) }) { first, _ in
      first
    }
    for user in data.histories.indices {
      let item = data.catalogue[data.histories[user][0].item].id
      #expect(items[data.histories.users[user]] == item)
    }
  }

  @Test("No rows, or a rating beyond every scale, is an error")
  func noDataset() {
    #expect(throws: DataError.empty(file: "x")) { try Dataset(name: "x", rows: []) }
    #expect(
      throws: DataError.outOfScale(
        .init(file: "x", line: 1), value: "101.0", scale: RatingScale(0, 100))
    ) {
      try Dataset(name: "x", rows: [RatingRow(user: 1, item: 1, rating: 101)])
    }
  }

  @Test("Data has times if every row has one")
  func someTimes() throws {
    let rows = [Int64(2), 1, nil].map {
      RatingRow(user: 1, item: .init($0 ?? 3), rating: 3, timestamp: $0)
    }
    #expect(try !Dataset(name: "x", rows: rows).hasTimestamps)
    let timed = try Dataset(name: "x", rows: Array(rows.dropLast()))
    #expect(timed.hasTimestamps && timed.histories[0].map(\.item) == [0, 1])
  }

  @Test("Events of a user with one item are all kept, in the order of time")
  func repeats() {
    let rows = [(7, Int64(30)), (5, 20), (7, 10), (7, 25)].map {
      RatingRow(user: 1, item: .init($0), rating: 1, timestamp: $1)
    }
    let events = Dataset(name: "x", ratings: RatingTable(rows), feedback: .implicit)
    #expect(events.histories[0].map(\.item) == [1, 0, 1, 1] && events.duplicates == 0)
    #expect(events.scale == RatingScale(0, 1))
    let ratings = Dataset(
      name: "x", ratings: RatingTable(rows), feedback: .explicit(RatingScale(1, 5)))
    #expect(ratings.histories[0].map(\.item) == [0, 1] && ratings.duplicates == 2)
  }

  @Test("The fingerprint changes with any rating, user, item or time, and with nothing else")
  func fingerprint() throws {
    func print(_ change: (inout [Row]) -> Void = { _ in }, times: Bool = true) throws -> String {
      var rows = (0..<10).map { (row: Int) -> Row in
        Row(user: Int64(row / 3), item: Int64(row), rating: Float(row % 5 + 1), time: Int64(row))
      }
      change(&rows)
      let timed = rows.map(\.row).map {
        RatingRow(
          user: $0.user, item: $0.item, rating: $0.rating, timestamp: times ? $0.timestamp : nil)
      }
      return try Dataset(name: "x", rows: timed, knownItems: [Item(id: 3, title: "a")]).fingerprint
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

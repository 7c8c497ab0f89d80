import Testing

@testable import Ratings

/// The order of a user's events that have the same time.
@Suite struct TieOrderTests {
  /// Ten users with forty events each: four times, ten items at each.
  private static func rows() -> [(user: Int, item: Int, time: Int)] {
    (0..<10).flatMap { user in
      (0..<40).map { (user: user, item: $0 % 10 + 100 * ($0 / 10), time: $0 / 10) }
    }
  }

  private func load(
    _ rows: [(user: Int, item: Int, time: Int)], ties: TieRule = .drawn, text: Bool = false,
    stars: Bool = false, threads: Int = 1
  ) throws -> Dataset {
    let lines = rows.map { row in
      let mark = text ? "x" : ""
      return "\(row.user),\(row.item)\(mark),\(row.time + 1_500_000_000)\(stars ? ",4" : "")\n"
    }
    let folder = try ScratchFolder([
      "events.csv": "user,item,timestamp\(stars ? ",rating" : "")\n" + lines.joined()
    ])
    var options = LoadOptions()
    options.ties = ties
    return try withExtendedLifetime(folder) {
      try Dataset.load(path: "\(folder.path)/events.csv", options: options, threads: threads)
    }
  }

  /// Items by user, as their ids.
  private func sequences(_ data: Dataset) -> [[String]] {
    data.histories.map { $0.items.map { "\(data.catalogue[Int($0)].id)" } }
  }

  @Test(arguments: [false, true])
  func doesNotDependOnTheFile(text: Bool) throws {
    let rows = Self.rows()
    let drawn = sequences(try load(rows, text: text))
    var random = SeededGenerator(seed: 5)
    for threads in [1, 2, 3] {
      let shuffled = rows.shuffled(using: &random)
      #expect(sequences(try load(shuffled, text: text, threads: threads)) == drawn)
    }
    // It is another order than that of the ids, and another for each user; times still ascend.
    let plain = (0..<40).map { "\($0 % 10 + 100 * ($0 / 10))\(text ? "x" : "")" }
    #expect(Set(drawn).count == 10 && !drawn.contains(plain))
    for sequence in drawn {
      for time in 0..<4 {
        let part = sequence[time * 10..<time * 10 + 10].sorted()
        #expect(part == plain[time * 10..<time * 10 + 10].sorted())
      }
    }
  }

  @Test func keepsTheFilesOrderIfAsked() throws {
    let rows = Self.rows()
    let data = try load(rows, ties: .file)
    for (user, sequence) in sequences(data).enumerated() {
      #expect(sequence == rows.filter { $0.user == user }.map { "\($0.item)" })
    }
    #expect(data.notes.contains { $0.hasSuffix("their order is that of the file") })
    #expect(
      try load(rows).notes.contains { $0.hasSuffix("drawn (that of the file: --ties file)") })
    #expect(try load(rows).fingerprint != data.fingerprint)
  }

  @Test func leavesRatingsAlone() throws {
    let rows = Self.rows()
    let data = try load(rows, stars: true)
    for (user, sequence) in sequences(data).enumerated() {
      #expect(sequence == rows.filter { $0.user == user }.map { "\($0.item)" })
    }
  }

  /// Milliseconds order two events of one second.
  @Test func readsTheUnitOfTheFile() throws {
    let times = (0..<20).map { "1500000000\(100 + $0)" }
    let folder = try ScratchFolder([
      "events.csv": "user,item,timestamp\n"
        + times.enumerated().map { "1,\(20 - $0.offset),\($0.element)\n" }.joined()
    ])
    let data = try Dataset.load(path: "\(folder.path)/events.csv")
    #expect(sequences(data) == [(0..<20).map { "\(20 - $0)" }])
    withExtendedLifetime(folder) {}
  }
}

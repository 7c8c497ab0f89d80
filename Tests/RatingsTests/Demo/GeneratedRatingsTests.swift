import Foundation
import Ratings
import Testing

/// Generated ratings in any number.
@Suite struct GeneratedRatingsTests {
  private func text(ratings: Int, seed: UInt64 = 1) throws -> String {
    let path = NSTemporaryDirectory() + "generated-\(UUID().uuidString).csv"
    let file = try #require(fopen(path, "w"))
    defer { unlink(path) }
    GeneratedRatings(ratings: ratings, seed: seed).write(to: file) {}
    fclose(file)
    return try String(contentsOfFile: path, encoding: .utf8)
  }

  @Test func asManyAsAskedForWithLongTails() throws {
    let plan = GeneratedRatings(ratings: 100_000)
    let lines = try text(ratings: 100_000).split(separator: "\n")
    #expect(lines[0] == "userId,movieId,rating,timestamp")
    #expect(lines.count == 100_001)
    var (users, items): ([Substring: Int], [Substring: Int]) = ([:], [:])
    var ratings: Set<Substring> = []
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",")
      users[fields[0], default: 0] += 1
      items[fields[1], default: 0] += 1
      ratings.insert(fields[2])
    }
    #expect(users.count == plan.users && items.count == plan.items)
    #expect(ratings.count == 10 && ratings.isSuperset(of: ["0.5", "3.0", "5.0"]))
    #expect(users.values.min() ?? 0 >= 20)
    let counts = items.values.sorted(by: >)
    #expect(counts[0] > 20 * counts[counts.count / 2])
    // Nobody rates an item twice.
    let pairs = Set(
      lines.dropFirst().map { $0.split(separator: ",").prefix(2).joined(separator: ",") })
    #expect(pairs.count == 100_000)
  }

  @Test func theSameSeedGivesTheSameText() throws {
    #expect(try text(ratings: 100_000) == text(ratings: 100_000))
    #expect(try text(ratings: 100_000) != text(ratings: 100_000, seed: 2))
  }

  /// As MovieLens 20M.
  @Test func sizesAreThoseOfTheField() {
    let plan = GeneratedRatings(ratings: 20_000_000)
    #expect(abs(plan.users - 138_000) < 1000 && abs(plan.items - 26_744) < 100)
  }
}

import DebutEngine
import DebutTesting
import Testing

@testable import GRU4Rec

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Counts of events, and what is left of them without one user's later events.
@Suite struct EventCountsTests {
  /// Users with items again, and times of their own, some of them equal.
  static func events(users: Int = 12, items: Int = 9, seed: UInt64 = 1) -> Histories {
    var generator = SeededGenerator(seed: seed)
    var columns: (items: [Int32], times: [Int64]) = ([], [])
    var ranges: [Range<Int>] = []
    for _ in 0..<users {
      let first = columns.items.count
      var time = Int64(generator.below(50))
      for _ in 0..<3 + generator.below(40) {
        columns.items.append(Int32(generator.below(items)))
        columns.times.append(time)
        time += Int64(generator.below(4))
      }
      ranges.append(first..<columns.items.count)
    }
    return Histories(
      columns: .init(
        items: columns.items, ratings: [Float](repeating: 1, count: columns.items.count),
        timestamps: columns.times),
      users: Vocabulary((0..<users).map { Vocabulary.Key($0 + 1) }), ranges: ranges)
  }

  private func counted(_ histories: Histories, items: Int) throws -> EventCounts {
    try EventCounts(
      EventSequences(histories), itemCount: items, repeats: histories.hasRepeats,
      workers: Workers(threads: 2)
    ) {
      _ in
    }
  }

  private func dense(_ pairs: PairCounts) -> [[Float]] {
    (0..<pairs.itemCount).map { row in
      var line = [Float](repeating: 0, count: pairs.itemCount)
      for i in pairs.starts[row]..<pairs.starts[row + 1] {
        line[Int(pairs.columns[i])] = pairs.values[i]
      }
      return line
    }
  }

  @Test func pairsByHand() throws {
    let columns = Histories.Columns(
      items: [0, 1, 2, 1, 0], ratings: [1, 1, 1, 1, 1], timestamps: [1, 2, 3, 4, 5])
    let histories = Histories(
      columns: columns, users: Vocabulary([Vocabulary.Key(1), Vocabulary.Key(2)]),
      ranges: [0..<4, 4..<5])
    let counts = try counted(histories, items: 3)
    #expect(dense(counts.pairs(.after)) == [[0, 1.25, 0.5], [0, 0.5, 1], [0, 1, 0]])
    #expect(dense(counts.pairs(.before)) == [[0, 0, 0], [1.25, 0.5, 1], [0.5, 1, 0]])
    let (two, three) = (PairKind.around.weights[1], PairKind.around.weights[2])
    #expect(
      dense(counts.pairs(.around)) == [
        [0, 1 + three, two], [1 + three, 2 * two, 2], [two, 2, 0],
      ])
    #expect(counts.popularity == [2, 2, 1])
    #expect(counts.pairs(.after).sums == [1.75, 1.5, 1])
  }

  /// Rows without a user's later events are those of a count in which the user's history ends there: the same bits.
  @Test(arguments: [1, 2, 3] as [UInt64]) func leavingOutIsExact(seed: UInt64) throws {
    let items = 9
    let histories = Self.events(items: items, seed: seed)
    let whole = try counted(histories, items: items)
    let events = EventSequences(histories)
    let inverse = [Float](repeating: 20, count: items)
    let room = LeftOutRoom(itemCount: items)
    for user in histories.indices {
      let count = histories[user].count
      for position in [0, 1, 2, count / 2, count - 1] where position < count {
        var lengths = histories.map(\.count)
        lengths[user] = position
        let recount = try PairKind.allCases.map { kind in
          dense(try counted(histories.cutting(at: lengths), items: items).pairs(kind))
        }
        let own = events.items[events.starts[user]..<events.starts[user + 1]]
        let recent = events.user(user, first: position, keepsOwn: false).recent
        try inverse.withUnsafeBufferPointer { inverse in
          let rows = LeftOutRows(
            whole, items: own, position: position, recent: recent,
            inverse: try #require(inverse.baseAddress), room)
          for (back, item) in recent.reversed().enumerated() {
            for kind in PairKind.allCases {
              let row = rows.row(kind, of: item, back: back + 1)
              var line = [Float](repeating: 0, count: items)
              for i in 0..<row.count { line[Int(row.columns[i])] = row.values[i] }
              #expect(line == recount[kind.rawValue][Int(item)])
              #expect(row.sum == line.reduce(0, +))
            }
          }
        }
      }
    }
  }

  @Test func trailingSharesAreDecayedCounts() {
    let histories = Self.events()
    let events = EventSequences(histories)
    let trailing = TrailingPopularity(events, itemCount: 9)
    let popularity = [Float](repeating: 1 / 9, count: 9)
    let order = events.times.indices.sorted { (events.times[$0], $0) < (events.times[$1], $1) }
    for moment in [0, 1, 7, 8, 100, order.count] {
      var shares = [Float](repeating: .nan, count: 9 * TrailingPopularity.kinds)
      shares.withUnsafeMutableBufferPointer { shares in
        popularity.withUnsafeBufferPointer { popularity in
          trailing.write(
            at: moment, popularity: popularity.baseAddress!, into: shares.baseAddress!)
        }
      }
      for (kind, halfLife) in TrailingPopularity.halfLives.enumerated() {
        var sums = [Double](repeating: 0, count: 9)
        for (age, place) in order[0..<moment].reversed().enumerated() {
          sums[Int(events.items[place])] += pow(
            2, -Double(age) / max(halfLife * Double(order.count), 1))
        }
        let total = sums.reduce(0, +) + 1
        for item in 0..<9 {
          let expected = (sums[item] + 1.0 / 9) / total
          #expect(abs(Double(shares[kind * 9 + item]) - expected) < 1e-5)
        }
      }
    }
  }

  /// Events of a moment itself are not before it.
  @Test func aMomentIsBeforeItsEvents() {
    let trailing = TrailingPopularity(items: [0, 1, 2, 0], times: [5, 7, 7, 9], itemCount: 3)
    let moments = [4, 5, 6, 7, 8, 9, 10].map { trailing.moment(before: Int64($0)) }
    #expect(moments == [0, 0, 1, 1, 3, 3, 4])
    #expect(trailing.moment(before: nil) == 4)
  }

  @Test func logarithm() {
    for exponent in -80...80 {
      for step in 0..<64 {
        let x = pow(2, Double(exponent) + Double(step) / 64)
        #expect(abs(Double(fastLog(Float(x))) - log(x)) < 2e-7 * max(1, abs(log(x))))
      }
    }
    #expect(fastLog(1) == 0)
  }
}

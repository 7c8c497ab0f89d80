import DebutEngine
import Testing

@testable import Commands

@Suite struct RankChangeTests {
  private func list(_ ids: Vocabulary.Key...) -> [Recommendation] {
    ids.map { Recommendation(itemID: $0, stars: 3, score: 3) }
  }

  @Test func saysWhatRoseFellAndCame() {
    let movement = RankChange(from: list(1, 2, 3, 4, 5, 6), to: list(3, 1, 2, 6, 9), top: 5)
    #expect(movement.entries.map(\.rank) == [1, 2, 3, 4, 5])
    #expect(movement.entries.map(\.other) == [3, 1, 2, 6, nil])
    #expect(
      movement.entries.map(movement.move) == ["up 2", "down 1", "down 1", "new, from 6", "new"])
    #expect(movement.gone.map(\.itemID) == [4, 5])
    #expect(movement.overlap == 3)
  }

  @Test func nothingRisesBecauseSomethingWasRated() {
    let movement = RankChange(from: list(1, 2, 3, 4), to: list(2, 3, 4), top: 2, leaving: 1)
    #expect(movement.entries.map(movement.move) == ["", ""])
    #expect(movement.gone.isEmpty)
    #expect(movement.overlap == 2)
  }

  @Test func listsMayBeShort() {
    let movement = RankChange(from: list(), to: list(2), top: 5)
    #expect(movement.entries.map(movement.move) == ["new"])
    #expect(RankChange(from: list(1), to: list(), top: 5).gone.map(\.itemID) == [1])
    #expect(RankChange(from: list(1), to: list(), top: 5).overlap == 0)
  }

  @Test(arguments: [
    ("1995", 1995...1995), ("1990-1999", 1990...1999), ("1990..1999", 1990...1999),
    ("1990..", 1990...Int.max), ("..1980", 0...1980),
  ]) func readsYears(text: String, years: ClosedRange<Int>) throws {
    #expect(try ItemFilter.years(text) == years)
  }

  @Test(arguments: [
    "", "..", "-", "1990-", "-1990", "1999-1990", "199x", "1990...", "1990..2000..", "+1990",
    "1990 - 1999", "19901990",
  ]) func refusesWhatIsNoYears(text: String) {
    let error = #expect(throws: ShellError.self) { try ItemFilter.years(text) }
    #expect(
      error?.description
        == "--year \"\(text)\" is not allowed: expected a year or a range, as 1995, 1990-1999 or "
        + "1990..")
  }
}

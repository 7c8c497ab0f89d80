import Ratings
import Testing

/// Data that no file can hold stops a program that makes it by hand.
@Suite("What callers promise")
struct PreconditionTests {
  @Test("A scale runs from low to high")
  func scale() async {
    await #expect(processExitsWith: .failure) { _ = RatingScale(5, 1) }
  }

  @Test("The columns of a history have one length")
  func history() async {
    await #expect(processExitsWith: .failure) { _ = History(items: [1, 2], ratings: [3]) }
  }

  @Test("The columns of all histories have one length")
  func columns() async {
    await #expect(processExitsWith: .failure) {
      _ = Histories.Columns(items: [1], ratings: [3], timestamps: [1, 2])
    }
  }

  @Test("Every user has a range")
  func histories() async {
    await #expect(processExitsWith: .failure) {
      _ = Histories(
        columns: .init(items: [0], ratings: [3], timestamps: []), users: Vocabulary([1, 2]),
        ranges: [0..<1])
    }
  }

  @Test("No two items have one id")
  func catalogue() async {
    await #expect(processExitsWith: .failure) {
      _ = Catalogue(rated: [Item(id: 7), Item(id: 7)])
    }
  }

  @Test("A scale ends somewhere")
  func infiniteScale() async {
    await #expect(processExitsWith: .failure) { _ = RatingScale(1, .infinity) }
  }
}

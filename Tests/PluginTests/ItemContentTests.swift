import Debut
import DebutTesting
import Testing

@testable import GRUSequence

extension Dataset {
  /// The users of `tiny`, whose likes follow from whether an item's number is odd, and a catalogue that
  /// tells which it is.
  static func tinyWithGenres(users: Int) -> Dataset {
    let plain = Dataset.tiny(users: users)
    return Dataset(
      name: "genres", isGenerated: true, scale: plain.scale,
      catalogue: Catalogue(
        rated: plain.catalogue.items.enumerated().map {
          Item(id: $1.id, title: $1.title, year: 1990, genres: [$0 % 2 == 0 ? "Even" : "Odd"])
        }), histories: plain.histories, fingerprint: "genres")
  }
}

@Suite struct ItemContentTests {
  private func table(_ items: [Item], itemCount: Int? = nil) -> Parameter {
    let data = Dataset.tiny(users: 2).trainingSet
    return ItemContent.table(
      TrainingSet(
        histories: data.histories, itemCount: itemCount ?? items.count, scale: data.scale,
        catalogue: Catalogue(rated: items)))
  }

  @Test func genresAndYearsAreColumns() {
    let content = table(
      [
        Item(id: 1, year: 1990, genres: ["Drama", "Comedy", "Drama"]),
        Item(id: 2, year: 2010, genres: ["Drama"]), Item(id: 3),
      ], itemCount: 4)
    #expect(content.rows == 4 && content.columns == 3 && !content.isTrained)
    let half = Float(0.5).squareRoot()
    let expected: [Float] = [half, half, -1, 0, 1, 1, 0, 0, 0, 0, 0, 0]
    #expect(zip(content.value.floats, expected).allSatisfy { abs($0 - $1) < 1e-6 })
  }

  @Test func nothingKnownIsNoColumn() {
    #expect(table([Item(id: 1), Item(id: 2)]).columns == 0)
    #expect(table([Item(id: 1, year: 1990), Item(id: 2, year: 1990)]).columns == 0)
  }

  @Test func tellsFromGenresWhatAFreshUserLikes() throws {
    let data = Dataset.tinyWithGenres(users: 120)
    let fold = try Case("gru-sequence", ["rank": "0"]).trained(
      on: data, epochs: 40, unratedItems: 0)
    let without = try Case("gru-sequence", ["rank": "0", "content": "no"]).trained(
      on: data, epochs: 40)
    #expect(error(of: fold) < 0.8 * error(of: without))
    try checkExtendEqualsReplay(
      fold.model, on: fold.heldOut, itemCount: fold.itemCount, tolerance: 2e-5)
    try checkCausality(fold.model, on: fold.heldOut, scale: data.scale)
  }

  @Test func sameBitsWithContent() throws {
    try checkSameBits(
      Case("gru-sequence").request(epochs: 2), on: .tinyWithGenres(users: 60),
      registry: .builtIns(), kernels: try Kernels.select())
  }
}

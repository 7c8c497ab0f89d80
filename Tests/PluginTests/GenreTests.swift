import DebutEngine
import DebutTesting
import Testing

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

/// The use that the sequence models make of `ItemContent`.
@Suite struct GenreTests {
  @Test(.enabled(if: isOptimised)) func tellsFromGenresWhatAFreshUserLikes() throws {
    let data = Dataset.tinyWithGenres(users: 120)
    let fold = try Case("gru-sequence", ["rank": "0"]).trained(
      on: data, epochs: 40)
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

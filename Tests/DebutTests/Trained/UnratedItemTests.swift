import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct UnratedItemTests {
  /// Five rated items, of whose predictions by `tie` are 0, 3, 6, 0 and 3, clipped to 1, 3, 5, 1 and 3. Items
  /// 70, 80 and 90 have no ratings, and item 50 has none in training.
  private static let data: Dataset = {
    let genres = [["Comedy"], ["Drama"], ["Comedy", "Drama"], ["Comedy"], ["War"]]
    let plain = Dataset.histories([
      [(0, 1), (1, 2), (2, 3), (3, 4)], [(4, 3)],
    ])
    let rated = zip(plain.catalogue.items, genres).map {
      Item(id: $0.id, title: $0.title, genres: $1)
    }
    let unrated = [
      Item(id: 70, genres: ["Drama", "Comedy"]), Item(id: 80, genres: ["Drama", "Horror"]),
      Item(id: 90, genres: ["War"]), Item(id: 95),
    ]
    return Dataset(
      name: "d", scale: plain.scale, catalogue: Catalogue(rated: rated, unrated: unrated),
      histories: plain.histories, fingerprint: "d")
  }()

  @Test(arguments: [
    (70, 5, "item mean, mean of 1 item of the same genres"),
    (80, 4, "item mean, mean of 2 items that share a genre"),
    // The only other item of war was held out: (1 + 3 + 5 + 1) / 4.
    (90, 2.5, "item mean, mean of 4 items"),
    (95, 2.5, "item mean, mean of 4 items"),
  ])
  func anItemThatNobodyRatedIsEstimatedByItsKind(id: Vocabulary.Key, stars: Float, path: String)
    throws
  {
    let data = Self.data
    let model = try TestBench(data, registry: .testing(), split: .freshUsers(folds: [2]))
      .train("tie")
    let user = try model.answer(history: [])
    #expect(user.predict(itemID: id) == nil)
    let index = try #require(data.catalogue.index(ofID: id))
    let estimate = try #require(user.estimate(of: data.catalogue[index]))
    #expect(estimate.stars == stars && estimate.path.description == path)
  }
}

import Testing

@testable import Ratings

@Suite("Published data sets, where they are present")
struct RealDataTests {
  @Test("ml-latest-small of 2016", .enabled(if: RealData.movieLens != nil))
  func movieLens() throws {
    let data = try Dataset.load(path: try #require(RealData.movieLens))
    #expect(data.name == "ml-latest-small-2016")
    #expect(data.histories.ratingCount == 100_004)
    #expect(data.histories.count == 671)
    #expect(data.catalogue.ratedCount == 9_066)
    #expect(data.catalogue.count == 9_125)
    #expect(data.scale == RatingScale(0.5, 5))
    #expect(data.duplicates == 0)
    #expect(data.tables.links.count == 9_125)
    #expect(data.tables.tags.count == 1_296)
    #expect(data.tables.links[0] == Link(item: 1, imdb: "0114709", tmdb: "862"))
    #expect(
      data.notes == [
        "22 % of a user's neighbouring ratings have the same time: their order is that of the file"
      ])
    // Counted by a script in Python: of 99,333 neighbouring pairs 21,845 have one time.
    #expect(data.histories.tiedShare.map { ($0 * 10_000).rounded() } == 2199)
    #expect(data.timeSpan == 789_652_009...1_476_640_644)
    let quoted = try #require(data.catalogue.index(ofID: 7789))
    #expect(data.catalogue[quoted].name == "11'09\"01 - September 11 (2002)")
    let open = try #require(data.catalogue.index(ofID: 108_548))
    #expect(data.catalogue[open].name == "Big Bang Theory, The (2007-)")
  }

  @Test(
    "movietweetings, 100,000 ratings from 0 to 10", .enabled(if: RealData.movieTweetings != nil))
  func movieTweetings() throws {
    let data = try Dataset.load(path: try #require(RealData.movieTweetings))
    #expect(data.histories.ratingCount == 100_000)
    #expect(data.histories.count == 16_554)
    #expect(data.scale == RatingScale(0, 10))
    let first = try #require(data.catalogue.index(ofID: 2844))
    #expect(data.catalogue[first].name == "Fantômas - À l'ombre de la guillotine (1913)")
    #expect(data.catalogue[first].genres == ["Crime", "Drama"])
  }
}

import DebutEngine
import DebutTesting
import Testing

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
}

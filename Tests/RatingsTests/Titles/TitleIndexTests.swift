import Testing

@testable import Ratings

@Suite("Finding titles")
struct TitleIndexTests {
  static let catalogue = Catalogue(rated: [
    Item(id: 1, title: "Heat", year: 1995), Item(id: 2, title: "Heat", year: 1986),
    Item(id: 3, title: "Matrix, The", year: 1999),
    Item(id: 4, title: "Matrix Reloaded, The", year: 2003),
    Item(id: 5, title: "Amélie", year: 2001), Item(id: 6, title: "1984", year: 1956),
    Item(id: 7, title: "Up"), Item(id: 8, title: "Up", year: 2009),
    Item(id: 9, title: "Upstream Color", year: 2013), Item(id: 10),
    Item(id: 11, title: "Hamlet", year: 2000), Item(id: 12, title: "Hamlet", year: 2000),
    Item(id: 13, title: "Affaire, Une", year: 2001), Item(id: 1984, title: "Toy Story", year: 1995),
  ])
  let index = TitleIndex(catalogue)

  @Test(
    "A text that names one item",
    arguments: [
      ("1", 1), ("001", 1), ("1984", 1984), ("1984 (1956)", 6), ("Heat (1995)", 1),
      ("heat (1986)", 2), ("  HEAT   (1986) ", 2), ("Matrix, The", 3), ("matrix, the (1999)", 3),
      ("The Matrix", 3), ("the matrix (1999)", 3), ("The Matrix R", 4), ("matrix r", 4),
      ("amelie", 5), ("AMÉLIE (2001)", 5), ("Ame\u{301}lie", 5), ("up", 7), ("Up (2009)", 8),
      ("ups", 9), ("toy", 1984), ("aff", 13), ("heat (1995", 1),
    ])
  func resolves(_ text: String, _ id: Vocabulary.Key) throws {
    #expect(Self.catalogue[try index.resolve(text)].id == id)
  }

  @Test("A text that names several")
  func ambiguous() {
    #expect(
      throws: DataError.ambiguousTitle(
        "heat", candidates: ["Heat (1986), id 2", "Heat (1995), id 1"], count: 2)
    ) { try index.resolve("heat") }
    #expect(
      throws: DataError.ambiguousTitle(
        "Hamlet (2000)", candidates: ["Hamlet (2000), id 11", "Hamlet (2000), id 12"], count: 2)
    ) { try index.resolve("Hamlet (2000)") }
    let error = #expect(throws: DataError.self) { try index.resolve("the m") }
    #expect(
      error?.description == "\"the m\" may be 2 items: Matrix, The (1999), id 3; "
        + "Matrix Reloaded, The (2003), id 4")
  }

  @Test("A text that names none, and what may have been meant")
  func unknown() {
    #expect(throws: DataError.unknownItemID("99")) { try index.resolve("99") }
    #expect(throws: DataError.unknownItemID("99999999999999999999")) {
      try index.resolve("99999999999999999999")
    }
    #expect(throws: DataError.unknownTitle("Toy Stroy", nearest: "Toy Story (1995)")) {
      try index.resolve("Toy Stroy")
    }
    #expect(throws: DataError.unknownTitle("heta (1995)", nearest: "Heat (1995)")) {
      try index.resolve("heta (1995)")
    }
    #expect(throws: DataError.unknownTitle("", nearest: nil)) { try index.resolve("") }
    #expect(throws: DataError.unknownTitle("no such thing", nearest: nil)) {
      try index.resolve("no such thing")
    }
    let empty = TitleIndex(Catalogue(rated: []))
    #expect(throws: DataError.unknownTitle("x", nearest: nil)) { try empty.resolve("x") }
  }

  @Test("Completions, as written and each once")
  func completions() {
    #expect(index.completions("he") == ["Heat (1986)", "Heat (1995)"])
    #expect(index.completions("THE M") == ["Matrix, The (1999)", "Matrix Reloaded, The (2003)"])
    #expect(index.completions("up") == ["Up", "Up (2009)", "Upstream Color (2013)"])
    #expect(index.completions("zz").isEmpty)
    #expect(index.completions("", limit: 3).count == 3)
    #expect(index.completions("").count == 13)
  }

  @Test(
    "Completions by any word, after those by the start",
    arguments: [
      ("relo", ["Matrix Reloaded, The (2003)"]), ("reloaded mat", ["Matrix Reloaded, The (2003)"]),
      ("STORY", ["Toy Story (1995)"]), ("eload", []), ("story heat", []),
      ("une", ["Affaire, Une (2001)"]), ("2013", ["Upstream Color (2013)"]), ("!", []),
    ])
  func completionsByWord(_ text: String, _ expected: [String]) {
    #expect(index.completions(text) == expected)
  }

  @Test("Words of names without blanks, and limits")
  func wordsWithoutBlanks() {
    let index = TitleIndex(
      Catalogue(rated: [
        Item(id: 1, title: "千と千尋の神隠し"), Item(id: 2, title: "Les Misérables"),
        Item(id: 3, title: "Miserable"), Item(id: 4, title: "Ein Miserabler"),
      ]))
    #expect(index.completions("神隠") == ["千と千尋の神隠し"])
    #expect(index.completions("misé") == ["Miserable", "Les Misérables", "Ein Miserabler"])
    #expect(index.completions("misé", limit: 2) == ["Miserable", "Les Misérables"])
  }

  @Test("A name's word leads to the name where nothing is spelt alike")
  func nearestByWord() {
    #expect(index.nearest(to: "reloaded") == "Matrix Reloaded, The (2003)")
  }

  @Test(
    "Every title of a real catalogue is found by its name", .enabled(if: RealData.movieLens != nil))
  func realTitles() throws {
    let data = try Dataset.load(path: try #require(RealData.movieLens))
    let index = TitleIndex(data.catalogue)
    for (place, item) in data.catalogue.items.enumerated() {
      #expect(index.candidates(for: item.name).contains(place), "\(item.name)")
    }
    let matrix = try index.resolve("the matrix")
    #expect(data.catalogue[matrix].id == 2571)
    #expect(index.nearest(to: "Pulp Fictoin") == "Pulp Fiction (1994)")
    #expect(index.nearest(to: "Shawshank Redmption") == "Shawshank Redemption, The (1994)")
  }

  @Test(
    "Folding",
    arguments: [
      ("Crème Brûlée", "creme brulee"), ("  a \t b\n", "a b"), ("ÆØÅß", "aeoass"), ("Łódź", "lodz"),
      ("it’s – “x”", "it's - \"x\""), ("ДОМ", "дом"), ("İstanbul", "istanbul"), ("", ""),
      ("日本", "日本"),
    ])
  func folding(_ text: String, _ expected: String) {
    #expect(TextFolding.fold(text) == expected)
  }
}

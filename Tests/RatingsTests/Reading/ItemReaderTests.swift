import Testing

@testable import Ratings

@Suite("Reading titles, links and tags")
struct ItemReaderTests {
  static let ratings = "userId,movieId,rating,timestamp\n1,2,3,4\n1,30,4,5\n"

  @Test("Quotes, commas, years and genres of movies.csv; rated items come first")
  func commaSeparated() throws {
    let movies = """
      movieId,title,genres
      50,Late (2000),Drama
      2,"Matrix, The (1999)",Action|Sci-Fi
      1,"11'09""01 - September 11 (2002)",(no genres listed)
      30,Rocky VI (1986) ,Comedy
      40,Fawlty Towers (1975-1979),
      2,Again (1990),Drama
      """
    let data = try Dataset.load(files: ["ratings.csv": Self.ratings, "movies.csv": movies])
    #expect(
      data.catalogue.items == [
        Item(id: 2, title: "Matrix, The", year: 1999, genres: ["Action", "Sci-Fi"]),
        Item(id: 30, title: "Rocky VI", year: 1986, genres: ["Comedy"]),
        Item(id: 1, title: "11'09\"01 - September 11", year: 2002),
        Item(id: 40, title: "Fawlty Towers (1975-1979)"),
        Item(id: 50, title: "Late", year: 2000, genres: ["Drama"]),
      ])
    #expect(data.catalogue.ratedCount == 2)
    #expect(data.notes.contains("1 item is listed again; the first counts"))
  }

  @Test("Rated items without a title have a name all the same")
  func untitled() throws {
    let data = try Dataset.load(
      files: ["ratings.csv": Self.ratings, "movies.csv": "title,movieId\nHeat (1995),30\n"])
    #expect(data.catalogue.items.map(\.name) == ["item 2", "Heat (1995)"])
    #expect(data.notes.contains("1 rated item has no title"))
  }

  @Test("movies.dat in UTF-8 and in Latin-1")
  func doubleColon() throws {
    let expected = [
      Item(id: 2, title: "Amélie :: deux", year: 2001, genres: ["Comedy", "Romance"]),
      Item(id: 3, title: "b"),
    ]
    let text = "0002::Amélie :: deux (2001)::Comedy|Romance\n3::b::\n"
    let latin1 = text.unicodeScalars.map { UInt8($0.value) }
    for (bytes, isNoted) in [(Array(text.utf8), false), (latin1, true)] {
      let folder = try ScratchFolder([
        "ratings.dat": Array("1::2::3::4\n".utf8), "movies.dat": bytes,
      ])
      let data = try Dataset.load(path: folder.path)
      #expect(data.catalogue.items == expected)
      #expect(data.notes.contains { $0.contains("Latin-1") } == isNoted)
    }
  }

  @Test("u.item with its flags")
  func flagged() throws {
    func row(_ id: Int, _ title: String, _ flags: Set<Int>, of count: Int = 19) -> String {
      let bits = (0..<count).map { flags.contains($0) ? "1" : "0" }.joined(separator: "|")
      return "\(id)|\(title)|01-Jan-1995||http://address|\(bits)\n"
    }
    let items = row(1, "Toy Story (1995)", [3, 4, 5]) + row(267, "unknown", [0])
    let data = try Dataset.load(files: ["u.data": "1\t1\t3\t4\n", "u.item": items])
    #expect(
      data.catalogue.items == [
        Item(id: 1, title: "Toy Story", year: 1995, genres: ["Animation", "Children's", "Comedy"]),
        Item(id: 267, title: "unknown"),
      ])
    let named = try Dataset.load(files: [
      "u.data": "1\t1\t3\t4\n", "u.item": row(1, "x", [1], of: 2), "u.genre": "Slow|1\nunknown|0\n",
    ])
    #expect(named.catalogue[0].genres == ["Slow"])
  }

  @Test("Links and tags")
  func sideTables() throws {
    let data = try Dataset.load(files: [
      "ratings.csv": Self.ratings,
      "links.csv": "movieId,imdbId,tmdbId\r\n2,0114709,862\r\n3,,\r\n",
      "tags.csv": "userId,movieId,tag,timestamp\n7,2,\"so \"\"good\"\", so short\",9\n",
    ])
    #expect(
      data.tables.links == [
        Link(item: 2, imdb: "0114709", tmdb: "862"), Link(item: 3, imdb: nil, tmdb: nil),
      ])
    #expect(
      data.tables.tags == [Tag(user: 7, item: 2, text: "so \"good\", so short", timestamp: 9)])
    let old = try Dataset.load(files: [
      "ratings.dat": "1::2::3::4\n", "tags.dat": "1::2::dark::9\n",
    ])
    #expect(old.tables.tags == [Tag(user: 1, item: 2, text: "dark", timestamp: 9)])
  }

  @Test(
    "The year is split off only where it ends the title",
    arguments: [
      ("Heat (1995)", "Heat", 1995), ("Heat", "Heat", nil), ("(1995)", "(1995)", nil),
      (" (1995)", " (1995)", nil), ("Heat(1995)", "Heat(1995)", nil),
      ("1984 (1984)", "1984", 1984), ("Heat (199)", "Heat (199)", nil),
      ("A (1995) B", "A (1995) B", nil), ("Ñ (19é5)", "Ñ (19é5)", nil), ("é (2000)", "é", 2000),
    ] as [(String, String, Int?)])
  func years(_ text: String, _ title: String, _ year: Int?) {
    let split = TitleText.split(text)
    #expect(split.title == title)
    #expect(split.year == year)
  }

  @Test("Well-formed UTF-8 is what the standard library says it is")
  func utf8() {
    var random = SeededGenerator(seed: 5)
    let pieces: [UInt8] = [
      0x41, 0x80, 0xBF, 0xC1, 0xC2, 0xDF, 0xE0, 0xA0, 0xED, 0x9F, 0xEF, 0xF0, 0x90, 0xF4, 0x8F,
      0xF5,
    ]
    for _ in 0..<20_000 {
      let bytes = (0..<random.below(7)).map { _ in pieces[random.below(pieces.count)] }
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      let found = bytes.withUnsafeBufferPointer(TextCheck.firstInvalidUTF8)
      #expect((found == nil) == isValid, "\(bytes)")
    }
  }
}

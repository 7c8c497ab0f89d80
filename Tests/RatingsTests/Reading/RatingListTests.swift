import Testing

@testable import Ratings

@Suite("Lists of people's ratings")
struct RatingListTests {
  private static let catalogue = Catalogue(rated: [
    Item(id: 7, title: "Heat", year: 1995), Item(id: 8, title: "1984", year: 1956),
    Item(id: 9, title: "Matrix, The", year: 1999), Item(id: 1984, title: "Good, Bad, Ugly"),
  ])

  private func read(_ text: String) throws -> [RatingList.Person] {
    let folder = try ScratchFolder(["r.csv": text])
    return try RatingList(
      path: "\(folder.path)/r.csv", titles: TitleIndex(Self.catalogue), scale: RatingScale(0.5, 5)
    ).people
  }

  @Test(
    "Many ways to write the same",
    arguments: [
      "user,item,title,rating\nanna,7,Heat (1995),5\nanna,9,\"Matrix, The (1999)\",2.5\n",
      "user,item,rating\nanna,7,5\nanna,9,2.5",
      "title,rating,user\r\nheat,5,anna\r\nthe matrix,2.5,anna\r\n",
      "userId,movieId,stars\nanna,Heat,5\nanna,\"Matrix, The\",2.5\n",
      "user,item,title,rating,more\nanna,,Heat,5,x\nanna,9,no such title,2.5,\n",
      "\u{FEFF}user,item,rating,timestamp\nanna,9,2.5,20\nanna,7,5,10\n",
      "user,item,rating\nanna,9,1\nanna,7,5\nanna,9,2.5\n",
    ])
  func spellings(_ text: String) throws {
    let people = try read(text)
    #expect(people.map(\.name) == ["anna"])
    #expect(people[0].ratings.map(\.item) == [0, 2])
    #expect(people[0].ratings.map(\.rating) == [5, 2.5])
  }

  @Test("Times count only where all of a person's ratings have one")
  func partialTimes() throws {
    let people = try read("user,item,rating,timestamp\na,9,1,20\na,7,2,\nb,9,1,20\nb,7,2,10\n")
    #expect(people.map { $0.ratings.map(\.item) } == [[2, 0], [0, 2]])
  }

  @Test("People in the order in which they are named; some by their id alone")
  func people() throws {
    let people = try read("user,item,rating\n12,,\nanna,7,5\n12,,\nbob,9,1\nanna,9,4\n")
    #expect(people.map(\.name) == ["12", "anna", "bob"])
    #expect(people.map(\.ratings.count) == [0, 2, 1])
    #expect(people.map(\.place.line) == [2, 3, 5])
    #expect(try read("user\n3\n1\n").map(\.name) == ["3", "1"])
    #expect(try read("item,rating\n7,5\n").map(\.name) == [nil])
  }

  @Test("A title may be all digits; an item's column names ids first")
  func digits() throws {
    #expect(try read("title,rating\n1984,5\n")[0].ratings[0].item == 1)
    #expect(try read("item,rating\n1984,5\n")[0].ratings[0].item == 3)
  }

  @Test(
    "Faults are told with their line",
    arguments: [
      ("", ":1: the file is empty"),
      ("user,item\nanna,7\n", ":1: the header has no column \"rating\""),
      ("user,rating\nanna,7\n", ":1: the header has no column \"item\""),
      ("more\n1\n", "\"item\" and \"rating\""),
      ("user,item,rating\n", ":1: there is a header, but no row follows"),
      ("user,item,rating\nanna,7\n", ":2: expected 3 fields"),
      ("user,item,rating\nanna,7,5\nanna,7,9\n", ":3: rating \"9\" is outside the scale"),
      ("user,item,rating\nanna,7,x\n", ":2: rating \"x\" is not a number"),
      ("user,item,rating\nanna,7,nan\n", ":2: rating \"nan\" is not finite"),
      ("user,item,rating\nanna,7,\n", ":2: rating is empty"),
      ("user,item,rating\nanna,,5\n", ":2: item is empty"),
      ("item,rating\n,\n", ":2: item is empty"),
      ("user,item,rating\n,7,5\n", ":2: user is empty"),
      ("user,item,rating\nanna,77,5\n", ":2: there is no item with the id 77"),
      ("user,title,rating\nanna,Haet,5\n", ":2: there is no item called \"Haet\"; did you mean"),
      ("user,item,rating\nanna,\"7,5\n", ":2: the quote that opens here"),
      ("user,item,rating,timestamp\nanna,7,5,-1\n", ":2: timestamp \"-1\" is negative"),
      ("user,item,item,rating\nanna,7,7,5\n", ":1: the header has the column \"item\" more"),
    ])
  func faults(_ text: String, _ says: String) throws {
    let error = try #require(throws: DataError.self) { try read(text) }
    #expect(error.description.contains("r.csv\(says)") || error.description.contains(says))
  }
}

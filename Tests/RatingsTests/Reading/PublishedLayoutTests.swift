import Testing

@testable import Ratings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Ratings whose layout is that of one published set.
@Suite("Layouts of their own")
struct PublishedLayoutTests {
  private func message(_ text: String, _ name: String, skips: Int = 0) -> String {
    var options = LoadOptions()
    options.skippableRows = skips
    do {
      return "loaded \(try Dataset.load(text, named: name, options: options).rows.count)"
    } catch {
      let text = "\(error)"
      return text.split(separator: "/").last.map(String.init) ?? text
    }
  }

  // MARK: Netflix

  static let first = "1:\n1488844,3,2005-09-06\n822109,5,2005-05-13\n2:\n1488844,4,2004-02-29\n"

  @Test("A file of the Netflix Prize, and several with titles")
  func netflix() throws {
    let alone = try Dataset.load(Self.first, named: "combined_data_1.txt")
    #expect(
      alone.rows == [
        [822_109, 1, 5, 1_115_942_400], [1_488_844, 2, 4, 1_078_012_800],
        [1_488_844, 1, 3, 1_125_964_800],
      ])
    #expect(alone.scale == RatingScale(1, 5))
    let folder = try ScratchFolder([
      "combined_data_1.txt": Array(Self.first.utf8),
      "combined_data_2.txt": Array("10:\r\n822109,1,2005-01-01\r\n".utf8),
      "movie_titles.csv": Array("1,2003,Ants, Bees and caf".utf8) + [0xE9, 10]
        + Array("2,NULL,\"Quoted\" one\n10,1999,Ten\n".utf8),
      "probe.txt": Array("1:\n30878\n".utf8), "qualifying.txt": Array("1:\n5,2005-01-01\n".utf8),
    ])
    for threads in 1...3 {
      let data = try Dataset.load(path: folder.path, threads: threads)
      #expect(data.histories.ratingCount == 4 && data.histories.count == 2)
      #expect(
        data.catalogue.items.map(\.name) == [
          "Ants, Bees and café (2003)", "\"Quoted\" one", "Ten (1999)",
        ])
      #expect(data.tables.others.map(\.name) == ["probe.txt", "qualifying.txt"])
    }
  }

  @Test("One file an item, in a folder")
  func netflixItems() throws {
    let folder = try ScratchFolder(["movie_titles.txt": "1,2003,Ants\n10,1999,Ten\n"])
    try #require(makeFolder("\(folder.path)/training_set"))
    defer { rmdir("\(folder.path)/training_set") }
    let names = ["mv_0000001.txt", "mv_0000010.txt"].map { "training_set/\($0)" }
    try folder.write(names[0], Array("1:\n7,3,2005-09-06\n".utf8))
    try folder.write(names[1], Array("10:\n7,4,2005-09-07\n8,4,2005-09-08\n".utf8))
    defer { for name in names { remove("\(folder.path)/\(name)") } }
    let data = try Dataset.load(path: folder.path)
    #expect(data.catalogue.items.map(\.name) == ["Ants (2003)", "Ten (1999)"])
    #expect(data.histories.ratingCount == 3)
  }

  @Test(
    "Faults name the file and the line",
    arguments: [
      ("1:\n5,6,2005-09-06\n", "x.txt:2: \"5,6,2005-09-06\" is no row"),
      ("1:\n5,3,2005-09-06\n5,3\n", "x.txt:3: \"5,3\" is no row"),
      ("1:\n5,3,2005-02-29\n", "x.txt:2: \"5,3,2005-02-29\" is no row"),
      ("1:\n5,3,2005-13-01\n", "x.txt:2: \"5,3,2005-13-01\" is no row"),
      ("1:\n5,3,2005-01-01\n12345678901234567890:\n6,3,2005-01-01\n", "x.txt:3: "),
    ])
  func netflixFaults(_ text: String, _ expected: String) {
    #expect(message(text, "x.txt").hasPrefix(expected))
  }

  @Test("Rows of the Netflix Prize may be left out")
  func netflixSkips() {
    #expect(message("1:\n5,3,2005-01-01\nx\n6,3,2005-01-02\n", "x.txt", skips: 1) == "loaded 2")
    #expect(message("1:\n5,3,2005-01-01\nx\ny\n", "x.txt", skips: 1).hasPrefix("x.txt:"))
  }

  // MARK: Jester

  /// A row of 25 items, all without a rating but for some.
  private static func row(_ ratings: [Int: String], count: Int? = nil, mark: String = ",") -> String
  {
    ([String(count ?? ratings.count)] + (1...25).map { ratings[$0] ?? "99" })
      .joined(separator: mark) + "\n"
  }

  @Test("A matrix has a row a user, with 99 for none", arguments: [",", ";", "\t"])
  func matrix(_ mark: String) throws {
    let text =
      Self.row([1: "-9.95", 25: "10"], mark: mark) + Self.row([:], mark: mark)
      + Self.row([3: "0"], mark: mark)
    let data = try Dataset.load(text, named: "jester-data-1.csv")
    #expect(
      data.histories.users.map(\.description) == ["1", "3"] && data.scale == RatingScale(-10, 10))
    #expect(data.rows.map { [$0[0], $0[1]] } == [[1, 1], [1, 25], [3, 3]])
    #expect(data.notes.contains { $0.hasPrefix("a matrix of ratings") })
  }

  @Test("Faults in a matrix name the line and the column")
  func matrixFaults() {
    let whole = (0..<12).map { Self.row([$0 + 1: "1.5"]) }.joined()
    #expect(
      message(whole + Self.row([3: "x"]), "j.csv")
        == "j.csv:13: column 4 \"x\": expected a rating from -10 to 10, or 99 for none")
    #expect(
      message(whole + Self.row([3: "11"]), "j.csv").hasPrefix("j.csv:13: column 4 \"11\": expected")
    )
    #expect(message(whole + "1,99\n", "j.csv").hasPrefix("j.csv:13: expected 26 fields, found 2"))
    #expect(
      message(whole + Self.row([3: "11"]) + Self.row([3: "1"]), "j.csv", skips: 1) == "loaded 13")
  }

  @Test("A table of numbers whose first is no count is no matrix")
  func noMatrix() throws {
    #expect(message(Self.row([1: "5"], count: 7), "j.csv").contains("there is no header"))
  }

  // MARK: Python

  @Test("Objects as Python prints them, and a list of them in each")
  func python() throws {
    let flat = """
      {u'username': u'O\\'Neil \\xe9', u'product_id': u'725280', u'date': u'2017-12-17', 'hours': 1.5, 'early': False}
      {u'username': u"Say \\"x\\"", u'product_id': u'7', u'date': u'2017-12-18', 'more': [1, (2, None)]}

      """
    var options = LoadOptions()
    options.columns[.rating] = ColumnChoice.none
    let data = try Dataset.load(flat, named: "steam.json", options: options)
    #expect(data.histories.users.map(\.description) == ["O'Neil é", "Say \"x\""])
    let nested = """
      {'user_id': 'a', 'reviews': [{'item_id': '10', 'stars': 4}, {'item_id': '20', 'stars': 5}]}
      {'user_id': 'b', 'reviews': []}
      {'user_id': 'c', 'reviews': [{'item_id': '10', 'stars': 2}]}

      """
    let listed = try Dataset.load(nested, named: "users.json")
    #expect(listed.rows.map { [$0[1], $0[2]] } == [[10, 4], [20, 5], [10, 2]])
    #expect(listed.notes.contains("each object of \"reviews\" is a row"))
    #expect(
      message("{'user': 1, 'item': 2, 'rating': 3}\n{'user': 1, 'item\n", "p.json")
        == "p.json:2: this is no object of Python: expected a closing quote")
    #expect(
      message("{'user': 1, 'item': 2, 'rating': 3}\n{'user'}\n", "p.json", skips: 1) == "loaded 1")
  }

  // MARK: Excel

  @Test("A first line that says the separator", arguments: ["\n", "\r\n"])
  func separatorLine(_ end: String) throws {
    let text = "\u{FEFF}sep=;\(end)user;item;rating\(end)1;2;3,5\(end)1;x;\(end)"
    #expect(message(text, "excel.csv").hasPrefix("excel.csv:4: rating is empty"))
    let data = try Dataset.load(
      "sep=~\(end)user~item~rating\(end)1~2~3\(end)", named: "excel.csv")
    #expect(data.rows == [[1, 2, 3, -1]])
  }

  // MARK: Folders and archives

  @Test("Of a folder or an archive the only table is read, whatever its name")
  func onlyTable() throws {
    let data = try Dataset.load(files: [
      "purchases.csv": "customer,sku,score\n1,2,3\n", "README.md": "x",
      "products.csv": "sku,name\n2,Ant\n",
      "license.txt": "a,b\n",
    ])
    #expect(data.catalogue[0].title == "Ant")
    #expect(data.notes.contains("ratings are those of purchases.csv"))
    #expect {
      _ = try Dataset.load(files: ["a.csv": "user,item\n1,2\n", "b.csv": "user,item\n1,2\n"])
    } throws: {
      "\($0)".contains("no file in it is known to be that of the ratings; found \"a.csv\"")
    }
  }
}

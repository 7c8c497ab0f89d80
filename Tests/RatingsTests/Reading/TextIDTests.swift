import Testing

@testable import Ratings

@Suite("Ids of text in files")
struct TextIDTests {
  static let header: String = "userId,movieId,rating,timestamp\n"

  private func load(_ rows: String) throws -> Dataset {
    try Dataset.load(files: ["ratings.csv": Self.header + rows])
  }

  private func users(_ data: Dataset) -> [String] { data.histories.users.map(\.description) }
  private func items(_ data: Dataset) -> [String] {
    data.catalogue.vocabulary.map(\.description)
  }

  @Test("Users and items by text, in the order of their first rows, and told")
  func texts() throws {
    let data = try load("u9,B2,4,10\nu1,B1,3,11\nu9,B1,5,9\n")
    #expect(users(data) == ["u9", "u1"] && items(data) == ["B2", "B1"])
    #expect(data.histories[0].map(\.item) == [1, 0])
    #expect(data.notes.contains("ids of users are text: u9 in line 2"))
    #expect(data.notes.contains("ids of items are text: B2 in line 2"))
  }

  @Test("Either column may be of texts by itself")
  func oneColumn() throws {
    let first = try load("u9,20,4,10\nu1,3,3,11\n")
    #expect(first.histories.users.kind == .text && first.catalogue.vocabulary.numbers == [3, 20])
    #expect(!first.notes.contains { $0.hasPrefix("ids of items") })
    let second = try load("20,b,4,10\n3,a,3,11\n")
    #expect(second.histories.users.numbers == [3, 20] && items(second) == ["b", "a"])
  }

  @Test("Numbers alone are numbers, with leading zeros and points, and nothing is told")
  func numbers() throws {
    let data = try load("007,20.0,4,10\n3,9223372036854775807,3,11\n")
    #expect(data.histories.users.numbers == [3, 7])
    #expect(data.catalogue.vocabulary.numbers == [20, .max])
    #expect(!data.notes.contains { $0.hasPrefix("ids of") })
  }

  @Test(
    "One field that is no whole number makes the column one of texts, kept as they are written",
    arguments: ["x", "-5", "1.5", "9223372036854775808", "1e3", "é", "+1", "0x1"])
  func mixed(field: String) throws {
    let data = try load("007,1,4,10\n12.0,2,3,11\n\(field),3,3,12\n12,4,3,13\n")
    #expect(users(data) == ["007", "12.0", field, "12"])
    #expect(data.notes.contains("ids of users are text: \(field) in line 4"))
    #expect(data.catalogue.vocabulary.numbers == [1, 2, 3, 4])
  }

  /// The first text lies far behind the rows that are looked at before.
  @Test("A late text starts the reading again, at any number of threads", arguments: [1, 2, 7])
  func late(threads: Int) throws {
    let rows = (0..<3_000).map { row in
      let user = row == 2_900 ? "late" : "\(row / 10 * 7 % 1_000)"
      let item = row == 2_999 ? "end" : "\(row * 31 % 97)"
      return "\(user),\(item),\(1 + row % 5),\(1_000_000_000 + row)\n"
    }
    let folder = try ScratchFolder(["ratings.csv": Self.header + rows.joined()])
    let data = try Dataset.load(
      path: folder.path, options: LoadOptions(), plan: .init(stretch: 512, threads: threads))
    #expect(data.notes.contains("ids of users are text: late in line 2902"))
    #expect(data.notes.contains("ids of items are text: end in line 3001"))
    let first = rows.map { String($0.prefix { $0 != "," }) }.reduce(into: [String]()) {
      if !$0.contains($1) { $0.append($1) }
    }
    #expect(users(data) == first && data.histories.ratingCount == 3_000 - data.duplicates)
  }

  @Test("Composed and decomposed accents stay two users")
  func accents() throws {
    let data = try load("\(KeyTests.composed),1,4,1\n\(KeyTests.decomposed),1,3,2\n")
    #expect(data.histories.count == 2)
    #expect(data.histories.users.index(of: .init(KeyTests.decomposed)) == 1)
  }

  @Test("Quotes, commas, blanks and equals signs in ids")
  func odd() throws {
    let rows = [
      #""a,b",1,4,1"#, #"  c d  ,1,4,1"#, #""say ""hi""",1,4,1"#, "=5,1,4,1", #""line"#,
      #"end",1,4,1"#, "x;y,1,4,1", #"" q ",1,4,1"#, "t\tt,1,4,1",
      String(repeating: "long", count: 90) + ",1,4,1",
    ]
    let expected = [
      "a,b", "c d", "say \"hi\"", "=5", "line\nend", "x;y", "q", "t\tt",
      String(repeating: "long", count: 90),
    ]
    let data = try load(rows.joined(separator: "\n") + "\n")
    #expect(users(data) == expected)
    // In the other column, and after rows that the fast path reads.
    let swapped = try load(
      "u1,a,1,1\n"
        + rows.map { $0.replacing(",1,4,1", with: ",4,1") }.map {
          $0.hasPrefix("end") ? $0 : "u2," + $0
        }
        .joined(separator: "\n") + "\n" + String(repeating: "u1,a,1,1\n", count: 200))
    #expect(items(swapped) == ["a"] + expected)
    #expect(swapped.histories.count == 2)
  }

  @Test("The latest rating of a pair counts, the later row among equals")
  func duplicates() throws {
    let data = try load("u,i,1,5\nu,j,2,9\nu,i,3,9\nu,i,4,9\nv,i,5,1\nu,j,5,8\n")
    #expect(data.duplicates == 3)
    #expect(data.histories[0].map(\.rating) == [2, 4] && data.histories[1].map(\.rating) == [5])
  }

  @Test(
    "Faults have their lines",
    arguments: [
      ("u,i,4,1\n,j,4,1\n", "3: userId is empty"), ("u,i,4,1\nu,,4,1\n", "3: movieId is empty"),
      ("1,1,4,1\n,2,4,1\n", "3: userId is empty, expected a number"),
      ("u,i,4,1\nu,j,x,1\n", "3: rating \"x\" is not a number"),
      ("u,i,4,1\nuserId,movieId,rating,timestamp\n", "3: the header comes again"),
      ("1,2,4,1\nuserId,movieId,rating,timestamp\n", "3: the header comes again"),
      ("u,i,4,1\nUSERID,movieId,Rating,timestamp\n", "3: the header comes again"),
      ("u,i,4,1\nu,j\n", "3: expected 4 fields, found 2"),
      ("u,i,4,1300001404\nu,j,4,13000\n", nil),
      ("u,i,4,1300001404\nu,j,4,13000", "3: the file ends"),
    ] as [(String, String?)])
  func faults(rows: String, text: String?) throws {
    guard let text else {
      #expect(throws: Never.self) { try load(rows) }
      return
    }
    let error = #expect(throws: DataError.self) { try load(rows) }
    #expect(
      error?.description.contains("ratings.csv:" + text) == true, "\(String(describing: error))")
  }

  /// Returns a file of a first row, and rows whose users have a byte that is no UTF-8.
  private func file(_ first: String, _ count: Int) -> [UInt8] {
    var bytes = Array((Self.header + first).utf8)
    for row in 0..<count { bytes += [0x75, 0xE9] + Array(",i\(row),4,1\n".utf8) }
    return bytes
  }

  @Test("Bytes that are no UTF-8 beside some that are: an error with the line, or rows left out")
  func encoding() throws {
    let folder = try ScratchFolder(["ratings.csv": file("\u{e9},i,4,1\n", 9)])
    let error = #expect(throws: DataError.self) { try Dataset.load(path: folder.path) }
    #expect(error?.description.contains("ratings.csv:3: the text is not UTF-8") == true)
    var options = LoadOptions()
    options.skippableRows = 9
    let kept = try Dataset.load(path: folder.path, options: options)
    #expect(users(kept) == ["\u{e9}"] && kept.reading.badRows == 9)
    let marked = try ScratchFolder(["ratings.csv": [0xEF, 0xBB, 0xBF] + file("u,i,4,1\n", 20)])
    #expect(throws: DataError.self) { try Dataset.load(path: marked.path) }
  }

  @Test("Bytes that are no UTF-8 alone: read as Latin-1, and told", arguments: [1, 3])
  func latin1(threads: Int) throws {
    let folder = try ScratchFolder(["ratings.csv": file("u,i,4,1\n", 9)])
    var options = LoadOptions()
    options.skippableRows = 3
    let plan = LoadPlan(stretch: 32, threads: threads)
    let data = try Dataset.load(path: folder.path, options: options, plan: plan)
    #expect(users(data) == ["u", "u\u{e9}"] && data.histories.ratingCount == 10)
    #expect(data.notes.contains("ratings.csv is not UTF-8 and was read as Latin-1"))
    #expect(data.reading.badRows == 0)
    let few = try ScratchFolder(["ratings.csv": file("\u{e9},i,4,1\n", 11)])
    #expect(users(try Dataset.load(path: few.path)) == ["\u{c3}\u{a9}", "u\u{e9}"])
  }

  @Test("Latin-1 in columns of conditions and events")
  func latin1Elsewhere() throws {
    let rows = "userId,movieId,rating,kind\n1,5,4,K\u{e4}ufe\n2,6,3,K\u{f6}ln\n"
    let bytes = rows.unicodeScalars.map { UInt8($0.value) }
    let folder = try ScratchFolder(["r.csv": bytes])
    var options = LoadOptions()
    options.conditions = [try RowCondition(parsing: "kind = K\u{e4}ufe")]
    #expect(
      try Dataset.load(path: "\(folder.path)/r.csv", options: options).rows == [[1, 5, 4, -1]])
    options.conditions = []
    options.columns[.event] = .named("kind")
    options.eventWeights = [EventWeight("K\u{f6}ln", 1)]
    #expect(
      try Dataset.load(path: "\(folder.path)/r.csv", options: options).rows == [[2, 6, 1, -1]])
  }

  @Test("A user who is called as the column is no header")
  func headerName() throws {
    let data = try load("u,i,4,1\nuserid,i,3,1\n")
    #expect(users(data) == ["u", "userid"])
  }

  @Test("Titles, links and tags of texts are joined; unrated items keep the order of their file")
  func folder() throws {
    let data = try Dataset.load(files: [
      "ratings.csv": Self.header + "u,b,4,1\n7,007,3,2\n",
      "movies.csv": "movieId,title\nz,Zed\n007,Bond (1995)\n7,Seven\nb,Bee\nz,Again\n",
      "links.csv": "movieId,imdbId\n007,01\n7,02\n",
      "tags.csv": "userId,movieId,tag\n7,b,buzz\n",
    ])
    #expect(items(data) == ["b", "007", "z", "7"] && data.catalogue.ratedCount == 2)
    #expect(data.catalogue.items.map(\.title) == ["Bee", "Bond", "Zed", "Seven"])
    #expect(data.tables.links.map(\.item) == ["007", "7"])
    #expect(data.tables.tags.map(\.user) == ["7"] && data.tables.tags[0].item == "b")
    #expect(data.notes.contains("1 item is listed again; the first counts"))
  }

  @Test("Titles by text do not fit items by number, and side tables by text cost nothing")
  func numericItems() throws {
    let mixed = try Dataset.load(files: [
      "ratings.csv": Self.header + "u,1,4,1\n", "movies.csv": "movieId,title\n1,One\ntwo,Two\n",
    ])
    #expect(mixed.catalogue.items == [Item(id: 1)])
    let note = mixed.notes.first { $0.hasPrefix("movies.csv is left out: ") }
    #expect(note?.hasSuffix("movies.csv:3: movieId \"two\" is not a whole number") == true)
    let data = try Dataset.load(files: [
      "ratings.csv": Self.header + "1,12,4,1\n", "movies.csv": "movieId,title\n012,Twelve\n",
      "tags.csv": "userId,movieId,tag\n01,12.0,good\nbob,x,odd\n",
    ])
    #expect(data.catalogue.vocabulary.numbers == [12] && data.catalogue[0].title == "Twelve")
    #expect(data.tables.tags[0].user == 1 && data.tables.tags[0].item == 12)
    #expect(data.tables.tags[1].user == "bob")
  }

  // MARK: Threads

  /// Rows of texts of all lengths, by `order` grouped or interleaved.
  private static func rows(_ count: Int, _ order: (Int) -> Int) -> String {
    var random = SeededGenerator(seed: 5)
    return (0..<count).map { row in
      let user = "user-" + String(repeating: "x", count: order(row) % 19) + "\(order(row))"
      return
        "\(user),i\(random.below(60)),\(1 + random.below(5)),\(1_260_759_144 + random.below(500))\n"
    }.joined()
  }

  static let shapes: [String: String] = [
    "grouped": header + rows(600) { $0 / 37 },
    "interleaved": header + rows(600) { $0 * 7 % 41 },
    "CRLF": header + rows(300) { $0 / 25 }.replacing("\n", with: "\r\n"),
    "quoted": header
      + rows(300) { $0 / 25 }.split(separator: "\n").map {
        "\"" + $0.replacing(",", with: "\",\"") + "\"\n"
      }.joined(),
    "line ends within quotes": "note," + header
      + rows(300) { $0 % 31 }.split(separator: "\n").map { "\"a\nb,9,5.0,9\n\",\($0)\n" }.joined(),
    "a fault": header + rows(400) { $0 % 31 } + "u,i,bad,1\n" + rows(100) { $0 },
    "numbers, then texts": header + (0..<400).map { "\($0 % 13),\($0 % 7),3,\($0)\n" }.joined()
      + rows(300) { $0 % 31 },
    "no last line end": header + String(rows(300) { $0 % 31 }.dropLast()),
  ]

  @Test(
    "However a file is shared out, vocabularies and errors are the same",
    arguments: shapes.keys.sorted())
  func threads(name: String) throws {
    let text = try #require(Self.shapes[name])
    let folder = try ScratchFolder(["ratings.csv": text])
    func outcome(_ stretch: Int?, _ threads: Int) -> String {
      do {
        let data = try Dataset.load(
          path: folder.path, options: LoadOptions(),
          plan: LoadPlan(stretch: stretch, threads: threads))
        return "\(users(data)) \(items(data)) \(data.fingerprint) \(data.notes) "
          + "\(data.histories.map { $0.map(\.rating) })"
      } catch {
        return "\(error)"
      }
    }
    let one = outcome(.max / 2, 1)
    #expect(one.contains("user-") != (name == "a fault"))
    for stretch in [16, 100, 1_000, nil] {
      for threads in [1, 2, 7] { #expect(outcome(stretch, threads) == one) }
    }
  }

  @Test("Other separators", arguments: [("\t", "u.data"), ("::", "ratings.dat")])
  func separators(separator: String, file: String) throws {
    let rows = [["u:1", "\"i", "4", "1"], ["u 2", "j,k", "3", "2"], ["3", "\"i", "5", "3"]]
    let text =
      rows.map { $0.joined(separator: separator) + "\n" }.joined()
      + String(repeating: ["u:1", "j:k", "4", "9"].joined(separator: separator) + "\n", count: 150)
    let data = try Dataset.load(files: [file: text])
    #expect(users(data) == ["u:1", "u 2", "3"] && items(data) == ["\"i", "j,k", "j:k"])
  }

  // MARK: Files of the field

  private static let cases: String? = {
    let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let path = "/\(package)/../shared/cases/text-ids"
    return FileBytes.kind(of: path) == .folder ? path : nil
  }()

  @Test("Invented shops: ids as they are", .enabled(if: cases != nil))
  func shops() throws {
    let folder = try #require(Self.cases)
    let data = try Dataset.load(path: folder + "/strings.csv")
    #expect(data.histories.users.kind == .text && data.catalogue.vocabulary.kind == .text)
    #expect(users(data).prefix(2) == ["user1", "user2"] && items(data).first == "item5")
    #expect(data.histories.ratingCount == data.histories.reduce(0) { $0 + $1.count })
  }
}

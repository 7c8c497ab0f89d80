import Testing

@testable import Ratings

/// Every fault gives an error with file and line, in words that a person can act on.
@Suite("Bad input")
struct DataErrorTests {
  static let header = "userId,movieId,rating,timestamp\n"

  /// Returns the text that follows the folder's name in the message.
  private func message(_ files: [String: String], scale: RatingScale? = nil) throws -> String {
    let folder = try ScratchFolder(files)
    let error = #expect(throws: DataError.self) {
      try Dataset.load(path: folder.path, options: LoadOptions(format: nil, scale: scale))
    }
    let text = try #require(error).description
    return text.hasPrefix(folder.path) ? String(text.dropFirst(folder.path.count)) : text
  }

  static let ratingsCases: [(text: String, expected: String)] = [
    ("", "/ratings.csv:1: the file is empty"),
    ("\n\n", "/ratings.csv:1: the file is empty"),
    ("\(header)", "/ratings.csv:1: there is a header, but no row follows"),
    ("userId,movieId,rating,timestamp", "/ratings.csv:1: there is a header, but no row follows"),
    (
      "user,thing,rating\n1,2,3\n",
      "/ratings.csv:1: no column is known to be that of the items; found \"user\", \"thing\" "
        + "and \"rating\"; say which: --item NAME, or if that row is data what all columns are: "
        + "--columns user,item,rating,time"
    ),
    (
      "a,b\n",
      "/ratings.csv:1: no column is known to be that of the users and items; found "
        + "\"a\" and \"b\"; say which: --user NAME --item NAME, or if that row is data what all "
        + "columns are: --columns user,item,rating,time"
    ),
    (
      "userId,movieId,rating,rating\n1,2,3,4\n",
      "/ratings.csv:1: the header has the column \"rating\" more than once"
    ),
    ("\(header)1,2,3,4\n1,,3,4\n", "/ratings.csv:3: movieId is empty, expected a number"),
    ("\(header)1,2,3,4\nx,,3,4\n", "/ratings.csv:3: movieId is empty, expected a number"),
    ("\(header)1,2,good,4\n", "/ratings.csv:2: rating \"good\" is not a number"),
    ("\(header)1,2,3.,4\n", "/ratings.csv:2: rating \"3.\" is not a number"),
    ("\(header)1,2,0x3,4\n", "/ratings.csv:2: rating \"0x3\" is not a number"),
    ("\(header)1,2,,4\n", "/ratings.csv:2: rating is empty, expected a number"),
    ("\(header)1,2,3,\n", "/ratings.csv:2: timestamp is empty, expected a number"),
    ("\(header)1,2,3,4\n1,3,NaN,4\n", "/ratings.csv:3: rating \"NaN\" is not finite"),
    ("\(header)1,2,-inf,4\n", "/ratings.csv:2: rating \"-inf\" is not finite"),
    ("\(header)1,2,1e999,4\n", "/ratings.csv:2: rating \"1e999\" is not finite"),
    (
      "\(header)1,2,1e7,4\n",
      "/ratings.csv:2: rating \"1e7\" is outside the scale -1000000 to 1000000"
    ),
    (
      "\(header)1,2,3,9223372036854775808\n",
      "/ratings.csv:2: timestamp \"9223372036854775808\" is larger than 9223372036854775807"
    ),
    ("\(header)1,2,3,-4\n", "/ratings.csv:2: timestamp \"-4\" is negative"),
    ("\(header)1,2,3\n", "/ratings.csv:2: expected 4 fields, found 3"),
    ("\(header)1,2,3,4,5\n", "/ratings.csv:2: expected 4 fields, found 5"),
    (
      "\(header)1,2,3,4\n1,\"2,3,4\n5,6,1,8\n",
      "/ratings.csv:3: the quote that opens here is not closed"
    ),
    (
      "\(header)1,\"2\"2,3,4\n",
      "/ratings.csv:2: \(doubled)"
    ),
    (
      "\(header)1,2,3,881250949\n1,3,3,8812509",
      "/ratings.csv:3: \(cut)"
    ),
    (
      "\(header)1,2,3,1000\n1,3",
      "/ratings.csv:3: \(cut)"
    ),
    ("\(header)1,2,3,4\n1,2,\u{0}3,4\n", "/ratings.csv:3: this is a binary file, expected text"),
    ("1,2\t,3\u{7},4\n", "/ratings.csv:1: this is a binary file, expected text"),
  ]

  static let cut =
    "the file ends in the middle of a row (if the row is whole, end it with a new line)"
  static let doubled =
    "text follows a closing quote; a quote within a quoted field is written twice"

  @Test("In the ratings", arguments: ratingsCases)
  func inRatings(_ text: String, _ expected: String) throws {
    #expect(try message(["ratings.csv": text]) == expected)
  }

  @Test("Lines are counted through quoted line ends and empty lines")
  func lines() throws {
    let rows = "1,2,3,4\n\n\"1\",5,3,4\n1,6,\"\n3\n\",4\n"
    #expect(
      try message(["ratings.csv": Self.header + rows])
        == "/ratings.csv:5: rating \"\\n3\\n\" is not a number")
    let movies = "movieId,title,genres\n1,\"two\nlines\",A\n2,b\n"
    let data = try Dataset.load(files: [
      "ratings.csv": Self.header + "1,2,3,4\n", "movies.csv": movies,
    ])
    let note = data.notes.first { $0.hasPrefix("movies.csv is left out: ") }
    #expect(note?.hasSuffix("/movies.csv:4: expected 3 fields, found 2") == true)
  }

  @Test("Outside a scale that was given")
  func givenScale() throws {
    let text = Self.header + "1,2,3,4\n1,3,0.5,4\n"
    #expect(
      try message(["ratings.csv": text], scale: RatingScale(1, 5))
        == "/ratings.csv:3: rating \"0.5\" is outside the scale 1 to 5")
  }

  @Test("In the older layouts")
  func olderLayouts() throws {
    #expect(
      try message(["ratings.dat": "1::2::3::4\n1::2::3\n"])
        == "/ratings.dat:2: expected 4 fields, found 3")
    #expect(
      try message(["ratings.dat": "1::2\n"]) == "/ratings.dat:1: expected 4 fields, found 2")
    #expect(
      try message(["u.data": "1\t2\t11\t4\n"], scale: RatingScale(1, 5))
        == "/u.data:1: rating \"11\" is outside the scale 1 to 5")
    #expect(try message(["u.data": ""]) == "/u.data:1: the file is empty")
  }

  @Test(
    "A fault in a file beside the ratings does not cost them, and is told with its line",
    arguments: [
      ("movies.csv", "", "/movies.csv:1: the file is empty"),
      (
        "movies.csv", "x,title\n1,a\n",
        "/movies.csv:1: the header has no column \"movieId\"; found \"x\" and \"title\""
      ),
      (
        "movies.csv", "movieId,title,genres\n1,Heat, again (1995),Drama\n",
        "/movies.csv:2: expected 3 fields, found 4"
      ),
      (
        "movies.csv", "movieId,title,genres\n1,\"Heat (1995),Drama\n",
        "/movies.csv:2: the quote that opens here is not closed"
      ),
      (
        "movies.csv", "movieId,title,genres\n1,\"Heat (1995),Drama\n2,\"Ronin, or so\",Drama\n",
        "/movies.csv:2: the quote that opens here is not closed"
      ),
      (
        "movies.csv", "movieId,title,genres\n-1,Heat,Drama\n",
        "/movies.csv:2: movieId \"-1\" is negative"
      ),
      (
        "movies.csv", "movieId,title,genres\n1,Heat",
        "/movies.csv:2: \(cut)"
      ),
    ])
  func besideRatings(_ file: String, _ text: String, _ expected: String) throws {
    let ratings = Self.header + "1,2,3,4\n"
    let data = try Dataset.load(files: ["ratings.csv": ratings, file: text])
    #expect(data.rows == [[1, 2, 3, 4]])
    let note = data.notes.first { $0.hasPrefix("\(file) is left out: ") }
    #expect(note?.hasSuffix(expected) == true)
  }

  @Test("Bytes that are not UTF-8")
  func encoding() throws {
    let ratings = Array((Self.header + "1,2,3,4\n").utf8)
    let movies = Array("movieId,title,genres\n1,a,\n2,caf".utf8) + [0xE9] + Array(",\n".utf8)
    let folder = try ScratchFolder(["ratings.csv": ratings, "movies.csv": movies])
    let data = try Dataset.load(path: folder.path)
    #expect(data.catalogue.items.map(\.title) == ["café", "a"])
    #expect(data.notes.contains("movies.csv is not UTF-8 and was read as Latin-1"))
    for isBig in [true, false] {
      let wide = ratings.flatMap { (byte: UInt8) -> [UInt8] in isBig ? [0, byte] : [byte, 0] }
      let mark: [UInt8] = isBig ? [0xFE, 0xFF] : [0xFF, 0xFE]
      let file = try ScratchFolder(["ratings.csv": mark + wide])
      let read = try Dataset.load(path: file.path)
      #expect(read.rows == [[1, 2, 3, 4]])
      #expect(read.notes.contains("ratings.csv is UTF-16"))
    }
  }

  @Test("Paths that lead nowhere, or to something else")
  func paths() throws {
    let folder = try ScratchFolder(["notes.txt": "nothing"])
    let path = folder.path
    func error(_ path: String, _ format: DataFormat? = nil) -> String? {
      #expect(throws: DataError.self) {
        try Dataset.load(path: path, options: LoadOptions(format: format))
      }?.description
    }
    #expect(error("\(path)/none") == "\(path)/none: there is no such file or folder")
    #expect(
      error(path)
        == "\(path): the folder has no ratings; looked for ratings.csv, ratings.dat or u.data")
    #expect(error(path, .tab) == "\(path): the folder has no ratings; looked for u.data")
    #expect(
      error("\(path)/notes.txt/x") == "\(path)/notes.txt/x: there is no such file or folder")
    #expect(error("/dev/null") == "/dev/null: expected a file, but this is not one")
    #expect(error("") == ": there is no such file or folder")
    #expect(error("a\0b") != nil)
    #expect(
      error("\(path)/notes.txt")
        == "\(path)/notes.txt:1: not a ratings file that is known: expected columns separated by commas, "
        + "semicolons, tabs, bars, \"::\" or blanks (--separator says by what)")
  }

  @Test("A folder where a file is expected")
  func folderForFile() throws {
    let outer = try ScratchFolder([String: String]())
    let inner = "\(outer.path)/ratings.csv"
    #expect(makeFolder(inner))
    #expect(throws: DataError.notAFile(path: inner)) { try Dataset.load(path: outer.path) }
  }

  @Test("A scale or a format that is none")
  func options() throws {
    for text in [
      "", "5", "5:1", "1:1", "a:b", "1:5:9", "nan:5", "0:inf", "1-5", "-5:-1",
      "-5:0", "0:1000001", "-1000001:5", "0:1e38",
    ] {
      #expect(throws: DataError.badScale(text)) { try RatingScale(parsing: text) }
    }
    #expect(try RatingScale(parsing: "0.5:5") == RatingScale(0.5, 5))
    #expect(try RatingScale(parsing: "-2:2") == RatingScale(-2, 2))
    #expect(try RatingScale(parsing: "-1000000:1000000") == RatingScale(-1e6, 1e6))
    let error = #expect(throws: DataError.self) { try DataFormat.named("csv") }
    #expect(
      error?.description
        == "unknown format \"csv\"; expected auto or one of movielens-csv, movielens-dat or "
        + "movielens-tab")
  }

  @Test("Values are shown short and harmless")
  func values() throws {
    let long = String(repeating: "x", count: 200)
    let text = try message(["ratings.csv": Self.header + "1,2,\(long),4\n"])
    #expect(text == "/ratings.csv:2: rating \"\(long.prefix(60))...\" is not a number")
    #expect(RatingScale(0, 1e30).description == "0 to 1e+30")
  }
}

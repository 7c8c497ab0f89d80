import Testing

@testable import Ratings

@Suite("Separators, headers and columns that are found out")
struct TextFormTests {
  static let rows = [
    [1.0, 10, 4, 1_300_000_100], [1, 20, 2.5, 1_300_000_200], [2, 10, 1, 1_300_000_050],
  ]

  /// Three ratings with a mark between fields.
  static func text(_ mark: String, header: Bool = true, comma: Bool = false) -> String {
    let lines =
      (header ? ["userId/movieId/rating/timestamp"] : []) + [
        "1/10/4.0/1300000100", "1/20/2.5/1300000200", "2/10/1/1300000050",
      ]
    let text = lines.joined(separator: "\n") + "\n"
    return String(text.map { comma && $0 == "." ? "," : $0 })
      .split(separator: "/", omittingEmptySubsequences: false).joined(separator: mark)
  }

  @Test(
    "Separators under any name, with a header and without, told where the name says another",
    arguments: [",", ";", "\t", "|", "::", " ", "\t\t", ";;", "   "])
  func separators(_ mark: String) throws {
    let names: [String: String] = [
      ";": "semicolons", "\t": "tabs", "|": "bars", "::": "\"::\"", " ": "blanks",
      "\t\t": "two tabs", ";;": "two semicolons", "   ": "blanks",
    ]
    for header in [true, false] {
      let data = try Dataset.load(Self.text(mark, header: header), named: "ratings.csv")
      #expect(data.rows == Self.rows)
      let told = data.notes.filter { $0.hasPrefix("fields are separated by") }
      #expect(told == (names[mark].map { ["fields are separated by \($0)"] } ?? []))
      let position = "no header: the columns are user, item, rating, time by position"
      #expect(data.notes.contains(position) == !header)
    }
  }

  @Test("Blanks of both kinds, also around a row")
  func mixedBlanks() throws {
    let text = Self.text(" ", header: false)
    let mixed = text.split(separator: "\n").map { row in
      let fields = row.split(separator: " ")
      return " \(fields[0]) \(fields[1])  \(fields[2])\t\(fields[3]) \n"
    }
    #expect(try Dataset.load(mixed.joined()).rows == Self.rows)
  }

  @Test("A decimal comma beside semicolons is read and told")
  func decimalComma() throws {
    let data = try Dataset.load(Self.text(";", comma: true))
    #expect(data.rows == Self.rows)
    #expect(data.notes.contains("stars are written with a decimal comma"))
    let error = #expect(throws: DataError.self) {
      try Dataset.load("userId;movieId;rating\n1;2;1,5,5\n")
    }
    #expect(error?.description.hasSuffix("my.txt:2: rating \"1,5,5\" is not a number") == true)
  }

  @Test("A separator that was said counts, and a wrong one is an error")
  func saidSeparator() throws {
    var options = LoadOptions()
    options.separator = try FieldSeparator(parsing: "~")
    #expect(try Dataset.load(Self.text("~"), options: options).rows == Self.rows)
    options.separator = .tab
    #expect(throws: DataError.self) { try Dataset.load(Self.text(","), options: options) }
    for word in ["x", "7", "", "abc", "-", "\"", "~!", "é"] {
      #expect(throws: DataError.self) { try FieldSeparator(parsing: word) }
    }
    for (word, separator) in [
      ("semicolon", FieldSeparator.semicolon), ("\\t", .tab), ("::", .doubleColon),
      ("blanks", .blanks), ("\t\t", FieldSeparator.tab.doubled),
    ] {
      #expect(try FieldSeparator(parsing: word) == separator)
    }
  }

  @Test("Quoted fields with any separator; a mark in text that has no quotes is text")
  func quotes() throws {
    let quoted = "\"User-ID\";\"ISBN\";\"Book-Rating\";\"note\"\n\"1\";\"7\";\"4\";\"a;b\"\n"
    #expect(try Dataset.load(quoted).rows == [[1, 7, 4, -1]])
    let stray = "userId\titemId\trating\tnote\n1\t7\t4\t\"late\n1\t8\t5\tsee \"x\"\n"
    #expect(try Dataset.load(stray).rows == [[1, 7, 4, -1], [1, 8, 5, -1]])
  }

  @Test(
    "Columns by the names that the field uses, whatever their case, marks and types",
    arguments: [
      "userId,movieId,rating,timestamp", "user_id:token,item_id:token,rating:float,timestamp:float",
      "reviewerID,asin,overall,unixReviewTime", "User-ID,ISBN,Book-Rating,date",
      "customer,sku,stars,time", "visitorid,productId,score,ts", "uid,track_id,rate,datetime",
      "person,business_id,Rating,created_at", "CUSTOMER ID,StockCode,Review Score,InvoiceDate",
      "u.s.e.r,book_id,star_rating,event_time",
    ])
  func names(_ header: String) throws {
    let data = try Dataset.load("\(header)\n1,10,4,1300000100\n")
    #expect(data.rows == [[1, 10, 4, 1_300_000_100]])
    let names = header.split(separator: ",").map(String.init)
    #expect(
      data.reading.columns == [
        .user: names[0], .item: names[1], .rating: names[2], .time: names[3],
      ])
    let isTold = data.notes.contains { $0.hasPrefix("columns: user is \"\(names[0])\", item is") }
    #expect(isTold == !header.hasPrefix("user"))
  }

  @Test("Known names before parts of names, the better of several, each told; the rest is skipped")
  func choices() throws {
    let data = try Dataset.load(
      "customer_segment,asin,parent_asin,user_id,rating_count,rating,title\n3,5,7,1,9,4,x\n")
    #expect(data.rows == [[1, 7, 4, -1]])
    #expect(
      data.reading.skippedColumns == ["customer_segment", "asin", "rating_count", "title"])
    #expect(
      data.notes.contains("\"parent_asin\" is the item, not \"asin\" (--item says otherwise)"))
    let guessed = try Dataset.load("buying_customer_nr,movie_number,rating\n1,5,4\n")
    #expect(guessed.rows == [[1, 5, 4, -1]])
    #expect(
      guessed.notes.contains("\"buying_customer_nr\" is taken for the user by a part of its name"))
  }

  @Test("Columns that were said by name, and those that are not there")
  func saidColumns() throws {
    let text = "who,what,stars,rating,when\n1,5,2,4,1300000100\n"
    var options = LoadOptions()
    options.columns = [
      .user: .named("who"), .item: .named("What"), .rating: .named("stars"), .time: .named("when"),
    ]
    #expect(try Dataset.load(text, options: options).rows == [[1, 5, 2, 1_300_000_100]])
    options.columns[.time] = ColumnChoice.none
    #expect(try Dataset.load(text, options: options).rows == [[1, 5, 2, -1]])
    options.columns[.item] = .named("whatt")
    let error = #expect(throws: DataError.self) { try Dataset.load(text, options: options) }
    #expect(
      error?.description.hasSuffix(
        "my.txt:1: the header has no column \"whatt\"; did you mean \"what\"?")
        == true)
    let unknown = #expect(throws: DataError.self) { try Dataset.load(text) }
    #expect(
      unknown?.description.hasSuffix(
        "my.txt:1: no column is known to be that of the users and items; found \"who\", \"what\", \"stars\", "
          + "\"rating\" and \"when\"; say which: --user NAME --item NAME, or if that row is data what all "
          + "columns are: --columns user,item,rating,time") == true)
  }

  @Test("Without a header by position and the ranges of values, or as was said")
  func positions() throws {
    #expect(
      try Dataset.load("1,5,4\n1,6,3.5\n", named: "r.csv").rows == [
        [1, 5, 4, -1], [1, 6, 3.5, -1],
      ])
    let swapped = try Dataset.load("1,5,1300000100,4\n1,6,1300000200,3\n", named: "r.csv")
    #expect(swapped.rows == [[1, 5, 4, 1_300_000_100], [1, 6, 3, 1_300_000_200]])
    #expect(
      swapped.notes.contains("no header: the columns are user, item, time, rating by position"))
    let dates = try Dataset.load("1,5,4,2011-03-17\n", named: "r.csv")
    #expect(dates.rows == [[1, 5, 4, 1_300_320_000]])
    let text = "100,7,play,27.1,0\n101,8,play,2,0\n"
    let error = #expect(throws: DataError.self) { try Dataset.load(text, named: "games.csv") }
    #expect(error?.description.contains("games.csv:1: there is no header") == true)
    #expect(error?.description.hasSuffix("as in --columns user,item,rating,time,-") == true)
    var options = LoadOptions()
    options.positions = try LoadOptions.positions(parsing: "user,item,-,rating,kind")
    let data = try Dataset.load(text, named: "games.csv", options: options)
    #expect(
      data.rows == [[100, 7, 27.1, -1], [101, 8, 2, -1]].map { $0.map { Double(Float($0)) } })
    #expect(data.reading.skippedColumns == ["column 3", "column 5"])
    options.positions = try LoadOptions.positions(parsing: "user,item,rating")
    #expect(throws: DataError.self) { try Dataset.load(text, named: "games.csv", options: options) }
    for word in ["", "user", "user,item,item", "item,rating"] {
      #expect(throws: DataError.self) { try LoadOptions.positions(parsing: word) }
    }
  }

  @Test("A header that was said, and one that was denied")
  func saidHeader() throws {
    var options = LoadOptions()
    options.hasHeader = true
    options.positions = [.user, .item, .rating]
    #expect(try Dataset.load("1,2,3\n4,5,2\n", options: options).rows == [[4, 5, 2, -1]])
    options.hasHeader = false
    #expect(try Dataset.load("1,2,3\n4,5,2\n", options: options).histories.count == 2)
  }

  @Test("A unit of times that was said counts in place of their size")
  func unit() throws {
    var options = LoadOptions()
    options.timeUnit = .milliseconds
    let data = try Dataset.load(
      "userId,movieId,rating,timestamp\n1,5,2,100000\n1,6,4,90000\n", options: options)
    #expect(data.rows == [[1, 6, 4, 90], [1, 5, 2, 100]])
    #expect(data.notes.contains("times are in milliseconds, as said"))
    #expect(try TimeUnit(parsing: "nanoseconds") == .nanoseconds)
    for word in ["mixed", "dates", "ms"] {
      #expect(throws: DataError.self) { try TimeUnit(parsing: word) }
    }
  }

  @Test("Scales up to 100, or the ratings' own range, told")
  func scales() throws {
    let hundred = try Dataset.load("userId,movieId,rating\n1,5,0\n1,6,85\n")
    #expect(hundred.scale == RatingScale(0, 100))
    let own = try Dataset.load("userId,movieId,rating\n1,5,-4.5\n1,6,9.5\n")
    #expect(own.scale == RatingScale(-4.5, 9.5))
    #expect(
      own.notes.contains("no usual scale holds all ratings: it is their own range, -4.5 to 9.5"))
    #expect(throws: DataError.self) { try Dataset.load("userId,movieId,rating\n1,5,-4.5\n") }
  }

  @Test(
    "Unreadable rows are left out up to a number, counted, the first three shown",
    arguments: [1, 4])
  func badRows(_ threads: Int) throws {
    let bad = [7: "1,5,x", 90: "1,\"5,3", 150: "1,2", 390: "1,5,\"4\"4"]
    let rows = (2...400).map { bad[$0] ?? "\($0 % 9),\($0),3" }
    let folder = try ScratchFolder([
      "r.csv": "userId,movieId,rating\n" + rows.joined(separator: "\n") + "\n"
    ])
    let plan = LoadPlan(stretch: 64, threads: threads)
    var options = LoadOptions()
    options.skippableRows = 4
    let path = "\(folder.path)/r.csv"
    let data = try Dataset.load(path: path, options: options, plan: plan)
    #expect(data.histories.ratingCount == 395 && data.reading.badRows == 4)
    let note = try #require(data.notes.first { $0.hasPrefix("4 rows left out: ") })
    #expect(
      note.hasSuffix("; ...") && note.contains("r.csv:7: rating \"x\" is not a number; "))
    #expect(note.contains("r.csv:90: the quote that opens here is not closed; "))
    #expect(note.contains("r.csv:150: expected 3 fields, found 2; "))
    options.skippableRows = 3
    let error = #expect(throws: DataError.self) {
      try Dataset.load(path: path, options: options, plan: plan)
    }
    #expect(error?.description.contains("r.csv:390: text follows a closing quote") == true)
  }

  @Test("Rows without stars are events; repeats are kept")
  func events() throws {
    let text = "visitorid,itemid,timestamp\n1,5,1300000100\n1,5,1300000200\n2,5,1300000150\n"
    let data = try Dataset.load(text)
    #expect(data.feedback == .implicit && data.duplicates == 0)
    #expect(
      data.rows == [
        [1, 5, 1, 1_300_000_100], [1, 5, 1, 1_300_000_200], [2, 5, 1, 1_300_000_150],
      ])
    #expect(data.notes.contains("no column of stars: rows are events (implicit feedback)"))
    #expect(try Dataset.load("1,5\n2,6\n", named: "pairs.csv").feedback == .implicit)
    var options = LoadOptions()
    options.columns[.rating] = ColumnChoice.none
    #expect(
      try Dataset.load("userId,movieId,rating\n1,5,9\n", options: options).feedback == .implicit)
  }

  @Test(
    "JSON lines: names as of columns, escapes, exponents and nested values; faults with their lines"
  )
  func jsonLines() throws {
    let text = """
      {"user_id": 1, "business_id": "5", "stars": 4.0, "date": "2011-03-17 18:30:05", "text": "a,\\n\\"b\\""}

      { "stars" : 2.5, "user_id":"1", "votes":{"a":[1,"}"]}, "business_id":1e3, "date":"2011-03-18T00:00:00Z"}
      {"user_id": "\\u0032", "business_id": 7.0, "stars": 1, "date": "2011-03-17", "votes": null}
      """
    let data = try Dataset.load(text + "\n", named: "reviews.json")
    #expect(
      data.rows == [
        [1, 5, 4, 1_300_386_605], [1, 1000, 2.5, 1_300_406_400], [2, 7, 1, 1_300_320_000],
      ])
    #expect(data.reading.skippedColumns == ["text", "votes"])
    #expect(data.notes.contains("the text is JSON lines"))
    for (line, expected) in [
      ("{\"user_id\":1", "5: this is no JSON object: expected a comma or a closing brace"),
      ("[1]", "5: this is no JSON object: expected an object in braces"),
      ("{\"user_id\":1}{", "5: this is no JSON object: expected one object a line"),
      ("{\"user_id\":nan}", "5: this is no JSON object: expected a value"),
      (
        "{\"user_id\":1,\"business_id\":3,\"stars\":\"x\",\"date\":7}",
        "5: rating \"x\" is not a number"
      ),
    ] {
      let error = #expect(throws: DataError.self) {
        try Dataset.load("\(text)\n\(line)\n", named: "reviews.json")
      }
      #expect(error?.description.hasSuffix("reviews.json:" + expected) == true, "\(error as Any)")
      var options = LoadOptions()
      options.skippableRows = 1
      let kept = try Dataset.load("\(text)\n\(line)\n", named: "reviews.json", options: options)
      #expect(kept.rows == data.rows && kept.reading.badRows == 1)
    }
    let cut = #expect(throws: DataError.self) {
      try Dataset.load("\(text)\n{\"user_id\":", named: "r.json")
    }
    #expect(cut?.description.contains("r.json:5: the file ends in the middle of a row") == true)
  }

  @Test("Sizes as people write them")
  func sizes() throws {
    for (text, size) in [
      ("500", 500), ("2K", 2_000), ("500MB", 500_000_000), ("64g", 64_000_000_000),
    ] {
      #expect(try LoadOptions.size(parsing: text) == size)
    }
    for text in ["", "0", "-1", "5X", "1.5G", "99999999999T"] {
      #expect(throws: DataError.self) { try LoadOptions.size(parsing: text) }
    }
    #expect(LoadOptions.text(ofSize: 64_000_000_000) == "64 GB")
    #expect(LoadOptions.text(ofSize: 1_500_000) == "1.5 MB")
  }
}

import Testing

@testable import Ratings

/// The outcome, errors included, is the same whether the row scanner reads all rows or the fast paths most of them.
@Suite("Fast paths and the row scanner")
struct FastPathTests {
  /// A file that is made up, and how it is read.
  struct Made {
    var text = ""
    var options = LoadOptions()
  }

  /// Makes rows of usual and unusual fields, in columns of any order.
  private static func made(_ seed: UInt64) throws -> Made {
    var random = SeededGenerator(seed: seed)
    func pick<Value>(_ values: [Value]) -> Value { values[random.below(values.count)] }
    var made = Made()
    let (mark, separator) = pick(
      [
        (",", .comma), (",", .comma), (",", .comma), (";", .semicolon), ("\t", .tab), ("|", .bar),
        ("::", .doubleColon),
      ] as [(String, FieldSeparator)])
    made.options.separator = separator
    var columns = ["userId", "movieId", "rating", pick(["timestamp", "date"])]
    if random.below(4) == 0 { columns.remove(at: 2 + random.below(2)) }
    let extras = random.below(3) * random.below(3)
    for extra in 0..<extras { columns.append("extra\(extra)") }
    let hasKinds = random.below(3) == 0
    if hasKinds { columns.append("kind") }
    if random.below(3) > 0 { for i in columns.indices { columns.swapAt(i, random.below(i + 1)) } }
    if hasKinds {
      made.options.columns[.event] = .named("kind")
      if random.below(3) > 0 {
        made.options.eventWeights = [EventWeight("buy", 4), EventWeight("view", 1)]
      }
    }
    for _ in 0..<random.below(3) {
      let condition = pick([
        "rating >= 2.5", "extra0 != b", "userId < 30", "movieId > 3.0", "kind = buy",
        "extra0 = 'é'",
        "extra1 > 2",
      ])
      if columns.contains(String(condition.prefix { $0 != " " })) {
        made.options.conditions.append(try RowCondition(parsing: condition))
      }
    }
    made.options.skippableRows = pick([0, 0, 3, 1_000])
    // One row in so many is unusual, and one in so many wrong.
    let odd = pick([3, 20, 1_000_000])
    let wrong = pick([15, 200, 1_000_000])
    let (hasTextUsers, hasTextItems) = (random.below(2) == 0, random.below(2) == 0)
    let (isQuoted, hasDates) = (random.below(3) == 0, random.below(2) == 0)
    let lineEnds = pick([["\n"], ["\r\n"], ["\n", "\r\n", "\n\n"]])
    func field(_ column: String) -> String {
      let (isOdd, isWrong) = (random.below(odd * 3) == 0, random.below(wrong * 3) == 0)
      switch column {
      case "userId", "movieId":
        if isWrong { return pick(["", "  ", "\u{7}"]) }
        let number = "\(random.below(40))"
        if isOdd { return pick([" \(number) ", "\(number).0", "0\(number)", "é\(number)", "a b"]) }
        let isText = column == "userId" ? hasTextUsers : hasTextItems
        return isText ? pick(["u", "item-of-a-long-name-"]) + number : number
      case "rating":
        if isWrong { return pick(["", "x", "1e9", "nan", "3.5.1", "2,5,1"]) }
        if isOdd { return pick(["1e0", " 3", "+2", ".5", "-0", "3.0000001", "-1.5", "4,5", "03"]) }
        return pick(["\(random.below(6))", "\(random.below(5)).5"])
      case "timestamp", "date":
        if isWrong {
          return pick(["", "x", "-5", "2011-02-30", "1969-12-31", "99999999999999999999"])
        }
        if isOdd {
          return pick([
            "20110317", "2011-03-17T10:11:12.5+01:00", " 2011-03-17 ", "2011-03-17 23:59:60",
            "1300001404.0", "1300001404.75", "0", "1300001404123456789", "2011-03-17 10:11",
          ])
        }
        let time = 1_300_000_000 + random.below(100_000)
        return hasDates
          ? "2011-03-\(10 + random.below(20))T\(10 + random.below(14)):\(10 + random.below(50)):07Z"
          : "\(time)"
      case "kind":
        if isWrong { return "" }
        return isOdd
          ? pick(["a kind of a very long name", " buy", "sell"]) : pick(["view", "buy"])
      default:
        if isOdd {
          return pick(["a \r b", "", "5\" disc", "é", String(repeating: "long ", count: 50)])
        }
        return pick(["a", "b", "3", "2.5", "some words"])
      }
    }
    made.text = columns.joined(separator: mark) + "\n"
    for _ in 0..<150 {
      var fields = columns.map(field)
      if separator == .comma {
        for i in fields.indices {
          let isOdd = random.below(odd * 4) == 0
          if isOdd && columns[i].hasPrefix("extra") {
            fields[i] = pick(["\"a,b\"", "\"a\"\"b\"", "\"a\nb\"", "\"\""])
          } else if fields[i].contains(",") || isQuoted != isOdd, !fields[i].contains("\"") {
            fields[i] = "\"\(fields[i])\""
          }
        }
      }
      if random.below(wrong) == 0 { fields.append("more") }
      if random.below(wrong) == 0 { fields.removeLast() }
      made.text += fields.joined(separator: mark) + pick(lineEnds)
    }
    if random.below(4) == 0 { made.text.removeLast() }
    return made
  }

  private func outcome(_ path: String, _ options: LoadOptions, _ plan: LoadPlan) -> String {
    do {
      let data = try Dataset.load(path: path, options: options, plan: plan)
      return "\(data.fingerprint) \(data.duplicates) \(data.notes) \(data.reading.badRows) "
        + "\(data.histories.users.map(\.description)) \(data.catalogue.vocabulary.map(\.description)) "
        + "\(data.histories.map { $0.map { ($0.item, $0.rating, $0.timestamp ?? -1) } })"
    } catch {
      return "\(error)"
    }
  }

  @Test("Random files", arguments: [UInt64](1...250))
  func random(_ seed: UInt64) throws {
    let made = try Self.made(seed)
    let folder = try ScratchFolder(["r.csv": made.text])
    let path = "\(folder.path)/r.csv"
    var plan = LoadPlan(stretch: 1 << 30, threads: 1, takesFastPaths: false)
    let expected = outcome(path, made.options, plan)
    plan.takesFastPaths = true
    #expect(outcome(path, made.options, plan) == expected)
    for (stretch, threads) in [(60, 1), (700, 3), (2_000, 2)] {
      plan = LoadPlan(stretch: stretch, threads: threads)
      #expect(outcome(path, made.options, plan) == expected)
    }
  }

  @Test("Files made up are read as well as refused")
  func both() throws {
    var read = 0
    for seed in UInt64(1)...250 {
      let made = try Self.made(seed)
      let folder = try ScratchFolder(["r.csv": made.text])
      let data = try? Dataset.load(
        path: "\(folder.path)/r.csv", options: made.options, plan: LoadPlan(threads: 1))
      if let data, data.histories.ratingCount > 10 { read += 1 }
    }
    #expect((50...240).contains(read))
  }

  /// Files in which every row is usual: header, row and options.
  static let usual: [(String, String, String)] = [
    ("userId,movieId,rating,timestamp", "7,12,3.5,2011-03-17T18:30:05Z", ""),
    ("userId,movieId,rating,timestamp", "7,12,3.5,2011-03-17 18:30:05.25", ""),
    ("userId,movieId,rating,date", "7,12,3.5,2011-03-17", ""),
    ("userId,movieId,rating,date", "7,12,3.5,20110317", ""),
    ("userId,movieId,rating,timestamp", "7.0,12.0,3.5,1300001404.0", ""),
    ("userId,movieId,rating,timestamp", "7,12,3.5,1300001404123456789", ""),
    ("userId,movieId,rating,timestamp", "7,12,3.5,1300001404\r", ""),
    ("userId,movieId,rating,timestamp", "\"u7\",\"B12\",\"3.5\",\"1300001404\"", ""),
    ("timestamp,userId,movieId,rating", "1300001404,7,12,3.5", ""),
    ("a,userId,b,movieId,rating,c,timestamp,d", "x,u7,\"y, z\",12,-3.5,,1300001404,\"a\"\"b\"", ""),
    ("userId;movieId;rating;timestamp", "7;12;3,5;1300001404", ""),
    ("userId::movieId::rating::x::timestamp", "7::12::3.5::a:b::1300001404", ""),
    ("userId,movieId,timestamp", "7,12,1300001404", ""),
    ("userId,movieId,rating,country", "7,12,3.5,DE", "country = DE"),
    ("userId,movieId,rating,country", "7,12,3.5,DE", "rating < 4.5"),
  ]

  @Test("Usual rows take the fast path", arguments: usual)
  func fast(header: String, row: String, condition: String) throws {
    let text = header + "\n" + String(repeating: row + "\n", count: 400)
    var options = LoadOptions()
    if !condition.isEmpty { options.conditions = [try RowCondition(parsing: condition)] }
    try Array(text.utf8).withUnsafeBufferPointer { bytes in
      let form = try TextForm.find(bytes, file: "r.csv", stop: .never)
      var scanner = RowScanner(
        bytes, file: "r.csv", separator: form.separator, hasQuotes: form.hasQuotes)
      var finder = LayoutFinder(options, standard: nil)
      var layout = try finder.find(&scanner)
      layout.kinds = RatingReader.sniffTextKeys(scanner, layout).kinds
      let program = try #require(RowProgram(layout, separator: scanner.separator))
      let columns = RatingColumns(capacity: 500, hasTimestamps: layout.timestamp != nil)
      let coders = [RatingTable.Coder(layout.kinds)]
      columns.withPointers { pointers in
        let part = RatingTable.Writer(coder: 0, of: coders, to: pointers, rows: 0..<500)
        var reader = PartReader(
          scanner, end: bytes.count, layout: layout, past: .init(), part: part)
        reader.readRows(by: program)
        let rows = reader.past.rows
        #expect(reader.position + program.reach + row.utf8.count >= bytes.count && rows > 300)
        #expect(reader.line == rows + 2)
      }
    }
  }
}

/// Keys come from the rows that are read, on whichever path the others are refused.
@Suite("Keys of rows that are left out")
struct LeftOutKeyTests {
  private func load(_ bad: String, time: String) throws -> Dataset {
    var options = LoadOptions()
    options.skippableRows = 2
    let rows = ["u1,i1,4,\(time)", bad, "u2,i2,3,\(time)", "u9,i9,5,\(time)"]
    let more = String(repeating: "u1,i2,3,\(time)\n", count: 100)
    return try Dataset.load(
      files: [
        "ratings.csv": "userId,movieId,rating,timestamp\n" + rows.joined(separator: "\n") + "\n"
          + more
      ], options: options)
  }

  @Test(
    "They have no place in the order of keys, and the fault is the row's",
    arguments: ["1300001404", "2011-03-17T18:30:05Z"],
    [
      ("u9,i9,4,1300001404,more", "expected 4 fields, found 5"),
      ("u9,i9,4", "expected 4 fields, found 3"),
      ("u9,i9,x,1300001404", "rating \"x\" is not a number"),
      ("u9,i9,4,2011-02-30", "timestamp \"2011-02-30\" is no time"),
      ("u9,,4,1300001404", "movieId is empty"),
    ])
  func order(time: String, bad: (row: String, fault: String)) throws {
    let data = try load(bad.row, time: time)
    #expect(data.histories.users.map(\.description) == ["u1", "u2", "u9"])
    #expect(data.catalogue.vocabulary.map(\.description) == ["i1", "i2", "i9"])
    let note = try #require(data.notes.first { $0.hasPrefix("1 row left out: ") })
    #expect(note.contains("ratings.csv:3: " + bad.fault))
  }

  @Test("Nor has the user of an item that is no UTF-8", arguments: [",4,1", ",4,1970-01-02"])
  func encoding(rest: String) throws {
    let end = Array("\(rest)\n".utf8)
    var bytes = Array("userId,movieId,rating,timestamp\n".utf8)
    for (user, item) in [("\u{e9}", [0x69]), ("u9", [0x69, 0xE9]), ("u2", [0x6A])]
      as [(String, [UInt8])]
    {
      bytes += Array("\(user),".utf8) + item + end
    }
    for row in 0..<100 { bytes += Array("u2,k\(row)".utf8) + end }
    let folder = try ScratchFolder(["ratings.csv": bytes])
    var options = LoadOptions()
    options.skippableRows = 1
    let data = try Dataset.load(path: folder.path, options: options)
    #expect(data.histories.users.map(\.description) == ["\u{e9}", "u2"])
    #expect(data.reading.badRows == 1 && data.catalogue.vocabulary.count == 102)
  }

  @Test("A user of such rows alone is none", arguments: ["1300001404", "2011-03-17T18:30:05Z"])
  func alone(time: String) throws {
    let data = try load("u5,i5,x,\(time)", time: time)
    #expect(data.histories.users.map(\.description) == ["u1", "u2", "u9"])
    #expect(data.histories.allSatisfy { !$0.isEmpty })
    #expect(data.catalogue.vocabulary.map(\.description) == ["i1", "i2", "i9"])
  }
}

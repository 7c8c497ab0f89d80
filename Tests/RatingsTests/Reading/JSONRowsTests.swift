import Testing

@testable import Ratings

/// JSON lines are read where they are. What comes of them is what comes of the table that `JSONLines` makes.
@Suite("JSON lines read in place")
struct JSONRowsTests {
  /// A way of reading: the usual one, and those that it chooses from.
  private enum Way { case usual, file, inPlace, byTable }

  private func outcome(
    _ text: [UInt8], _ way: Way, _ options: LoadOptions = .init(), stretch: Int? = nil,
    threads: Int = 1
  ) throws -> String {
    let folder = try ScratchFolder(["x.jsonl": text])
    return try withExtendedLifetime(folder) {
      let path = "\(folder.path)/x.jsonl"
      let plan = LoadPlan(stretch: stretch, threads: threads)
      let contents = try FileContents(path: path, plan: plan)
      do {
        let table: RatingTable? =
          switch way {
          case .usual:
            try RatingReader.readLines(
              contents, file: "x", options: options, standard: nil, plan: plan)
          case .byTable:
            try RatingReader.readByTable(
              contents, file: "x", options: options, standard: nil, plan: plan)
          case .file:
            try RatingReader.readLineFile(path, options: options, standard: nil, plan: plan)
          case .inPlace:
            try RatingReader.readInPlace(
              .memory(contents.bytes), file: "x", options: options, standard: nil, plan: plan)
          }
        guard let table else { return "unusual" }
        let data = try Dataset(name: "x", ratings: table, plan: plan, scale: options.scale)
        let users = data.histories.users
        let histories = data.histories.indices.map { "\(users[$0]): \(Array(data.histories[$0]))" }
        let items = (0..<data.catalogue.count).map { "\(data.catalogue[$0].id)" }
        return """
          \(data.fingerprint) \(data.scale) \(data.duplicates) \(data.notes) \(described(data.reading))
          \(histories) \(items)
          """
      } catch let error as DataError {
        return "\(error)"
      } catch {
        return "unusual"
      }
    }
  }

  /// Describes a report, whose dictionary has no order.
  private func described(_ report: ReadingReport) -> String {
    let columns = report.columns.map { "\($0) \($1)" }.sorted()
    return
      "ReadingReport \(columns) \(report.skippedColumns) \(String(describing: report.timeUnit)) "
      + "\(report.badRows) \(report.notes) \(report.cautions)"
  }

  /// Checks that all ways give one outcome; returns it, and whether the rows were read in place.
  @discardableResult
  private func check(
    _ text: [UInt8], _ options: LoadOptions = .init(), _ place: SourceLocation = #_sourceLocation
  ) throws -> (outcome: String, isInPlace: Bool) {
    let expected = try outcome(text, .byTable, options)
    var isInPlace = false
    for (stretch, threads) in [(1 << 30, 1), (1, 3), (100, 2), (1000, 3)] {
      let usual = try outcome(text, .usual, options, stretch: stretch, threads: threads)
      #expect(usual == expected, "\(String(decoding: text, as: UTF8.self))", sourceLocation: place)
      let file = try outcome(text, .file, options, stretch: stretch, threads: threads)
      #expect(
        file == expected || file == "unusual", "\(String(decoding: text, as: UTF8.self))",
        sourceLocation: place)
    }
    let direct = try outcome(text, .inPlace, options)
    if direct == expected {
      isInPlace = true
    } else {
      // It may refuse what the table reads, and tell another fault; it may never read other rows.
      #expect(!direct.contains("ReadingReport"), "\(direct)", sourceLocation: place)
    }
    return (expected, isInPlace)
  }

  private func rows(_ count: Int, _ row: (Int) -> String) -> [UInt8] {
    Array((0..<count).map { row($0) + "\n" }.joined().utf8)
  }

  @Test(
    "Usual rows are read in place, however they are written",
    arguments: [
      (#"{"user_id":%u,"item_id":%i,"rating":%r,"timestamp":%t}"#, ""),
      (#"{"user_id": %u, "item_id": %i, "rating": %r, "timestamp": %t}"#, ""),
      (#"{"timestamp":"%t","rating":"%r","item_id":"%i","user_id":"%u"}"#, ""),
      (#"{"user_id":"u%u","item_id":"i %i é","rating":%r}"#, "text: u0 in line 1"),
      (#"{"user_id":%u.0,"item_id":%i,"rating":%r,"timestamp":%t.0}"#, "1.0: read as whole"),
      (#"{"user_id":%u,"item_id":%i,"rating":%r,"timestamp":%t.25}"#, "fractions of times"),
      (#"{"user_id":%u,"item_id":%i,"rating":%r,"timestamp":%t000}"#, "milliseconds"),
      (#"{"user_id":%u,"item_id":%i}"#, ""),
      (#"  { "user_id" : %u , "item_id" : %i , "rating" : %r }  "#, ""),
      (#"{"user_id":"a\"%u","item_id":"b\u00e9%i","rating":%r}"#, ""),
      (
        #"{"text":"a \\\" } \u0041 [é","user_id":%u,"x":[1,{"y":"]"}],"item_id":%i,"z":null,"rating":1e0}"#,
        ""
      ),
      (#"{"user_id":%u,"date":"2014-03-%d 10:00:00","item_id":%i,"v":true,"stars":%r}"#, ""),
      (#"{"user_id":%u,"item_id":%i,"rating":%r,"timestamp":%t}\#r"#, ""),
    ])
  func usual(_ form: String, _ note: String) throws {
    let text = rows(300) { row in
      form.replacing("%u", with: "\(row * 7 % 31)").replacing("%i", with: "\(row * 5 % 17)")
        .replacing("%r", with: "\(row % 5 + 1).\(row % 2 * 5)")
        .replacing("%t", with: "\(1_300_000_000 + row * 37)")
        .replacing("%d", with: "\(row % 20 + 10)")
    }
    let (outcome, isInPlace) = try check(text)
    #expect(isInPlace, "\(outcome)")
    #expect((note.isEmpty || outcome.contains(note)) && outcome.contains("the text is JSON lines"))
    // A byte-order mark, and no last line end.
    try check([0xEF, 0xBB, 0xBF] + text.dropLast())
    var options = LoadOptions()
    options.skippableRows = 3
    try check(text, options)
  }

  @Test("Rows far behind that are much shorter than the first are read in place")
  func shorterRows() throws {
    let note = String(repeating: "n", count: 200)
    let text = rows(6_000) { row in
      let ids = #""user":"u\#(row % 70)","item":"i\#(row % 40)""#
      return row < 1_000 ? #"{\#(ids),"note":"\#(note)"}"# : "{\(ids)}"
    }
    let expected = try outcome(text, .byTable)
    #expect(expected.contains("ReadingReport"))
    for stretch in [1 << 30, 10_000] {
      #expect(try outcome(text, .file, stretch: stretch, threads: 2) == expected)
    }
  }

  @Test("Texts as ids that are first met far behind are known with their line")
  func lateTexts() throws {
    let text = rows(3000) { row in
      #"{"user":\#(row % 40),"item":\#(row == 2500 ? "\"B7\"" : "\"\(row % 9)\""),"rating":3}"#
    }
    let (outcome, isInPlace) = try check(text)
    #expect(isInPlace && outcome.contains("ids of items are text: B7 in line 2501"))
  }

  @Test("Conditions and events are met by rows as by those of the table")
  func selective() throws {
    let text = rows(800) { row in
      #"{"user":\#(row % 40),"kind":"\#(["view", "buy", "other"][row % 3])","item":\#(row % 9),"n":\#(row % 7)}"#
    }
    var options = LoadOptions()
    options.conditions = [try RowCondition(parsing: "n >= 3")]
    var (outcome, isInPlace) = try check(text, options)
    #expect(isInPlace && outcome.contains("of 800 rows kept"))
    options.columns[.event] = .named("kind")
    options.eventWeights = [EventWeight("view", 1), EventWeight("buy", 5)]
    (outcome, isInPlace) = try check(text, options)
    #expect(isInPlace && outcome.contains("rows kept"))
  }

  @Test(
    "A fault is told as the table tells it",
    arguments: [
      (#"{"user":1,"item":2,"rating":3,}"#, "expected a name or text in quotes"),
      (#"{"user":1,"item":2,"rating":3"#, "expected a comma or a closing brace"),
      (#"{"user":1,"item":2,"rating":3} {}"#, "expected one object a line"),
      (#"{"user":1,"item":2,"rating":nil}"#, "expected a value"),
      (#"{"user":1,"x":"\q","item":2,"rating":3}"#, "expected a known letter"),
      (#"{"user":1,"x":"\u12g4","item":2,"rating":3}"#, "expected four hexadecimal digits"),
      (#"{"user":1,"x":"open,"item":2,"rating":3}"#, "expected"),
      (#"{"user":1,"item":2,"rating":"many"}"#, "many"), (#"{"user":1,"item":2}"#, "rating"),
      (#"{"user":"","item":2,"rating":3}"#, "userId is empty"),
      (#"{"user":1,"item":null,"rating":3}"#, "movieId is empty"),
      ("[1]", "expected an object in braces"),
      (#"{"user":1,"item":[2],"rating":3}"#, "movieId is empty"),
      ("x", "expected an object in braces"),
    ])
  func faults(_ row: String, _ reason: String) throws {
    let usual = rows(120) { #"{"user":\#($0 % 40),"item":\#($0 % 9),"rating":3}"# }
    let (outcome, _) = try check(usual + Array("\(row)\n".utf8) + usual)
    #expect(outcome.contains(":121: "), "\(outcome)")
    #expect(outcome.contains(reason), "\(outcome)")
    var options = LoadOptions()
    options.skippableRows = 1
    let skipped = try check(usual + Array("\(row)\n".utf8) + usual, options).outcome
    #expect(skipped.contains("1 row left out"), "\(skipped)")
  }

  @Test("Made-up rows of all kinds come to the same", arguments: 0..<150)
  func random(_ seed: Int) throws {
    var maker = RowMaker(seed: UInt64(seed))
    let count = 1 + maker.below(200)
    var text: [UInt8] = maker.below(8) == 0 ? [0xEF, 0xBB, 0xBF] : []
    for _ in 0..<count { text += maker.row() }
    if maker.below(4) == 0 { text.removeLast() }
    var options = LoadOptions()
    options.skippableRows = maker.below(3) == 0 ? 20 : 0
    try check(text, options)
  }
}

/// Makes rows of one file up: of one shape, with some that are odd.
private struct RowMaker {
  private var random: SeededGenerator
  private let names: [String]
  private let blanks: String
  private let areTexts: Bool
  private let areQuoted: Bool
  /// One row in so many is odd.
  private let rarity: Int
  private let isSound: Bool

  init(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var names = ["user_id", "item_id", "rating"]
    if random.below(3) > 0 { names.append("timestamp") }
    names += ["text", "verified", "tags", "n"].filter { _ in random.below(2) == 0 }
    self.names = random.below(2) == 0 ? names : names.reversed()
    blanks = ["", " ", "  ", "\t"][random.below(4)]
    areTexts = random.below(2) == 0
    areQuoted = random.below(3) == 0
    rarity = [2, 10, 100, 1_000_000][random.below(4)]
    isSound = random.below(4) > 0
    self.random = random
  }

  mutating func below(_ bound: Int) -> Int { random.below(bound) }

  private mutating func pick(_ texts: [String]) -> String { texts[below(texts.count)] }

  mutating func row() -> [UInt8] {
    let isOdd = below(rarity) == 0
    var members: [(String, String)] = []
    for name in names { members.append((name, value(name, isOdd: isOdd))) }
    if isOdd {
      switch below(8) {
      case 0: members.reverse()
      case 1: members.remove(at: below(members.count))
      case 2: members.append(("extra", pick(["null", "7", #""a\\""#, "{}", "[[]]"])))
      case 3: members.insert((names[0], value(names[0], isOdd: true)), at: 0)
      case 4: return Array(pick(["\n", " \n", "\r\n"]).utf8)
      case 5:
        members.insert(("note", pick(["{\"a\":\"}\"}", "-1.5e3", "\"\\ud83d\\ude00\""])), at: 0)
      case 6: members[0].0 = members[0].0.replacing("_", with: "\\u005f")
      default: break
      }
    }
    var text =
      "{" + members.map { "\(blanks)\"\($0)\":\(blanks)\($1)" }.joined(separator: ",") + blanks
      + "}"
    if isOdd, !isSound {
      let bytes = Array(text.utf8)
      text = String(
        decoding: below(2) == 0
          ? Array(bytes.prefix(below(bytes.count))) : bytes.map { below(40) == 0 ? 44 : $0 },
        as: UTF8.self)
    }
    return Array((text + (isOdd && below(2) == 0 ? " \r\n" : "\n")).utf8)
  }

  private mutating func value(_ name: String, isOdd: Bool) -> String {
    switch name {
    case "user_id", "item_id":
      let number = below(30)
      if areTexts {
        return isOdd
          ? pick([
            #""a\"\#(number)""#, #""é,\#(number)""#, #""\u00e9\#(number)""#, "\"x\"", #"" a ""#,
            #""\ta""#, "\"\(String(repeating: "long", count: 40))\"", "true", "12", "1e1",
          ]) : "\"k\(number)\""
      }
      if isOdd {
        return pick(["1e1", "7.0", "\"7\"", "007", "123456789012345678", "\" 4\"", "\"9 \""])
      }
      return areQuoted ? "\"\(number)\"" : "\(number)"
    case "rating":
      return isOdd
        ? pick(["4", "1.25", "\"3.5\"", "2e0", "0.5", "3.00000001", "5.", "-1"])
        : "\(1 + below(4)).\(below(2) * 5)"
    case "timestamp":
      let time = 1_300_000_000 + below(1_000_000)
      return isOdd
        ? pick(["\(time)", "\"\(time)\"", "\(time).0", "\(time).5", "0", "1.3e9", "\"2014-02-03\""])
        : "\(time)"
    case "text":
      return pick([#""""#, #""plain""#, #""with \"quotes\" and \n""#, #""\u00e9 ü 😀 } ] ,""#])
    case "verified": return pick(["true", "false", "null"])
    case "tags": return pick(["[]", #"["a","]"]"#, #"{"a":{"b":[1,2]}}"#])
    default: return pick(["1", "-2.5", "1e300", "null"])
    }
  }
}

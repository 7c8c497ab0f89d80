import DebutTesting
import Foundation
import Testing

@testable import Commands
@testable import Terminal

/// Every command that answers, in the four modes, over titles that all of them have to escape; read back
/// by rules of the formats that know nothing of the program.
@Suite struct ModesTests {
  /// A data set of which titles and tags hold what separates fields, cells and lines.
  private static func folder() throws -> TestFolder {
    let folder = try TestFolder()
    let titles = [
      "Pipes | and \\ slashes (1999)", "\"Quoted\", with commas (2001)", "千と千尋の神隠し (2001)",
      "שלום (1999)", "हिन्दी फ़िल्म (2006)", "*Stars* & <b>tags</b> `x`", "", "Zal\u{323}\u{307}go",
    ]
    var movies = "movieId,title,genres\n"
    for item in 1...30 {
      let title = item <= titles.count ? titles[item - 1] : "Plain \(item) (1990)"
      movies += "\(item),\"\(title.replacing("\"", with: "\"\""))\",Comedy|Drama\n"
    }
    var ratings = "userId,movieId,rating,timestamp\n"
    for user in 1...80 {
      for place in 0..<22 {
        let item = (user * 11 + place * 7) % 30 + 1
        let stars = 1 + (item + user % 3 + place) % 5
        ratings += "\(user),\(item),\(stars),\(1_000_000_000 + user * 100 + place)\n"
      }
    }
    try folder.write("odd/movies.csv", movies)
    try folder.write("odd/ratings.csv", ratings)
    try folder.write(
      "odd/tags.csv", "userId,movieId,tag,timestamp\n1,1,\"a | b, \"\"c\"\"\",1000\n")
    try folder.write("odd/links.csv", "movieId,imdbId,tmdbId\n1,0000001,5\n")
    try folder.write("people.csv", "user,item,rating\nanna,1,5\nanna,2,3\n7,,\n")
    return folder
  }

  /// A line of each command that answers, in an order in which they can.
  static let lines = [
    "load odd", "split fresh-users --fold 0", "split", "data", "data sample", "data sample movies",
    "data sample tags", "data sample links", "models", "samplers", "help", "help train",
    "help bias",
    "train bias --seed 3", "train latent-cf factors=3 --epochs 2 --as 'a|b'",
    "train bias decay=1 --as flat", "use bias", "show", "evaluate", "evaluate bias flat 'a|b'",
    "evaluate bias --protocol sampler --draws 2", "evaluate bias item-mean --fold 0,1 --seeds 2",
    "rate 1 5", "rate 7 1", "rate 2 3", "unrate 7", "me", "me anna", "me me", "predict 3",
    "predict 3 --user 10", "recommend --top 4", "recommend --history '1=5, 2=1'",
    "recommend --users people.csv --top 2", "recommend --users people.csv --out lists.csv", "why 3",
    "why 3 --user 10", "compare bias flat --user 10", "compare 'a|b' bias --history '1=2'",
    "compare bias flat", "similar 1", "plot loss 'a|b' --out loss.svg", "plot ratings --out r.png",
    "me --export me.csv", "me --import me.csv", "save m.safetensors",
    "open m.safetensors --as again", "save --session kept", "open --session kept", "mode", "timer",
    "hints", "pager", "plugin list", "bench serve",
  ]

  private func run(_ mode: String, _ lines: [String]) throws -> DebutProgram.Run {
    let run = try DebutProgram.run(
      ["--mode", mode] + lines.flatMap { ["-c", $0] }, in: try Self.folder())
    try #require(run.status == 0, "\(run.messages.suffix(300)) \(run.output.suffix(300))")
    return run
  }

  /// The lines that need gnuplot only where it is.
  private static var possible: [String] {
    lines.filter { !$0.hasPrefix("plot") || LookingTests.hasGnuplot }
  }

  @Test func everyCommandIsThere() {
    let asked = Set(Self.lines.map { String($0.prefix { $0 != " " }) })
    // These answer nothing by themselves, or on events alone.
    let silent: Set = ["quit", "source", "output", "saw"]
    #expect(asked.union(silent) == Set(CommandList.all.map { $0.name }))
  }

  @Test func jsonIsOneObjectALine() throws {
    let run = try run("json", Self.possible)
    let objects = try run.objects()
    // An empty line would be dropped, an object over two lines not be read.
    #expect(
      run.output.split(separator: "\n", omittingEmptySubsequences: false).dropLast().count
        == Self.possible.count)
    for (line, object) in zip(Self.possible, objects) {
      #expect(object["command"] as? String == String(line.prefix { $0 != " " }))
      #expect(object["error"] == nil)
    }
    func object(_ line: String) throws -> [String: Any] {
      try #require(zip(Self.possible, objects).first { $0.0 == line }?.1)
    }
    let asked: [(line: String, user: Any?)] = [
      ("compare bias flat --user 10", 10), ("compare bias flat", "me"), ("predict 3", "me"),
      ("compare 'a|b' bias --history '1=2'", NSNull()), ("recommend --top 4", "me"),
      ("predict 3 --user 10", 10), ("why 3 --user 10", 10),
      ("recommend --history '1=5, 2=1'", NSNull()),
    ]
    for (line, user) in asked {
      #expect(try object(line)["user"] as? NSObject == user as? NSObject, "\(line)")
    }
    let rows = try #require(
      try object("compare 'a|b' bias --history '1=2'")["rows"] as? [[String: Any]])
    #expect(!rows.isEmpty)
    for row in rows {
      #expect(row["first"] as? String == "a|b" && row["second"] as? String == "bias")
      #expect(row["user"] is NSNull)
    }
  }

  @Test func csvHasAHeaderAndAsManyFieldsInEveryRow() throws {
    // The answers in one text end where the next header begins: each is asked for by itself.
    let folder = try Self.folder()
    let script = Self.possible.enumerated().map { "output \($0).csv\n\($1)\noutput\n" }.joined()
    let run = try DebutProgram.run(
      ["--mode", "csv", try folder.write("script", script)], in: folder)
    try #require(run.status == 0, "\(run.messages.suffix(300))")
    for (i, line) in Self.possible.enumerated() {
      let table = try #require(Self.csv(try folder.read("\(i).csv")), "\(line)")
      let header = try #require(table.first, "\(line)")
      #expect(Set(header).count == header.count && !header.contains(""), "\(line)")
      #expect(table.allSatisfy { $0.count == header.count }, "\(line)")
      guard line.hasPrefix("compare") else { continue }
      let places = ["user", "first", "second"].compactMap { header.firstIndex(of: $0) }
      try #require(places.count == 3)
      #expect(table.count > 2)
      if line == "compare bias flat --user 10" {
        #expect(
          table.dropFirst().allSatisfy { row in
            places.map { row[$0] } == ["10", "bias", "flat"]
          })
      }
    }
  }

  @Test func markdownTablesAreWhole() throws {
    let run = try run("markdown", Self.possible)
    var isCode = false
    var table: [[String]] = []
    var tables = 0
    for line in run.output.split(separator: "\n", omittingEmptySubsequences: false) {
      if line == "```" { isCode.toggle() }
      guard !isCode, line.hasPrefix("|") else {
        if !table.isEmpty {
          tables += 1
          #expect(Set(table.map(\.count)).count == 1, "\(table.prefix(3))")
          #expect(table.count > 1)
          #expect(table.dropFirst().first?.allSatisfy { ["---", "---:"].contains($0) } == true)
        }
        table = []
        continue
      }
      table.append(Self.cells(line))
    }
    #expect(!isCode && tables > 30)
    #expect(run.output.contains("Pipes \\| and \\\\ slashes (1999)"))
  }

  @Test func tablesAreForPeople() throws {
    let run = try run("table", Self.possible)
    #expect(run.output.contains("Pipes | and \\ slashes (1999)"))
    #expect(!run.output.contains("\u{1B}") && !run.output.contains("\u{2068}"))
    for line in run.output.split(separator: "\n") { #expect(!line.hasSuffix(" "), "\(line)") }
  }

  /// The rows of a text as RFC 4180 has them; nil where a quote is out of place.
  private static func csv(_ text: String) -> [[String]]? {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var rest = Substring(text)
    while let next = rest.first {
      if next == "\"" {
        guard field.isEmpty else { return nil }
        rest = rest.dropFirst()
        while true {
          guard let quote = rest.firstIndex(of: "\"") else { return nil }
          field += rest[..<quote]
          rest = rest[rest.index(after: quote)...]
          guard rest.first == "\"" else { break }
          field += "\""
          rest = rest.dropFirst()
        }
        guard let end = rest.first, end == "," || end == "\n" else { return nil }
      } else if next == "," || next == "\n" {
        row.append(field)
        field = ""
        if next == "\n" {
          rows.append(row)
          row = []
        }
        rest = rest.dropFirst()
      } else {
        let end = rest.firstIndex { $0 == "," || $0 == "\n" || $0 == "\"" } ?? rest.endIndex
        field += rest[..<end]
        rest = rest[end...]
      }
    }
    return field.isEmpty && row.isEmpty ? rows : nil
  }

  /// The cells of a line of a table: a pipe with a backslash before it is part of one.
  private static func cells(_ line: Substring) -> [String] {
    var cells: [String] = []
    var cell = ""
    var isEscaped = false
    for character in line.dropFirst() {
      if character == "|", !isEscaped {
        cells.append(cell.trimmingCharacters(in: .whitespaces))
        cell = ""
      } else {
        cell.append(character)
      }
      isEscaped = character == "\\" && !isEscaped
    }
    return cell.isEmpty ? cells : cells + ["text after the last pipe"]
  }
}

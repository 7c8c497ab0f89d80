import Synchronization
import Testing

@testable import Ratings

/// Text packed by gzip gives what the text gives, although it is parsed while it is unpacked.
@Suite("Rows that are parsed while they are unpacked")
struct InflatedRowsTests {
  private static let header = "userId,movieId,rating,timestamp\n"
  /// More lines than a sample has.
  private static let lines = (0..<1_500).map {
    "\($0 % 97),\($0 * 31 % 60),\(1 + $0 % 5),\(1_260_759_144 + $0)\n"
  }
  private static let body = lines.joined()

  /// A text, and true if it is parsed while it is unpacked.
  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let text: [UInt8]
    let isStreamed: Bool
    var options = LoadOptions()

    init(_ name: String, _ text: String, isStreamed: Bool, options: LoadOptions = LoadOptions()) {
      self.init(name, Array(text.utf8), isStreamed: isStreamed, options: options)
    }

    init(_ name: String, _ text: [UInt8], isStreamed: Bool, options: LoadOptions = LoadOptions()) {
      (self.name, self.text, self.isStreamed, self.options) = (name, text, isStreamed, options)
    }

    var testDescription: String { name }
  }

  /// Returns the rows with another one in the place of a late one.
  private static func odd(_ line: String) -> String {
    header + lines[..<1_400].joined() + line + lines[1_401...].joined()
  }

  static var cases: [Case] {
    let utf16 = (header + body).utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    var skipping = LoadOptions()
    skipping.skippableRows = 2
    return [
      Case("plain", header + body, isStreamed: true),
      Case("no header", body, isStreamed: true),
      Case("a byte-order mark", "\u{FEFF}" + header + body, isStreamed: true),
      Case("CRLF", (header + body).replacing("\n", with: "\r\n"), isStreamed: true),
      Case("empty lines", (header + body).replacing("\n", with: "\n\n\r\n"), isStreamed: true),
      Case("no last line end", String((header + body).dropLast()), isStreamed: true),
      Case("text ids", header + body.replacing("\n", with: "\nu"), isStreamed: false),
      Case(
        "text ids from the first row on",
        header + lines.map { "u\($0)" }.joined(), isStreamed: true),
      Case(
        "quoted texts",
        header
          + lines.map { "\"u,\"\"" + $0.replacing(",", with: "\",", maxReplacements: 1) }.joined(),
        isStreamed: true),
      Case("separated by bars", (header + body).replacing(",", with: "|"), isStreamed: true),
      Case("cut at the end", String((header + body).dropLast(3)), isStreamed: false),
      Case("a text id late", odd("u7,3,4,1260759144\n"), isStreamed: false),
      Case("a word late", odd("7,3,four,1260759144\n"), isStreamed: false),
      Case("a row too short late", odd("7,3,4\n"), isStreamed: false),
      Case("a unit of its own late", odd("7,3,4,1260759144000\n"), isStreamed: false),
      Case("a quote that never closes", odd("7,3,\"4,1260759144\n"), isStreamed: false),
      Case("the header again", header + body + header + body, isStreamed: false),
      Case(
        "line ends within quotes",
        "note," + header + lines.map { "\"a\n9,9,5,9\n\",\($0)" }.joined(), isStreamed: false),
      Case(
        "rows left out", odd("7,3,four,1260759144\n"), isStreamed: false, options: skipping),
      Case("lines that end in CR", (header + body).replacing("\n", with: "\r"), isStreamed: false),
      Case("UTF-16", [0xFF, 0xFE] + utf16, isStreamed: false),
      Case(
        "Latin-1", Array(header.utf8) + lines.flatMap { [0x75, 0xE9] + Array($0.utf8) },
        isStreamed: false),
      Case("a line of the separator", "sep=,\n" + header + body, isStreamed: false),
      Case(
        "JSON lines",
        lines.map { "{\"user\":\($0.prefix(1)),\"item\":\($0.count),\"rating\":3}\n" }.joined(),
        isStreamed: false),
      Case("few rows", header + lines[..<900].joined(), isStreamed: false),
      Case("nothing", "", isStreamed: false),
      Case("no text", [UInt8](repeating: 1, count: 5_000) + Array(body.utf8), isStreamed: false),
    ]
  }

  private func outcome(_ path: String, _ options: LoadOptions, _ plan: LoadPlan) -> String {
    do {
      let data = try Dataset.load(path: path, options: options, plan: plan)
      return "\(data.fingerprint) \(data.scale) \(data.duplicates) \(data.notes)"
    } catch {
      return "\(error)"
    }
  }

  private func isStreamed(_ path: String, _ options: LoadOptions, _ plan: LoadPlan) throws -> Bool {
    try RatingReader.readInflated(
      try FileContents(path: path, plan: plan), file: path, options: options, standard: nil,
      plan: plan) != nil
  }

  @Test("The outcome is that of the text, however it is cut and shared out", arguments: cases)
  func sameOutcome(_ example: Case) throws {
    // One file after the other, because errors have its path.
    let folder = try ScratchFolder(["my.csv": example.text])
    let path = "\(folder.path)/my.csv"
    let expected = outcome(path, example.options, LoadPlan(threads: 1))
    for (members, stretch, threads) in [(1, 7, 1), (1, 1_000, 3), (3, 5_000, 2)] {
      try folder.write("my.csv", Gzip.packed(example.text, members: members))
      let plan = LoadPlan(stretch: stretch, threads: threads)
      #expect(outcome(path, example.options, plan) == expected)
      #expect(try isStreamed(path, example.options, plan) == example.isStreamed)
    }
    #expect(outcome(path, example.options, LoadPlan(threads: 2)) == expected)
  }

  @Test("A folder with ratings packed by gzip is that with the text")
  func folder() throws {
    let text = Array((Self.header + Self.body).utf8)
    let titles = Array("movieId,title\n1,Heat\n2,Ran\n".utf8)
    let plain = try ScratchFolder(["ratings.csv": text, "movies.csv": titles])
    let packed = try ScratchFolder([
      "ratings.csv.gz": Gzip.packed(text), "movies.csv": titles,
    ])
    let plan = LoadPlan(stretch: 1_000, threads: 3)
    #expect(
      outcome(packed.path, LoadOptions(), plan) == outcome(plain.path, LoadOptions(), plan))
  }

  @Test("Damage far behind, and more than may be unpacked, are told")
  func damage() throws {
    let text = Array((Self.header + Self.body).utf8)
    let whole = Gzip.packed(text)
    let plan = LoadPlan(stretch: 1_000, threads: 2)
    let folder = try ScratchFolder()
    let path = "\(folder.path)/my.csv.gz"
    func expect(_ bytes: [UInt8], _ reason: String?, limit: Int = .max) throws {
      try folder.write("my.csv.gz", bytes)
      var options = LoadOptions()
      options.sizeLimit = limit
      let told = outcome(path, options, plan)
      guard let reason else {
        #expect(told.hasPrefix("\(try Dataset.load(path: path).fingerprint)"))
        #expect(try isStreamed(path, options, plan))
        return
      }
      #expect(told.contains(reason), "\(told)")
    }
    try expect(whole, nil)
    try expect(whole + [0, 0, 0], nil)
    try expect(whole + [1], "damaged")
    try expect(Array(whole.dropLast(1)), "damaged")
    try expect(Array(whole.dropLast(whole.count / 20)), "damaged")
    for place in [1, 5] {
      var damaged = whole
      damaged[whole.count - place] ^= 1
      try expect(damaged, "incorrect")
    }
    try expect(whole, nil, limit: text.count)
    try expect(whole, "holds more than", limit: text.count - 1)
  }

  @Test("Given up at any moment, the reading gives no data", arguments: [1, 3])
  func givenUp(threads: Int) throws {
    let folder = try ScratchFolder(["my.csv": Gzip.packed(Array((Self.header + Self.body).utf8))])
    for moment in stride(from: 0, to: 100, by: 3) {
      let asked = Atomic<Int>(0)
      let stop = StopRequest { asked.add(1, ordering: .relaxed).oldValue >= moment }
      #expect(throws: DataError.interrupted) {
        try Dataset.load(
          path: "\(folder.path)/my.csv", options: LoadOptions(),
          plan: LoadPlan(stretch: 1_000, threads: threads, stop: stop))
      }
    }
  }
}

/// Gzip of blocks that are stored as they are.
enum Gzip {
  /// Returns bytes as gzip of a number of members.
  static func packed(_ bytes: [UInt8], members: Int = 1) -> [UInt8] {
    let size = bytes.count / members
    return (0..<members).flatMap { member in
      let end = member == members - 1 ? bytes.count : (member + 1) * size
      return one(bytes[member * size..<end])
    }
  }

  private static func one(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
    var packed: [UInt8] = [0x1F, 0x8B, 8, 0, 0, 0, 0, 0, 0, 255]
    var rest = bytes
    repeat {
      let block = rest.prefix(0xFFFF)
      rest = rest.dropFirst(block.count)
      let size = UInt16(block.count)
      packed.append(rest.isEmpty ? 1 : 0)
      packed += little(UInt32(size) | UInt32(~size) << 16) + block
    } while !rest.isEmpty
    return packed + little(sum(bytes)) + little(UInt32(truncatingIfNeeded: bytes.count))
  }

  private static func little(_ value: UInt32) -> [UInt8] {
    (0..<4).map { UInt8(truncatingIfNeeded: value >> (8 * UInt32($0))) }
  }

  /// Returns the CRC-32 of bytes.
  private static func sum(_ bytes: ArraySlice<UInt8>) -> UInt32 {
    var sum = ~UInt32(0)
    for byte in bytes { sum = sum >> 8 ^ sums[Int(UInt8(truncatingIfNeeded: sum) ^ byte)] }
    return ~sum
  }

  private static let sums: [UInt32] = (0..<256).map { byte in
    (0..<8).reduce(UInt32(byte)) { sum, _ in sum >> 1 ^ (sum & 1) * 0xEDB8_8320 }
  }
}

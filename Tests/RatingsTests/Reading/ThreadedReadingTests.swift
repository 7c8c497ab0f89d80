import Synchronization
import Testing

@testable import Ratings

/// However a file is cut and shared out, what comes of it is the same: the data, or the error.
@Suite("Reading with several threads")
struct ThreadedReadingTests {
  static let header = "userId,movieId,rating,timestamp\n"

  /// Rows of many users; `order` says whose the next one is.
  private static func rows(
    _ count: Int, lineEnd: String = "\n", seed: UInt64 = 1, order: (Int) -> Int
  ) -> String {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { row in
      let half = 1 + random.below(10)
      let time = 1_260_759_144 + random.below(5_000)
      return "\(order(row)),\(1 + random.below(60)),\(half / 2).\(half % 2 * 5),\(time)\(lineEnd)"
    }.joined()
  }

  private static let grouped = rows(400) { $0 / 37 + 1 }
  private static let interleaved = rows(400) { $0 * 7 % 11 + 1 }

  static let texts: [String: String] = [
    "grouped": header + grouped,
    "interleaved": header + interleaved,
    "users descending": header + rows(300) { 100 - $0 / 20 },
    "CRLF": header + rows(300, lineEnd: "\r\n") { $0 / 25 },
    "empty lines": header + rows(200, lineEnd: "\n\n\r\n") { $0 / 25 },
    "large ids": header + rows(200) { $0 / 25 << 40 },
    "no last line end": header + String(grouped.dropLast()),
    "cut at the end": header + String(grouped.dropLast(3)),
    "one row": header + "1,2,3,4",
    "quoted": header
      + grouped.split(separator: "\n").map {
        "\"" + $0.replacing(",", with: "\",\"") + "\"\n"
      }.joined(),
    "line ends within quotes": "note," + header
      + interleaved.split(separator: "\n").map {
        "\"a\n9,9,5.0,9\n\",\($0)\n"
      }.joined(),
    "quote across everything": "note," + header
      + "\"" + grouped + "\"," + grouped,
    "quote that never closes": header + grouped + "1,2,\"3,4\n" + grouped,
    "a word": header + grouped + "1,two,3,4\n" + interleaved + "one,2,3,4\n",
    "a row too short": header + grouped + "1,2,3\n" + interleaved + "1,two,3,4\n",
    "off the scale": header + interleaved + "\n\n1,2,11,4\n" + grouped,
    "no rows": header + "\n\n",
  ]

  private func outcome(_ path: String, stretch: Int?, threads: Int) -> String {
    do {
      let plan = LoadPlan(stretch: stretch, threads: threads)
      let data = try Dataset.load(path: path, options: LoadOptions(), plan: plan)
      return "\(data.fingerprint) \(data.scale) \(data.duplicates) \(data.notes) \(data.rows)"
    } catch {
      return "\(error)"
    }
  }

  @Test("The outcome depends on neither threads nor stretches", arguments: texts.keys.sorted())
  func sameOutcome(_ name: String) throws {
    let folder = try ScratchFolder(["ratings.csv": try #require(Self.texts[name])])
    let path = "\(folder.path)/ratings.csv"
    let expected = outcome(path, stretch: 1 << 30, threads: 1)
    for (stretch, threads) in [(1, 1), (1, 3), (30, 2), (100, 8), (1_000, 2), (4_000, 3)] {
      #expect(outcome(path, stretch: stretch, threads: threads) == expected)
    }
    #expect(outcome(path, stretch: nil, threads: 2) == expected)
  }

  @Test(
    "Given up at any moment, a reading gives no data",
    arguments: [
      "grouped", "interleaved", "users descending", "quoted", "line ends within quotes",
    ])
  func givenUp(_ name: String) throws {
    let folder = try ScratchFolder([
      "ratings.csv": try #require(Self.texts[name]), "movies.csv": "movieId,title\n1,Heat\n2,Ran\n",
    ])
    for threads in [1, 3] {
      func load(_ questions: Questions) -> Result<Dataset, any Error> {
        let plan = LoadPlan(
          stretch: 1_000, threads: threads, stop: StopRequest { questions.isEnough })
        return Result { try Dataset.load(path: folder.path, options: LoadOptions(), plan: plan) }
      }
      let whole = Questions(patience: .max)
      #expect(throws: Never.self) { try load(whole).get() }
      // A stretch, a user's history and a row of the slow way at least are asked about.
      #expect((10..<10_000).contains(whole.count))
      // Every moment at both ends, and some of the many between.
      let between = stride(from: 40, to: max(whole.count - 40, 40), by: 13)
      let ends = [0..<min(40, whole.count), max(whole.count - 40, 40)..<max(whole.count, 40)]
      for moment in ends.flatMap({ $0 }) + between {
        let questions = Questions(patience: moment)
        let data = load(questions)
        // Threads that find nothing left to do ask less often.
        if questions.wasEnough {
          #expect(throws: DataError.interrupted) { try data.get() }
        } else {
          #expect(throws: Never.self) { try data.get() }
        }
      }
    }
  }

  /// Says no for a while, then yes for ever.
  private final class Questions: Sendable {
    private let patience: Int
    private let asked = Atomic<Int>(0)

    init(patience: Int) { self.patience = patience }

    var isEnough: Bool { asked.add(1, ordering: .relaxed).oldValue >= patience }
    var wasEnough: Bool { count > patience }
    var count: Int { asked.load(ordering: .relaxed) }
  }

  @Test("So it is for damaged files", arguments: [UInt64](1...6))
  func damaged(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let alphabet = Array("0123456789.,\"\r\n-e ".utf8)
    let folder = try ScratchFolder(["ratings.csv": ""])
    let path = "\(folder.path)/ratings.csv"
    for _ in 0..<15 {
      var bytes = Array((Self.header + Self.grouped).utf8)
      for _ in 0..<1 + random.below(3) {
        bytes[random.below(bytes.count)] = alphabet[random.below(alphabet.count)]
      }
      try folder.write("ratings.csv", bytes)
      let expected = outcome(path, stretch: 1 << 30, threads: 1)
      #expect(outcome(path, stretch: 200, threads: 3) == expected)
    }
  }

  @Test("An error has its line, wherever it stands")
  func errorLine() throws {
    let text = Self.header + Self.grouped + "1,2,three,4\n" + Self.grouped
    let folder = try ScratchFolder(["ratings.csv": text])
    let path = "\(folder.path)/ratings.csv"
    #expect(
      outcome(path, stretch: 50, threads: 4)
        == "\(path):402: rating \"three\" is not a number")
  }

  @Test("The text of a file that was read in stretches is all there")
  func complete() throws {
    let folder = try ScratchFolder(["ratings.csv": Self.header + Self.rows(5_000) { $0 }])
    let data = try Dataset.load(
      path: folder.path, options: LoadOptions(), plan: .init(stretch: 64, threads: 4))
    #expect(data.histories.ratingCount == 5_000)
    #expect(data.histories.users.numbers == (0..<5_000).map(Int64.init))
  }
}

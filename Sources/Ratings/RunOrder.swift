/// The runs of all parts, brought together by user: a counting sort over runs, not rows.
///
/// In a file grouped by user there are hardly more runs than users, and nothing of size moves. Where
/// users are interleaved a run is a row. Within a user the order is that of the file.
struct RunOrder {
  /// A run in 64 bits: the part's number (24), the first row in it (20), the number of rows less one
  /// (20).
  struct Run: BitwiseCopyable {
    private let bits: UInt64

    init(part: Int, row: Int, count: Int) {
      bits = UInt64(part) << 40 | UInt64(row) << 20 | UInt64(count - 1)
    }

    var part: Int { Int(bits >> 40) }
    var row: Int { Int(bits >> 20 & 0xF_FFFF) }
    var count: Int { Int(bits & 0xF_FFFF) + 1 }
  }

  let runs: OwnedBuffer<Run>
  /// Where each user's runs start in `runs`; one more entry than users.
  let runStarts: OwnedBuffer<Int>
  /// Where each user's rows start once they are together; one more entry than users.
  let rowStarts: OwnedBuffer<Int>

  /// - Parameter users: how many there are; `ranks` places each coder's user codes among them.
  init(_ parts: [RatingPart], ranks: [OwnedBuffer<Int32>], users: Int, threads: Int) {
    let groups = Self.groups(parts, threads)
    let tallies = groups.map { _ in OwnedBuffer<Tally>(capacity: users, zeroed: true) }
    ParallelWork.run(pieces: groups.count, threads: threads) { group, _ in
      let tally = tallies[group].start
      for part in groups[group].map({ parts[$0] }) {
        let rank = ranks[part.coder].start
        let runs = part.runs.start
        for i in 0..<part.runCount {
          tally[Int(rank[Int(runs[i].user)])].add(rows: Int(runs[i].count))
        }
      }
    }
    (runStarts, rowStarts) = Self.starts(tallies, users)
    let runs = OwnedBuffer<Run>(capacity: runStarts.start[users])
    ParallelWork.run(pieces: groups.count, threads: threads) { group, _ in
      let next = tallies[group].start
      for number in groups[group] {
        let part = parts[number]
        let rank = ranks[part.coder].start
        var row = 0
        for i in 0..<part.runCount {
          let run = part.runs.start[i]
          let place = next[Int(rank[Int(run.user)])].takePlace()
          runs.start[place] = Run(part: number, row: row, count: Int(run.count))
          row += Int(run.count)
        }
      }
    }
    self.runs = runs
  }

  /// The parts' numbers in as many neighbourhoods as threads.
  private static func groups(_ parts: [RatingPart], _ threads: Int) -> [Range<Int>] {
    let count = max(min(threads, parts.count), 1)
    return (0..<count).map { parts.count * $0 / count..<parts.count * ($0 + 1) / count }
  }

  /// Turns the tallies into the places where each group's first run of a user goes.
  private static func starts(
    _ tallies: [OwnedBuffer<Tally>], _ users: Int
  ) -> (runs: OwnedBuffer<Int>, rows: OwnedBuffer<Int>) {
    let runStarts = OwnedBuffer<Int>(capacity: users + 1)
    let rowStarts = OwnedBuffer<Int>(capacity: users + 1)
    var runs = 0
    var rows = 0
    for user in 0..<users {
      runStarts.start[user] = runs
      rowStarts.start[user] = rows
      for tally in tallies {
        let (itsRuns, itsRows) = (tally.start[user].runs, tally.start[user].rows)
        tally.start[user].setPlace(runs)
        runs += itsRuns
        rows += itsRows
      }
    }
    runStarts.start[users] = runs
    rowStarts.start[users] = rows
    return (runStarts, rowStarts)
  }

  /// One user's runs and rows in a group of parts; later the place of the next run.
  private struct Tally: BitwiseCopyable {
    private var bits: UInt64 = 0

    mutating func add(rows: Int) { bits &+= 1 << 32 | UInt64(rows) }
    var runs: Int { Int(bits >> 32) }
    var rows: Int { Int(bits & 0xFFFF_FFFF) }

    mutating func setPlace(_ place: Int) { bits = UInt64(place) }
    mutating func takePlace() -> Int {
      let place = Int(bits)
      bits &+= 1
      return place
    }
  }
}

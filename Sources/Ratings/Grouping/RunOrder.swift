/// The runs of all parts, sorted by user: a counting sort over runs, not rows.
///
/// A file grouped by user has hardly more runs than users, and nothing of size moves. If users are
/// interleaved, a run is a row. A user's runs keep the order of the file.
struct RunOrder {
  /// Neighbouring rows of one user.
  struct Run: BitwiseCopyable {
    let row: UInt32
    let count: UInt32

    var rows: Range<Int> { Int(row)..<Int(row) + Int(count) }
  }

  /// The number of users.
  let users: Int
  let runs: OwnedBuffer<Run>
  /// [users + 1] the start of each user's runs in `runs`.
  let runStarts: OwnedBuffer<Int>
  /// [users + 1] the start of each user's rows in histories without gaps.
  let rowStarts: OwnedBuffer<Int>

  /// - Parameters:
  ///   - ranks: [coder][code] the index of the user.
  ///   - users: the number of users.
  init(_ parts: [RatingTable.Part], ranks: [OwnedBuffer<Int32>], users: Int, threads: Int) {
    self.users = users
    let groups = Self.groups(parts, threads)
    let tallies = groups.map { _ in OwnedBuffer<Tally>(capacity: users, zeroed: true) }
    ParallelWork.run(pieces: groups.count, threads: threads) { group, _ in
      let tally = tallies[group].start
      for part in groups[group] {
        let rank = ranks[part.coder].start
        for i in 0..<part.runCount {
          let run = part.runs.start[i]
          tally[Int(rank[Int(run.user)])].add(rows: Int(run.count))
        }
      }
    }
    (runStarts, rowStarts) = Self.starts(tallies, users)
    let runs = OwnedBuffer<Run>(capacity: runStarts.start[users])
    ParallelWork.run(pieces: groups.count, threads: threads) { group, _ in
      let next = tallies[group].start
      for part in groups[group] {
        let rank = ranks[part.coder].start
        var row = part.rows.lowerBound
        for i in 0..<part.runCount {
          let run = part.runs.start[i]
          let place = next[Int(rank[Int(run.user)])].takePlace()
          runs.start[place] = Run(row: UInt32(row), count: UInt32(run.count))
          row += Int(run.count)
        }
      }
    }
    self.runs = runs
  }

  /// True if the rows are in the order of the users already, without a gap.
  var isInPlace: Bool {
    var row = 0
    for i in 0..<runStarts.start[users] {
      guard Int(runs.start[i].row) == row else { return false }
      row += Int(runs.start[i].count)
    }
    return true
  }

  /// Returns the parts in as many groups of neighbours as threads.
  private static func groups(_ parts: [RatingTable.Part], _ threads: Int) -> [ArraySlice<
    RatingTable.Part
  >] {
    let count = max(min(threads, parts.count), 1)
    return (0..<count).map { parts[parts.count * $0 / count..<parts.count * ($0 + 1) / count] }
  }

  /// Turns the tallies into the place of each group's first run of a user, and returns the starts
  /// of all.
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
        let group = tally.start[user]
        tally.start[user].setPlace(runs)
        runs += group.runs
        rows += group.rows
      }
    }
    runStarts.start[users] = runs
    rowStarts.start[users] = rows
    return (runStarts, rowStarts)
  }

  /// The numbers of one user's runs and rows in a group of parts; later the place of the next run.
  private struct Tally: BitwiseCopyable {
    private var bits: UInt64 = 0

    /// Adds one run.
    mutating func add(rows: Int) { bits &+= 1 << 32 | UInt64(rows) }
    var runs: Int { Int(bits >> 32) }
    var rows: Int { Int(bits & 0xFFFF_FFFF) }

    mutating func setPlace(_ place: Int) { bits = UInt64(place) }
    /// Returns the place and moves it up by one.
    mutating func takePlace() -> Int {
      let place = Int(bits)
      bits &+= 1
      return place
    }
  }
}

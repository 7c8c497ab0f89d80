import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Measures reading: a file in, users grouped and in time order out.
struct LoadBench {
  /// Ratings of the generated file.
  let ratings: Int
  let cancellation: Cancellation
  private let stopwatch = Stopwatch(samples: 5)

  /// Reads a generated file, which is deleted afterwards.
  ///
  /// - Throws: `ShellError.cannotWrite`, `.interrupted`, and what reading throws.
  func generated() throws -> BenchRow {
    try TemporaryRatings.with(write, read: read)
  }

  /// Reads the loaded data once more.
  func again(_ data: LoadedData) throws -> BenchRow {
    let count = data.dataset.histories.ratingCount
    guard !data.dataset.isGenerated else {
      return BenchRow("generate ratings=\(count)", stopwatch.measure { _ = Dataset.demo() })
    }
    let times = try stopwatch.measure {
      _ = try Dataset.read(data.origin, cancellation: cancellation)
    }
    return BenchRow("load \(data.dataset.name) ratings=\(count)", times)
  }

  private func read(_ path: String) throws -> BenchRow {
    let times = try stopwatch.measure {
      _ = try Dataset.read(.init(path: path), cancellation: cancellation)
    }
    return BenchRow("load ratings=\(ratings)", times)
  }

  /// Writes users of about 100 ratings each, items in ascending order and times in none, as in
  /// MovieLens.
  private func write(to file: UnsafeMutablePointer<FILE>) throws {
    var generator = SeededGenerator(seed: 1)
    fputs("userId,movieId,rating,timestamp\n", file)
    var user = 0
    var left = 0
    var item = 0
    for row in 0..<ratings {
      if row & 0xFFFF == 0 { try cancellation.check() }
      if left == 0 {
        user += 1
        left = 20 + generator.below(160)
        item = 0
      }
      left -= 1
      item += 1 + generator.below(300)
      let halves = 1 + generator.below(10)
      let time = 1_000_000_000 + generator.below(500_000_000)
      fputs("\(user),\(item),\(halves / 2).\(halves % 2 * 5),\(time)\n", file)
    }
  }
}

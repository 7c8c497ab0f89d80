/// Measures how long work takes.
struct Stopwatch {
  /// Times of one piece of work, in milliseconds.
  struct Times: Hashable {
    let median: Double
    let minimum: Double
    /// The time that 99 in 100 measurements do not exceed.
    let percentile99: Double

    /// Sorts times in milliseconds.
    ///
    /// - Precondition: at least one time.
    init(_ milliseconds: [Double]) {
      precondition(!milliseconds.isEmpty, "there is a time to speak of")
      let sorted = milliseconds.sorted()
      let middle = sorted.count / 2
      median =
        sorted.count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2
      minimum = sorted[0]
      percentile99 = sorted[Swift.min(sorted.count - 1, sorted.count * 99 / 100)]
    }
  }

  /// One call a measurement, many of them: for work of microseconds, whose slowest calls matter
  /// too.
  static let single = Stopwatch(samples: 1000, shortest: .zero)

  /// Measurements taken.
  var samples = 15
  /// Work is repeated until a measurement takes this long, so that the clock's own cost is nothing.
  var shortest = Duration.milliseconds(2)

  private let clock = ContinuousClock()

  /// Measures one call of `work`, after calls that are not counted.
  func measure(_ work: () throws -> Void) rethrows -> Times {
    var repetitions = 1
    while try time(repetitions, work) < shortest, repetitions < 1 << 24 { repetitions *= 2 }
    var times: [Double] = []
    for _ in 0..<samples {
      times.append(try time(repetitions, work) / .milliseconds(1) / Double(repetitions))
    }
    return Times(times)
  }

  private func time(_ repetitions: Int, _ work: () throws -> Void) rethrows -> Duration {
    let start = clock.now
    for _ in 0..<repetitions { try work() }
    return clock.now - start
  }
}

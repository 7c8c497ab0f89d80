import DebutEngine

/// One line of a benchmark.
struct BenchRow: Hashable {
  let name: String
  let times: Stopwatch.Times
  /// Thousand millions of floating-point operations a second, by the median.
  var gigaflops: Double?
  /// `gigaflops` as a share of the machine's peak with these kernels and threads.
  var peakShare: Double?
  /// Ratings trained on in a second, by the median.
  var eventsPerSecond: Double?
  /// The most memory of the process until then, in megabytes.
  var peakMegabytes: Double?
  /// True if `p99Ms` is shown, because the slowest calls matter.
  var showsPercentile = false

  init(_ name: String, _ times: Stopwatch.Times) {
    self.name = name
    self.times = times
  }
}

extension BenchRow {
  /// Returns the columns that any of the rows fills, name and times first.
  static func table(_ rows: [BenchRow]) -> Table {
    let optional: [(column: Table.Column, decimals: Int, value: (BenchRow) -> Double?)] = [
      (.init("p99Ms", heading: "p99 ms"), 4, { $0.showsPercentile ? $0.times.percentile99 : nil }),
      (.init("gflops", heading: "GFLOP/s"), 1, { $0.gigaflops }),
      (.init("peakShare", heading: "share of peak"), 2, { $0.peakShare }),
      (.init("eventsPerSecond", heading: "events/s"), 0, { $0.eventsPerSecond }),
      (.init("peakMB", heading: "peak MB"), 0, { $0.peakMegabytes }),
    ]
    let shown = optional.filter { column in rows.contains { column.value($0) != nil } }
    var table = Table(
      [
        .init("name"), .init("medianMs", heading: "median ms"), .init("minMs", heading: "min ms"),
      ] + shown.map(\.column))
    for row in rows {
      table.add(
        [
          .text(row.name), .number(row.times.median, decimals: 4),
          .number(row.times.minimum, decimals: 4),
        ] + shown.map { .number($0.value(row), decimals: $0.decimals) })
    }
    return table
  }
}

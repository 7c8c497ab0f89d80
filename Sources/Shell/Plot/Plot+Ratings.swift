import Debut

extension Plot {
  /// How often each number of stars was given.
  static func ratings(of data: LoadedData) -> Plot {
    var counts: [Float: Int] = [:]
    for history in data.dataset.histories {
      for stars in history.ratings { counts[stars, default: 0] += 1 }
    }
    let total = max(counts.values.reduce(0, +), 1)
    var rows = Table("stars", "ratings", "share")
    let sorted = counts.sorted { $0.key < $1.key }
    for (stars, count) in sorted {
      rows.add([
        .rating(stars), .count(count), .number(Double(count) / Double(total), decimals: 4),
      ])
    }
    // As many labels as a scale of half stars has; finer scales get gnuplot's own.
    let style = sorted.count <= 21 ? "using 1:2:xtic(3) with boxes" : "using 1:2 with boxes"
    let bars = sorted.map { stars, count in
      [Field.number(Double(stars)), .number(Double(count)), .text(NumberText.stars(stars))]
    }
    return Plot(
      title: "Ratings of \(data.label)", xLabel: "stars", yLabel: "ratings",
      settings: ranges(sorted.map { Double($0.key) }) + [
        "set boxwidth 0.8 relative", "set style fill solid 0.5", "set yrange [0:*]",
      ],
      series: [Series(name: "", points: bars, style: style)], rows: rows)
  }
  /// Room for whole boxes at both ends.
  private static func ranges(_ stars: [Double]) -> [String] {
    guard let first = stars.first, let last = stars.last, stars.count > 1 else { return [] }
    let step = zip(stars.dropFirst(), stars).map { $0 - $1 }.min() ?? 1
    return ["set xrange [\(first - step):\(last + step)]"]
  }
}

import DebutEngine

extension Plot {
  /// Plots how often each number of stars was given.
  ///
  /// - Parameter canvas: the canvas.
  static func ratings(of data: LoadedData, on canvas: PlotCanvas) -> Plot {
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
    let isLabelled = sorted.count <= 21
    let labels = thinned(
      sorted.map { NumberText.stars($0.key) },
      // A box's room of the axis is left free at both ends.
      columns: canvas.room.columns * Double(sorted.count) / Double(sorted.count + 1))
    let bars = sorted.enumerated().map { place, bar in
      [Field.number(Double(bar.key)), .number(Double(bar.value)), .text(labels[place])]
    }
    return Plot(
      title: "\(NumberText.counted(total, "rating")) of \(data.label)", xLabel: "stars",
      yLabel: "ratings",
      settings: ranges(sorted.map { Double($0.key) }) + [
        "set boxwidth 0.8 relative", "set style fill solid 1.0", "set yrange [0:*]",
      ] + (canvas.isText ? [] : ["set grid noxtics ytics", "set xtics scale 0"]),
      series: [
        Series(
          name: "", points: bars,
          style: (isLabelled ? "using 1:2:xtic(3) with boxes" : "using 1:2 with boxes")
            + (canvas.isText ? "" : " linecolor rgb '#0072b2'"))
      ], rows: rows)
  }

  /// Returns the range of the axis, with room for whole boxes at both ends.
  private static func ranges(_ stars: [Double]) -> [String] {
    guard let first = stars.first, let last = stars.last, stars.count > 1 else { return [] }
    let step = zip(stars.dropFirst(), stars).map { $0 - $1 }.min() ?? 1
    return ["set xrange [\(first - step):\(last + step)]"]
  }
}

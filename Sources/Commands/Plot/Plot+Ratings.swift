import DebutEngine

extension Plot {
  /// The most different ratings that get a bar each; of more, intervals of stars do.
  private static let mostBars = 41
  /// The number of intervals.
  private static let bins = 20

  /// Plots how often each number of stars was given; of ratings with decimals, how often each interval of the
  /// scale.
  ///
  /// - Parameter canvas: the canvas.
  static func ratings(of data: LoadedData, on canvas: PlotCanvas) -> Plot {
    var counts: [Float: Int] = [:]
    for history in data.dataset.histories {
      for stars in history.ratings { counts[stars, default: 0] += 1 }
    }
    let total = max(counts.values.reduce(0, +), 1)
    if counts.count > mostBars { return binned(counts, total, data) }
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
        // A single bar has no neighbour to be as wide as.
        sorted.count == 1 ? "set boxwidth 0.8" : "set boxwidth 0.8 relative",
        "set style fill solid 1.0", "set yrange [0:*]",
      ] + (canvas.isText ? [] : ["set grid noxtics ytics", "set xtics scale 0"]),
      series: [
        Series(
          name: "", points: bars,
          style: (isLabelled ? "using 1:2:xtic(3) with boxes" : "using 1:2 with boxes")
            + (canvas.isText ? "" : " linecolor rgb '#0072b2'"))
      ], rows: rows)
  }

  /// Plots the intervals of equal length from the lowest rating to the highest.
  private static func binned(_ counts: [Float: Int], _ total: Int, _ data: LoadedData) -> Plot {
    let lowest = Double(counts.keys.min() ?? 0)
    let width = (Double(counts.keys.max() ?? 1) - lowest) / Double(bins)
    var found = [Int](repeating: 0, count: bins)
    for (stars, count) in counts {
      found[min(Int((Double(stars) - lowest) / width), bins - 1)] += count
    }
    var rows = Table("from", "to", "ratings", "share")
    for (bin, count) in found.enumerated() {
      let start = lowest + Double(bin) * width
      rows.add([
        .number(start, decimals: 2), .number(start + width, decimals: 2), .count(count),
        .number(Double(count) / Double(total), decimals: 4),
      ])
    }
    let points = found.enumerated().map { bin, count in
      [Field.number(lowest + (Double(bin) + 0.5) * width), .number(Double(count))]
    }
    return Plot(
      title: "\(NumberText.counted(total, "rating")) of \(data.label)",
      xLabel: "stars, in \(bins) intervals of \(NumberText.fixed(width, decimals: 2))",
      yLabel: "ratings",
      settings: [
        "set xrange [\(lowest - width):\(lowest + Double(bins + 1) * width)]",
        "set boxwidth 0.8 relative",
        "set style fill solid 1.0", "set yrange [0:*]",
      ],
      series: [Series(name: "", points: points, style: "using 1:2 with boxes")], rows: rows)
  }

  /// Returns the range of the axis, with room for whole boxes at both ends.
  private static func ranges(_ stars: [Double]) -> [String] {
    guard let first = stars.first, let last = stars.last else { return [] }
    let step = zip(stars.dropFirst(), stars).map { $0 - $1 }.min() ?? 1
    return ["set xrange [\(first - step):\(last + step)]"]
  }
}

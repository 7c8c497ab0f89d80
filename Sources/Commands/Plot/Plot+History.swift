import DebutEngine

extension Plot {
  /// Plots the figure by number of known ratings: the curve of how quickly models get to know
  /// someone.
  ///
  /// - Parameters:
  ///   - names: models of the curve; all if there are none.
  ///   - canvas: the canvas, which limits the room for labels.
  /// - Throws: `ShellError.notEvaluated`.
  static func history(_ curve: ErrorCurve, models names: [String], on canvas: PlotCanvas) throws
    -> Plot
  {
    let known = curve.models
    for name in names where !known.contains(name) {
      throw ShellError.notEvaluated(name: name, known: known)
    }
    let chosen = names.isEmpty ? known : known.filter(names.contains)
    let points = curve.points.filter { chosen.contains($0.model) }
    let starts = Set(points.map(\.known.lowerBound)).sorted()
    let places = Dictionary(
      uniqueKeysWithValues: starts.enumerated().map { ($0.element, $0.offset) })
    let labels = thinned(starts.map { "\($0)" }, columns: canvas.room.columns)
    var rows = Table("model", "history", "ratings", curve.metric.lowercased())
    for point in points {
      rows.add([
        .text(point.model), .text(point.label), .count(point.ratings),
        .number(point.value, decimals: 4),
      ])
    }
    let series = chosen.enumerated().map { i, model in
      Series(
        name: model,
        points: points.filter { $0.model == model }.map { point in
          let place = places[point.known.lowerBound] ?? 0
          return [.number(Double(place)), .number(point.value), .text(labels[place])]
        }, style: "using 1:2:xtic(3)", curve: PlotCurve(colour: i))
    }
    return Plot(
      title: curve.unit.isEmpty
        ? "\(curve.metric) by events known: \(curve.title)"
        : "Error by ratings known: \(curve.title)",
      xLabel: "\(curve.unit.isEmpty ? "events" : "ratings") known of the user, at least",
      yLabel: curve.unit.isEmpty ? curve.metric : "\(curve.metric) (\(curve.unit))",
      settings: ["set xrange [-0.5:\(max(starts.count - 1, 0)).5]"], series: series, rows: rows)
  }

  /// Returns labels of places at equal distances, those left empty that would overlap an earlier
  /// one.
  static func thinned(_ labels: [String], columns: Double) -> [String] {
    let step = columns / Double(max(labels.count, 1))
    var end = -Double.infinity
    return labels.enumerated().map { place, label in
      let start = Double(place) * step - Double(label.count) / 2
      guard start >= end + 1 else { return "" }
      end = start + Double(label.count)
      return label
    }
  }
}

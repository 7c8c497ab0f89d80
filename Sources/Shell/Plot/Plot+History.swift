import Debut

extension Plot {
  /// The error by number of known ratings: the curve that tells how quickly models get to know someone.
  ///
  /// - Parameters:
  ///   - names: models of the curve; all where there are none.
  ///   - isText: labels have little room then.
  /// - Throws: `ShellError.unknownTrained`.
  static func history(_ curve: ErrorCurve, models names: [String], isText: Bool) throws -> Plot {
    let known = curve.models
    for name in names where !known.contains(name) {
      throw ShellError.notEvaluated(name: name, known: known)
    }
    let chosen = names.isEmpty ? known : known.filter(names.contains)
    let points = curve.points.filter { chosen.contains($0.model) }
    let starts = Set(points.map(\.known.lowerBound)).sorted()
    let places = Dictionary(
      uniqueKeysWithValues: starts.enumerated().map { ($0.element, $0.offset) })
    var rows = Table("model", "history", "ratings", "rmse")
    for point in points {
      rows.add([
        .text(point.model), .text(point.label), .count(point.ratings),
        .number(point.rmse, decimals: 4),
      ])
    }
    let series = chosen.map { model in
      Series(
        name: model,
        points: points.filter { $0.model == model }.map { point in
          let place = places[point.known.lowerBound] ?? 0
          // Every other label in a terminal: they would run into each other.
          let label = isText && place % 2 == 1 ? "" : point.label
          return [.number(Double(place)), .number(point.rmse), .text(label)]
        }, style: "using 1:2:xtic(3) with linespoints")
    }
    return Plot(
      title: "Error by ratings known of the user: \(curve.title)", xLabel: "ratings known",
      yLabel: "RMSE, stars",
      settings: ["set xrange [-0.5:\(max(starts.count - 1, 0)).5]"]
        + (isText ? [] : ["set xtics rotate by -45"]), series: series, rows: rows)
  }
}

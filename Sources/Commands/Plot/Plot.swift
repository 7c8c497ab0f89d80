/// A plot: data, the way to draw it, and the data once more for programs.
struct Plot {
  /// A set of points, or of bars, that are drawn alike.
  struct Series {
    /// The text in the legend; empty: none.
    let name: String
    /// A line of fields a point, numbers and text.
    let points: [[Field]]
    /// The text after the data in gnuplot's `plot` command: "using 1:2 with dots".
    let style: String
    /// The curve among several; it sets how the series is drawn.
    var curve: PlotCurve?
  }

  enum Field: Hashable {
    case number(Double)
    case text(String)
  }

  let title: String
  let xLabel: String
  let yLabel: String
  /// The label of the axis on the right, if there is one.
  var rightLabel: String?
  /// Further commands, none of which holds anything from data.
  var settings: [String] = []
  let series: [Series]
  /// The data for programs.
  let rows: Table

  /// Returns the gnuplot program that draws it.
  func program(on canvas: PlotCanvas) -> String {
    let legend = PlotLegend(series.map(\.name), on: canvas)
    let title = canvas.lines(self.title)
    let label = canvas.isText ? canvas.lines(textLabel) : [xLabel]
    var lines = [
      "set encoding utf8",
      canvas.terminal(further: title.count - 1 + label.count - 1 + legend.rows),
      "set datafile separator \"\\t\"", "set datafile commentschars \"\"",
      "set title \(GnuplotText.quoted(lines: title))",
      "set xlabel \(GnuplotText.quoted(lines: label))", legend.setting,
    ]
    lines += canvas.isText ? PlotCanvas.textMargins(isRight: rightLabel != nil) : pictureAxes
    if rightLabel != nil { lines += ["set y2tics", "set ytics nomirror"] }
    lines += settings
    for (i, series) in series.enumerated() {
      lines.append("$data\(i) << END_OF_DATA")
      // A line never is the end mark: it begins with a number.
      lines += series.points.map { $0.map(Self.text).joined(separator: "\t") }
      lines.append("END_OF_DATA")
    }
    let isCrowded = series.count { $0.curve != nil } > canvas.mostLines
    let parts = series.enumerated().map { i, series in
      let style = series.curve.map { " " + $0.style(on: canvas, isCrowded: isCrowded) } ?? ""
      let title =
        series.name.isEmpty
        ? "notitle" : "title \(GnuplotText.quoted((canvas.isText ? " " : "") + legend.names[i]))"
      return "$data\(i) \(series.style)\(style) \(title)"
    }
    lines.append("plot " + parts.joined(separator: ", \\\n  "))
    return lines.map { $0 + "\n" }.joined()
  }

  private var pictureAxes: [String] {
    [
      "set ylabel \(GnuplotText.quoted(yLabel))", "set grid back linecolor rgb '#b8b8b8'",
      "set border \(rightLabel == nil ? 3 : 11)", "set tics nomirror out",
    ] + (rightLabel.map { ["set y2label \(GnuplotText.quoted($0))"] } ?? [])
  }

  /// One text below for all axes, as characters cannot stand upright.
  private var textLabel: String {
    let right = rightLabel.map { "; right: \($0)" } ?? ""
    return "\(xLabel); upwards: \(yLabel)\(right)"
  }

  private static func text(_ field: Field) -> String {
    switch field {
    case .number(let value): GnuplotText.number(value)
    case .text(let text): GnuplotText.field(text)
    }
  }
}

/// The legend below a plot, outside of the data.
struct PlotLegend {
  /// The names, cut if they have no room; empty ones are not shown.
  let names: [String]
  /// Lines of characters that it takes.
  let rows: Int
  /// gnuplot's command for it.
  let setting: String

  /// Columns beside a name: the sample of its curve, and the blanks that gnuplot leaves.
  private static let sample = 14

  init(_ names: [String], on canvas: PlotCanvas) {
    let count = names.count { !$0.isEmpty }
    guard count > 0 else {
      (self.names, rows, setting) = (names, 0, "unset key")
      return
    }
    let room = canvas.columns
    self.names = TextWidth.cutApart(names, to: max(room - Self.sample, 8))
    let widest = self.names.map { TextWidth.of($0) }.max() ?? 0
    let columns = min(max(room / (widest + Self.sample), 1), count)
    rows = (count + columns - 1) / columns
    setting =
      "set key below center horizontal Left reverse samplen \(canvas.isText ? 3 : 4) "
      + "maxcols \(columns)" + (canvas.isText ? "" : " height 1")
  }
}

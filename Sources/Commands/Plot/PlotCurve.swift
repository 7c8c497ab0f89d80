/// The look of one of several curves.
struct PlotCurve: Hashable {
  /// From 0: curves of one colour belong together.
  let colour: Int
  /// True if it is dashed, its points empty.
  var isDashed = false

  /// Colours that differ for the colour-blind, and in their lightness on paper (Okabe and Ito, without
  /// the yellow, which white swallows).
  private static let colours = [
    "#0072b2", "#d55e00", "#009e73", "#cc79a7", "#000000", "#56b4e9", "#e69f00", "#7f7f7f",
  ]
  /// gnuplot's filled points, each of which the number before it makes empty: circle, square, triangles
  /// upwards and downwards, diamond, pentagon. Six, so that a colour that returns has another point.
  private static let points = [7, 5, 9, 11, 13, 15]

  /// Returns gnuplot's words for it.
  ///
  /// - Parameter isCrowded: whether lines between its points would hide others.
  func style(on canvas: PlotCanvas, isCrowded: Bool) -> String {
    // Characters have no colour: gnuplot gives each curve its own.
    guard !canvas.isText else { return isCrowded ? "with points" : "with linespoints" }
    let point = Self.points[colour % Self.points.count]
    return "with linespoints linecolor rgb '\(Self.colours[colour % Self.colours.count])' "
      + "linewidth 1.5 dashtype \(isDashed ? 2 : 1) "
      + "pointtype \(isDashed ? point - 1 : point) pointsize 0.7"
  }
}

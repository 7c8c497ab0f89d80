/// The room for names beside their points: a name that would run into one placed before gets none.
struct LabelRoom {
  private let left: Double
  private let bottom: Double
  /// Units of the axes that a character takes, across and upwards.
  private let column: Double
  private let row: Double
  private var placed: [(columns: ClosedRange<Double>, height: Double)] = []

  /// What the names at the right of the picture get besides the points, as a share of their width.
  static let margin = 0.25
  /// Axes end at a round number, which is beyond the last point.
  private static let rounding = 1.15

  /// - Parameter points: all that are drawn, as x and y.
  init(_ points: [[Double]], on canvas: PlotCanvas) {
    let (x, y) = (points.map { $0[0] }, points.map { $0[1] })
    left = x.min() ?? 0
    bottom = y.min() ?? 0
    let width = ((x.max() ?? 0) - left) * (1 + Self.margin) * Self.rounding
    let height = ((y.max() ?? 0) - bottom) * Self.rounding
    column = width > 0 ? width / canvas.room.columns : 1
    row = height > 0 ? height / canvas.room.rows : 1
  }

  /// Whether there is room for a name to the right of a point; it is taken then.
  mutating func takes(_ name: String, at point: [Double]) -> Bool {
    let start = (point[0] - left) / column
    // The point itself, a blank, and the name.
    let columns = start - 0.5...start + Double(TextWidth.of(name)) + 1.5
    let height = (point[1] - bottom) / row
    guard !placed.contains(where: { $0.columns.overlaps(columns) && abs($0.height - height) < 1.2 })
    else { return false }
    placed.append((columns, height))
    return true
  }
}

/// The room for names beside their points. A name that would overlap an earlier one, or leave the
/// picture on both sides of its point, gets none.
struct LabelRoom {
  /// The side of its point on which a name stands.
  enum Side: Hashable { case right, left }

  private let frame: PlotFrame
  /// Units of the axes that a character takes, across and upwards.
  private let column: Double
  private let row: Double
  /// Columns across.
  private let columns: Double
  private var placed: [(columns: ClosedRange<Double>, height: Double)] = []

  init(_ frame: PlotFrame, on canvas: PlotCanvas) {
    self.frame = frame
    columns = canvas.room.columns
    column = (frame.x.upperBound - frame.x.lowerBound) / canvas.room.columns
    row = (frame.y.upperBound - frame.y.lowerBound) / canvas.room.rows
  }

  /// Takes the room for a name at a point, and returns its side, the right one first; nil without
  /// room.
  mutating func takes(_ name: String, at point: [Double]) -> Side? {
    guard frame.x.contains(point[0]), frame.y.contains(point[1]) else { return nil }
    let start = (point[0] - frame.x.lowerBound) / column
    // The point itself, a blank, and the name.
    let length = Double(TextWidth.of(name)) + 2
    if place(start - 0.5...start + length, height(point)) { return .right }
    // Another name may end before it: a blank keeps them apart.
    return place(start - length - 1...start + 0.5, height(point)) ? .left : nil
  }

  /// Returns whether a point lies under a name.
  func covers(_ point: [Double]) -> Bool {
    let start = (point[0] - frame.x.lowerBound) / column
    return placed.contains { $0.columns.contains(start) && abs($0.height - height(point)) < 1 }
  }

  private func height(_ point: [Double]) -> Double { (point[1] - frame.y.lowerBound) / row }

  private mutating func place(_ taken: ClosedRange<Double>, _ height: Double) -> Bool {
    guard taken.lowerBound >= -1.5, taken.upperBound <= columns,
      !placed.contains(where: { $0.columns.overlaps(taken) && abs($0.height - height) < 1.2 })
    else { return false }
    placed.append((taken, height))
    return true
  }
}

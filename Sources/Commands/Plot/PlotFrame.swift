#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The range of the axes, chosen so that all points lie inside.
struct PlotFrame: Hashable {
  let x: ClosedRange<Double>
  let y: ClosedRange<Double>

  /// Encloses points, each an x and a y, with a little room, as a point on the border is hard to
  /// see.
  init(around points: [[Double]]) {
    x = Self.padded(points.map { $0[0] })
    y = Self.padded(points.map { $0[1] })
  }

  /// Returns the range of values. Values that are not finite, as diverged training leaves them, are
  /// not shown.
  private static func padded(_ values: [Double]) -> ClosedRange<Double> {
    let shown = values.filter { abs($0) < 1e300 }
    let (low, high) = (shown.min() ?? 0, shown.max() ?? 0)
    let margin = high > low ? 0.04 * (high - low) : 1
    return low - margin...high + margin
  }

  /// Returns gnuplot's commands for it, with as many numbers beside the axes as have room.
  func settings(on canvas: PlotCanvas) -> [String] {
    let room = canvas.room
    return [
      "set xrange [\(x.lowerBound):\(x.upperBound)]",
      "set yrange [\(y.lowerBound):\(y.upperBound)]",
      "set xtics \(Self.step(over: x.upperBound - x.lowerBound, atMost: room.columns / 7))",
      "set ytics \(Self.step(over: y.upperBound - y.lowerBound, atMost: room.rows / 2.5))",
    ]
  }

  /// Returns the smallest of 1, 2 and 5 times a power of ten that divides a span into at most
  /// `count` steps.
  static func step(over span: Double, atMost count: Double) -> Double {
    guard span > 0, span.isFinite else { return 1 }
    let least = span / max(count, 1)
    let power = pow(10, log10(least).rounded(.down))
    return [1, 2, 5].map { $0 * power }.first { $0 >= least } ?? 10 * power
  }
}

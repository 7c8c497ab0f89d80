/// Minimises a smooth function of few numbers by the limited-memory BFGS method (Nocedal and Wright 2006, algorithms
/// 7.4 and 7.5), with steps halved until the function falls enough (their equation 3.4).
struct LBFGS {
  /// Pairs of differences that are kept.
  private static let memory = 10

  /// Steps at most.
  var steps = 100
  /// The largest element of a gradient at which the work is done.
  var tolerance = 1e-5

  /// Returns where the function is least.
  ///
  /// - Parameter function: returns value and gradient; what it throws ends the work.
  func minimum(
    from start: [Double], _ function: ([Double]) throws -> (value: Double, gradient: [Double])
  ) rethrows -> [Double] {
    var point = start
    var (value, gradient) = try function(point)
    var pairs: [(step: [Double], change: [Double])] = []
    for _ in 0..<steps {
      guard gradient.contains(where: { abs($0) > tolerance }) else { break }
      var direction = Self.direction(gradient, pairs)
      if dot(direction, gradient) >= 0 {
        pairs = []
        direction = gradient.map { -$0 }
      }
      let slope = dot(direction, gradient)
      // Without pairs the direction has no scale of its own.
      var length = pairs.isEmpty ? 1 / max(1, dot(gradient, gradient).squareRoot()) : 1
      var next = point
      var found: (value: Double, gradient: [Double])?
      for _ in 0..<20 {
        next = zip(point, direction).map { $0 + length * $1 }
        let trial = try function(next)
        if trial.value <= value + 1e-4 * length * slope {
          found = trial
          break
        }
        length /= 2
      }
      guard let found else { break }
      let pair = (
        step: zip(next, point).map { $0 - $1 },
        change: zip(found.gradient, gradient).map { $0 - $1 }
      )
      if dot(pair.step, pair.change) > 1e-12 {
        pairs.append(pair)
        if pairs.count > Self.memory { pairs.removeFirst() }
      }
      (point, value, gradient) = (next, found.value, found.gradient)
    }
    return point
  }

  /// Returns the descent direction -H g.
  private static func direction(
    _ gradient: [Double], _ pairs: [(step: [Double], change: [Double])]
  ) -> [Double] {
    var q = gradient
    var factors: [Double] = []
    for pair in pairs.reversed() {
      let factor = dot(pair.step, q) / dot(pair.step, pair.change)
      factors.append(factor)
      for i in q.indices { q[i] -= factor * pair.change[i] }
    }
    if let last = pairs.last {
      let scale = dot(last.step, last.change) / dot(last.change, last.change)
      for i in q.indices { q[i] *= scale }
    }
    for (pair, factor) in zip(pairs, factors.reversed()) {
      let other = dot(pair.change, q) / dot(pair.step, pair.change)
      for i in q.indices { q[i] += (factor - other) * pair.step[i] }
    }
    return q.map { -$0 }
  }
}

private func dot(_ x: [Double], _ y: [Double]) -> Double {
  zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
}

import Debut

/// The fold-in of `latent-cf`: the vector of a fresh user, by ridge regression on their ratings:
///
///     theta = argmin sum_s (y_s - x_s . theta)^2 + theta' diag(ridge) theta
///
/// kept up to date rating by rating (recursive least squares, Plackett 1950): with
/// P = (X'X + diag(ridge))^-1, one more row x changes P by a matrix of rank one (Sherman and Morrison
/// 1950), so that each rating costs O(k^2) instead of a solve's O(k^3).
struct RidgeFoldIn: Sendable {
  /// [k] the solution.
  private(set) var theta: [Float]
  /// [k] the solution in double precision, because errors of thousands of updates would add up in single.
  private var solution: [Double]
  /// [k, k] P, symmetric.
  private var inverse: [Double]
  /// [k] P x.
  private var direction: [Double]

  /// Creates the solution before the first rating: zero.
  ///
  /// - Precondition: every ridge is positive.
  init(ridge: [Double]) {
    precondition(ridge.allSatisfy { $0 > 0 }, "a ridge is positive")
    let k = ridge.count
    theta = Array(repeating: 0, count: k)
    solution = Array(repeating: 0, count: k)
    direction = Array(repeating: 0, count: k)
    inverse = Array(repeating: 0, count: k * k)
    for i in 0..<k { inverse[i * k + i] = 1 / ridge[i] }
  }

  /// Adds one more row, without an allocation.
  ///
  /// - Precondition: as many features as ridges.
  /// - Complexity: O(k^2).
  mutating func add(features x: UnsafeBufferPointer<Float>, target: Double) {
    let k = theta.count
    precondition(x.count == k, "as many features as ridges")
    inverse.withUnsafeMutableBufferPointer { inverse in
      direction.withUnsafeMutableBufferPointer { direction in
        solution.withUnsafeMutableBufferPointer { solution in
          var gain = 1.0
          var error = target
          for i in 0..<k {
            let row = UnsafeMutableBufferPointer(rebasing: inverse[i * k..<(i + 1) * k])
            var sum = 0.0
            for j in 0..<k { sum += row[j] * Double(x[j]) }
            direction[i] = sum
            gain += sum * Double(x[i])
            error -= solution[i] * Double(x[i])
          }
          for i in 0..<k {
            let row = UnsafeMutableBufferPointer(rebasing: inverse[i * k..<(i + 1) * k])
            let factor = direction[i] / gain
            solution[i] += factor * error
            for j in 0..<k { row[j] -= factor * direction[j] }
          }
        }
      }
    }
    for i in 0..<k { theta[i] = Float(solution[i]) }
  }
}

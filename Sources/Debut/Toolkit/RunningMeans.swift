/// Three means of a user's residuals, with decays of 1, 0.97 and 0.9 a rating: the user's bias, followed
/// slowly to quickly. See `DecayedMean` for one.
///
/// - Stability: evolving.
public struct RunningMeans: Hashable, Sendable {
  @usableFromInline let shrinkage: Double
  @usableFromInline var sums = SIMD3<Double>()
  @usableFromInline var weights = SIMD3<Double>()

  /// Number of means.
  @inlinable public static var count: Int { 3 }

  @inlinable static var decays: SIMD3<Double> { SIMD3(1, 0.97, 0.9) }

  /// Creates means of no values: 0.
  ///
  /// - Parameter shrinkage: residuals' worth of zero in each mean; positive.
  @inlinable public init(shrinkage: Double) { self.shrinkage = shrinkage }

  /// Adds one more residual.
  @inlinable public mutating func add(_ residual: Float) {
    sums = Self.decays * sums + Double(residual)
    weights = Self.decays * weights + 1
  }

  /// The means, the slowest first.
  @inlinable public var values: SIMD3<Float> { SIMD3<Float>(sums / (weights + shrinkage)) }
}

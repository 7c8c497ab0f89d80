#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// One rating as the numbers that a sequence model reads, in units of the residuals' deviation.
///
/// A baseline predicts the residual by one or more *offsets* of the user, such as `RunningMeans`. A
/// network reads the residual, its deviation from each offset, and the context (`writeContext`).
///
/// - Stability: evolving.
public struct RatingFeatures: Sendable {
  /// (rating - mean - item bias) / unit
  public let residual: Float
  /// The item's bias / unit.
  public let itemBias: Float
  /// Ratings of the item by other users.
  public let itemCount: Float

  /// Numbers that `writeContext` writes.
  @inlinable public static var contextCount: Int { 3 }
  /// Numbers that `writeItem` writes.
  @inlinable public static var itemFeatureCount: Int { 3 }

  /// Creates the features of a rating.
  ///
  /// - Parameters:
  ///   - rating: stars of the rating.
  ///   - mean: mean of all ratings in stars.
  ///   - itemBias: difference of the item's mean from `mean` in stars.
  ///   - itemCount: ratings of the item by other users.
  ///   - unit: standard deviation of the residuals in stars.
  @inlinable public init(
    rating: Float, mean: Float, itemBias: Float, itemCount: Float, unit: Float
  ) {
    residual = (rating - mean - itemBias) / unit
    self.itemBias = itemBias / unit
    self.itemCount = itemCount
  }

  /// Returns the residual less an offset: the surprise of the rating.
  @inlinable public func deviation(from offset: Float) -> Float { residual - offset }

  /// Writes the item's bias, log(1 + n) / 5 of its n ratings, and log(1 + position) / 5.
  ///
  /// - Parameters:
  ///   - position: ratings of the user before this one.
  ///   - out: [`contextCount`] the place to write to.
  public func writeContext(position: Int, into out: UnsafeMutablePointer<Float>) {
    out[0] = itemBias
    out[1] = Self.scaledLog(itemCount)
    out[2] = Self.scaledLog(Float(position))
  }

  /// Writes the item's features in a prediction: 1, its bias, and log(1 + n) / 5 of its n ratings.
  public func writeItem(into out: UnsafeMutablePointer<Float>) {
    Self.writeItem(bias: itemBias, count: itemCount, into: out)
  }

  /// Writes the features of an item: 1, its bias, and log(1 + n) / 5.
  ///
  /// - Parameters:
  ///   - bias: in units.
  ///   - count: n, ratings of the item.
  ///   - out: [`itemFeatureCount`] the place to write to.
  public static func writeItem(bias: Float, count: Float, into out: UnsafeMutablePointer<Float>) {
    out[0] = 1
    out[1] = bias
    out[2] = scaledLog(count)
  }

  /// Returns the weight of an item's own vector after n ratings: n / (n + 10).
  @inlinable public static func trust(_ ratings: Float) -> Float { ratings / (ratings + 10) }

  private static func scaledLog(_ count: Float) -> Float { log1p(count) / 5 }
}

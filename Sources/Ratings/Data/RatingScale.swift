/// The closed interval of stars in which ratings lie.
///
/// - Stability: stable.
public struct RatingScale: Hashable, Sendable {
  /// The fewest stars.
  public let lowest: Float
  /// The most stars.
  public let highest: Float

  /// Makes a scale from its ends.
  ///
  /// - Precondition: `lowest < highest`, both finite.
  public init(_ lowest: Float, _ highest: Float) {
    precondition(
      lowest < highest && lowest.isFinite && highest.isFinite, "a scale runs from low to high")
    self.lowest = lowest
    self.highest = highest
  }

  /// The largest distance from 0 of an end that a text names.
  static let furthest: Float = 1e6

  /// Reads a scale such as "0.5:5".
  ///
  /// The highest rating is above 0, because models divide by it. Neither end is further than a
  /// million from 0, so that squares stay exact enough.
  ///
  /// - Throws: `DataError.badScale`.
  public init(parsing text: String) throws {
    let ends = text.split(separator: ":", omittingEmptySubsequences: false).map { Float($0) }
    guard ends.count == 2, let low = ends[0], let high = ends[1],
      abs(low) <= Self.furthest, abs(high) <= Self.furthest, low < high, high > 0
    else { throw DataError.badScale(text) }
    self.init(low, high)
  }

  /// The scales that are tried in this order on ratings read without one.
  public static let known = [
    RatingScale(1, 5), RatingScale(0.5, 5), RatingScale(0, 10), RatingScale(0, 100),
  ]

  /// The interval that holds whatever is read without a scale.
  static let widest = RatingScale(-furthest, furthest)

  /// Returns the first known scale that holds all ratings of a span, or else the span itself; nil if it is
  /// none: one number, or none above 0.
  static func fitting(_ span: ClosedRange<Float>) -> RatingScale? {
    if let known = known.first(where: {
      $0.contains(span.lowerBound) && $0.contains(span.upperBound)
    }) {
      return known
    }
    guard span.lowerBound < span.upperBound, span.upperBound > 0 else { return nil }
    return RatingScale(span.lowerBound, span.upperBound)
  }

  /// Returns true if a rating lies on the scale; false for NaN.
  public func contains(_ stars: Float) -> Bool { stars >= lowest && stars <= highest }

  /// Returns the nearest number of stars on the scale; NaN stays NaN.
  public func clip(_ stars: Float) -> Float {
    stars < lowest ? lowest : stars > highest ? highest : stars
  }
}

extension RatingScale: CustomStringConvertible {
  /// The ends for people, such as "0.5 to 5".
  public var description: String { "\(Self.text(lowest)) to \(Self.text(highest))" }

  /// Returns stars without needless digits.
  static func text(_ stars: Float) -> String {
    stars == stars.rounded() && abs(stars) < 1e9 ? String(Int(stars)) : String(stars)
  }
}

import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is known of one rating, in units of the residuals' deviation.
struct RatingFeatures {
  /// rating - mean - delta
  let residual: Float
  /// delta
  let itemBias: Float
  /// Ratings of the item; where a group of users is left out, those of the others, scaled up to all.
  let itemCount: Float

  /// Numbers that `write` writes beside one for each offset.
  static let inputs = 4

  /// The GRU's input after this rating: a number for each offset, and `inputs` more.
  /// - Parameters:
  ///   - offsets: what the user was expected to add to the item's expectation before this rating.
  ///   - position: ratings of the user before this one.
  func write(
    _ input: UnsafeMutablePointer<Float>, offsets: UnsafeBufferPointer<Float>, position: Int
  ) {
    for (i, offset) in offsets.enumerated() { input[i] = residual - offset }
    let rest = input + offsets.count
    rest[0] = residual
    rest[1] = itemBias
    rest[2] = log1p(itemCount) / 5
    rest[3] = log1p(Float(position)) / 5
  }

  /// How far the rating was from what `UserBaseline` expected under the anchor's decay.
  func surprise(_ offsets: UnsafeBufferPointer<Float>, anchor: Int) -> Float {
    residual - offsets[anchor]
  }

  /// The item's side of the prediction before the offsets and the vector: 1, delta and log(1 + n) / 5.
  func writeItem(_ features: UnsafeMutablePointer<Float>) {
    features[0] = 1
    features[1] = itemBias
    features[2] = log1p(itemCount) / 5
  }
}

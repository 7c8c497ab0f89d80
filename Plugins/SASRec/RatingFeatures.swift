import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// What is known of ratings as numbers, in units of the residuals' deviation around the item biases.
struct RatingFeatures {
  /// What the model reads of a rating beside its item's vector.
  static let inputs = 7
  /// What an item's side has beside its vector: three means of the user, 1, the item's bias and count.
  static let features = 6
  /// Where what is the item's own begins among the features.
  static let itemPart = 4
  /// The mean that the untrained model answers by.
  static let anchor = 2

  /// A user's running means of residuals, slow to quick.
  struct Means: Sendable {
    private var means: (DecayedMean, DecayedMean, DecayedMean)

    init() {
      func mean(_ decay: Double) -> DecayedMean { DecayedMean(decay: decay, shrinkage: 3) }
      means = (mean(1), mean(0.97), mean(0.9))
    }

    mutating func add(_ residual: Float) {
      means.0.add(Double(residual))
      means.1.add(Double(residual))
      means.2.add(Double(residual))
    }

    var values: SIMD3<Float> {
      SIMD3(Float(means.0.value), Float(means.1.value), Float(means.2.value))
    }
  }

  /// rating - mean - bias
  let residual: Float
  let itemBias: Float
  /// Ratings of the item by others.
  let itemCount: Float

  /// - Parameter input: [inputs]
  func write(_ input: UnsafeMutablePointer<Float>, means: SIMD3<Float>, position: Int) {
    input[0] = residual
    for i in 0..<3 { input[1 + i] = residual - means[i] }
    input[4] = itemBias
    input[5] = log1p(itemCount) / 5
    input[6] = log1p(Float(position)) / 5
  }

  /// - Parameter side: [features]
  static func write(
    _ side: UnsafeMutablePointer<Float>, means: SIMD3<Float>, itemBias: Float, itemCount: Float
  ) {
    for i in 0..<3 { side[i] = means[i] }
    side[3] = 1
    side[4] = itemBias
    side[5] = log1p(itemCount) / 5
  }
}

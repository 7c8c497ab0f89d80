import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A user's online biases: means of their residuals around the item biases, one for each decay
/// (see `DecayedMean`), side by side and without an allocation.
struct OnlineBiases: Hashable, Sendable {
  /// What a residual weighs against the one after it.
  static let decays = SIMD3(1, 0.97, 0.9)

  private let shrinkage: Double
  private var sums = SIMD3<Double>()
  private var weights = SIMD3<Double>()

  /// - Parameter shrinkage: residuals' worth of zero in each mean; positive.
  init(shrinkage: Double) { self.shrinkage = shrinkage }

  var means: SIMD3<Float> { SIMD3<Float>(sums / (weights + shrinkage)) }

  mutating func add(_ residual: Float) {
    sums = Self.decays * sums + Double(residual)
    weights = Self.decays * weights + 1
  }
}

/// What is known of one rating, in units of the residuals' deviation.
struct RatingSignal {
  /// rating - mean - delta
  let residual: Float
  /// delta
  let itemBias: Float
  /// Ratings of the item, the user's own left out.
  let itemCount: Float

  /// The GRU's input after this rating: `SequenceNetwork.signals` numbers.
  /// - Parameters:
  ///   - means: the user's biases before this rating.
  ///   - position: ratings of the user before this one.
  func write(_ input: UnsafeMutablePointer<Float>, means: SIMD3<Float>, position: Int) {
    input[0] = residual
    for i in 0..<3 { input[1 + i] = residual - means[i] }
    input[4] = itemBias
    input[5] = log1p(itemCount) / 5
    input[6] = log1p(Float(position)) / 5
  }

  /// How far the rating was from what the anchor's bias expected.
  func surprise(_ means: SIMD3<Float>) -> Float { residual - means[SequenceNetwork.anchor] }

  /// The item's side of the prediction without its vector: `SequenceNetwork.features` numbers.
  static func write(
    _ features: UnsafeMutablePointer<Float>, means: SIMD3<Float>, itemBias: Float,
    itemCount: Float
  ) {
    for i in 0..<3 { features[i] = means[i] }
    features[3] = 1
    features[4] = itemBias
    features[5] = log1p(itemCount) / 5
  }
}

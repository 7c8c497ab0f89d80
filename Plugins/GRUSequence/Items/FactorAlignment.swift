import Debut

/// The rotation that brings one factorisation's vectors as near as it can to another's (the orthogonal
/// Procrustes problem, Schönemann 1966): number k of a vector then means about the same in both.
///
/// A factorisation is the same under any rotation of its vectors, and a fit ends in a random one. A
/// network reads each number by itself, so that the rotation matters.
struct FactorAlignment {
  private let rank: Int
  /// [rank, rank]
  private let rotation: [Double]

  /// Finds the rotation.
  ///
  /// - Parameters:
  ///   - moved: factors to rotate.
  ///   - fixed: factors to bring them near to, each item weighed by its number of ratings.
  init(_ moved: ItemFactors, to fixed: ItemFactors) {
    let rank = fixed.rank
    var products = [Double](repeating: 0, count: rank * rank)
    for item in 0..<fixed.itemCount {
      let count = Double(fixed.counts[item])
      guard count > 0 else { continue }
      for j in 0..<rank {
        let x = count * Double(moved.vectors[item * rank + j])
        for k in 0..<rank { products[j * rank + k] += x * Double(fixed.vectors[item * rank + k]) }
      }
    }
    self.rank = rank
    rotation = Self.polarFactor(products, rank)
  }

  /// Returns U V' of the matrix U S V', by Newton and Schulz's iteration X (3 - X'X) / 2 (Higham 2008,
  /// section 8.3), which brings every singular value other than zero to one. A zero matrix stays as it is.
  private static func polarFactor(_ matrix: [Double], _ n: Int) -> [Double] {
    let norm = matrix.reduce(0) { $0 + $1 * $1 }.squareRoot()
    guard norm > 0 else { return matrix }
    var x = matrix.map { $0 / norm }
    for _ in 0..<80 {
      var gram = [Double](repeating: 0, count: n * n)
      for row in 0..<n {
        for j in 0..<n {
          for k in 0..<n { gram[j * n + k] += x[row * n + j] * x[row * n + k] }
        }
      }
      var next = x
      for row in 0..<n {
        for k in 0..<n {
          var sum = 0.0
          for j in 0..<n { sum += x[row * n + j] * gram[j * n + k] }
          next[row * n + k] = 1.5 * x[row * n + k] - 0.5 * sum
        }
      }
      x = next
    }
    return x
  }

  /// Writes out = scale vector R.
  func rotate(_ vector: ArraySlice<Float>, scale: Float, into out: UnsafeMutablePointer<Float>) {
    for k in 0..<rank {
      var sum = 0.0
      for (j, value) in vector.enumerated() { sum += Double(value) * rotation[j * rank + k] }
      out[k] = scale * Float(sum)
    }
  }
}

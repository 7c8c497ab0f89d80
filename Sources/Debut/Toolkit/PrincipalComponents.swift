/// The directions in which vectors differ most, and each vector's coordinates along them.
///
/// Principal component analysis: the eigenvectors of the covariance with the largest eigenvalues, by
/// orthogonal iteration (Golub and Van Loan 2013, algorithm 8.2.1) on the covariance, so that an
/// iteration costs O(dimension^2) however many vectors there are. A component's sign, which is
/// arbitrary, is such that its largest number is positive.
///
/// - Stability: evolving.
public struct PrincipalComponents: Sendable {
  /// [items][components] coordinates of each vector, the component with the largest variance first.
  public let places: [[Double]]
  /// [components] share of the variance of all; 0 if nothing varies.
  public let shares: [Double]

  /// Largest number of iterations. It separates components whose eigenvalues are as close as 0.95 to 1,
  /// to a precision of 1e-6.
  private static let iterations = 300

  /// Analyses vectors.
  ///
  /// - Parameters:
  ///   - vectors: the items' vectors.
  ///   - items: indices of the vectors to analyse, in the order of `places`.
  ///   - count: number of components; at most the dimension are found.
  ///   - kernels: the kernels that compute the covariance.
  /// - Precondition: items are within the vectors; `count` is at least 1.
  public init(of vectors: ItemVectors, items: [Int], count: Int, kernels: KernelTable) {
    precondition(count > 0, "there is a first component")
    let d = vectors.dimension
    let (centred, covariance) = Self.covariance(vectors, items, kernels)
    let basis = Self.leading(min(count, d), of: covariance, dimension: d)
    let total = (0..<d).reduce(0) { $0 + covariance[$1 * d + $1] }
    shares = basis.map { direction in
      let image = Self.product(covariance, direction)
      return total > 0 ? Self.dot(image, direction) / total : 0
    }
    places = items.indices.map { row in
      basis.map { direction in
        (0..<d).reduce(0) { $0 + Double(centred.base[row * d + $1]) * direction[$1] }
      }
    }
  }

  /// Returns the vectors less their mean, and their covariance [d, d].
  private static func covariance(
    _ vectors: ItemVectors, _ items: [Int], _ kernels: KernelTable
  ) -> (centred: FloatBuffer, covariance: [Double]) {
    let (n, d) = (items.count, vectors.dimension)
    let centred = FloatBuffer(count: n * d)
    var means = [Double](repeating: 0, count: d)
    for item in items {
      for (k, value) in vectors[item].enumerated() { means[k] += Double(value) / Double(n) }
    }
    for (row, item) in items.enumerated() {
      for (k, value) in vectors[item].enumerated() {
        centred.base[row * d + k] = Float(Double(value) - means[k])
      }
    }
    let product = FloatBuffer(count: d * d)
    let scratch = FloatBuffer(count: kernels.gemmScratch(d, d, n))
    kernels.gemm(
      true, false, d, d, n, centred.base, d, centred.base, d, false, product.base, d,
      scratch.base)
    return (centred, product.floats.map { Double($0) / Double(max(n, 1)) })
  }

  /// Returns the eigenvectors with the largest eigenvalues, orthogonal and of length 1.
  private static func leading(_ count: Int, of matrix: [Double], dimension: Int) -> [[Double]] {
    var generator = SeededGenerator(seed: 0)
    var basis = (0..<count).map { _ in
      (0..<dimension).map { _ in Double(generator.uniform()) - 0.5 }
    }
    orthonormalise(&basis)
    for _ in 0..<iterations {
      var next = basis.map { product(matrix, $0) }
      orthonormalise(&next)
      let turned = zip(basis, next).map { 1 - abs(dot($0, $1)) }.max() ?? 0
      basis = next
      if turned < 1e-12 { break }
    }
    return basis.map { direction in
      let largest = direction.max { abs($0) < abs($1) } ?? 0
      return largest < 0 ? direction.map { -$0 } : direction
    }
  }

  /// Makes vectors orthonormal by the modified Gram-Schmidt process. A vector that depends on the others
  /// becomes zero.
  private static func orthonormalise(_ basis: inout [[Double]]) {
    for i in basis.indices {
      let length = dot(basis[i], basis[i]).squareRoot()
      for j in 0..<i {
        let share = dot(basis[i], basis[j])
        for k in basis[i].indices { basis[i][k] -= share * basis[j][k] }
      }
      let rest = dot(basis[i], basis[i]).squareRoot()
      let factor = rest > 1e-9 * length ? 1 / rest : 0
      for k in basis[i].indices { basis[i][k] *= factor }
    }
  }

  private static func product(_ matrix: [Double], _ vector: [Double]) -> [Double] {
    let d = vector.count
    return (0..<d).map { row in (0..<d).reduce(0) { $0 + matrix[row * d + $1] * vector[$1] } }
  }

  private static func dot(_ x: [Double], _ y: [Double]) -> Double {
    zip(x, y).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

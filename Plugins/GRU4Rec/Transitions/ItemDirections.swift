import Debut

/// Vectors of items such that items that stand near the same others are alike.
///
/// The leading eigenvectors of D^-1/2 M D^-1/2, with the counts M of items around each other and D the sums of their
/// rows plus 20, by orthogonal iteration (Golub and Van Loan 2013, algorithm 8.2.1). The first is left out: it is
/// popularity. Directions are scaled by the root of their eigenvalues, vectors to length 1, shrunk where counts are few.
struct ItemDirections {
  private static let shrinkage: Float = 20
  private static let iterations = 16
  /// Directions beyond those that are kept, which let these converge faster.
  private static let spare = 8

  private let pairs: PairCounts
  private let compute: Compute
  /// [entries] D^-1/2 M D^-1/2
  private let weights: Memory<Float>
  /// [items, width] the directions so far.
  private let basis: Memory<Float>
  private let image: Memory<Float>
  private let width: Int
  private let dims: Int

  init(_ pairs: PairCounts, dims: Int, compute: Compute, using generator: inout SeededGenerator) {
    self.pairs = pairs
    self.compute = compute
    self.dims = dims
    width = dims + 1 + Self.spare
    let roots = pairs.sums.map { 1 / ($0 + Self.shrinkage).squareRoot() }
    weights = Memory(pairs.values.count, filledWith: 0)
    for row in 0..<pairs.itemCount {
      for i in pairs.starts[row]..<pairs.starts[row + 1] {
        weights.base[i] = pairs.values[i] * roots[row] * roots[Int(pairs.columns[i])]
      }
    }
    basis = Memory(pairs.itemCount * width, filledWith: 0)
    image = Memory(pairs.itemCount * width, filledWith: 0)
    for i in 0..<basis.count { basis.base[i] = generator.uniform() - 0.5 }
    _ = orthonormalise()
  }

  /// Returns the vectors, [items, dims].
  ///
  /// - Parameter progress: called with the share that is done; what it throws ends the work.
  func vectors(progress: (Double) throws -> Void) throws -> FloatBuffer {
    var scales = [Float](repeating: 0, count: width)
    for iteration in 0..<Self.iterations {
      try progress(Double(iteration) / Double(Self.iterations))
      multiply()
      basis.base.update(from: image.base, count: basis.count)
      scales = orthonormalise()
    }
    let vectors = FloatBuffer(count: pairs.itemCount * dims)
    for item in 0..<pairs.itemCount {
      let out = vectors.base + item * dims
      var square: Float = 0
      for k in 0..<dims {
        out[k] = basis[item * width + k + 1] * scales[k + 1].squareRoot()
        square += out[k] * out[k]
      }
      let sum = pairs.sums[item]
      let scale = square > 0 ? sum / (sum + Self.shrinkage) / square.squareRoot() : 0
      for k in 0..<dims { out[k] *= scale }
    }
    return vectors
  }

  /// Writes the product of the matrix and the directions.
  private func multiply() {
    let (basis, image, weights) = (basis.base, image.base, weights.base)
    compute.forBlocks(of: 64, in: pairs.itemCount) { first, count in
      for row in first..<first + count {
        let out = image + row * width
        out.update(repeating: 0, count: width)
        let start = pairs.starts[row]
        compute.kernels.addIndexedRows(
          pairs.starts[row + 1] - start, width, weights + start, basis, width,
          pairs.columns.base + start, out)
      }
    }
  }

  /// Makes the directions orthonormal by the modified Gram-Schmidt process.
  ///
  /// - Returns: [width] their lengths before, without what the ones before them share.
  private func orthonormalise() -> [Float] {
    let n = pairs.itemCount
    let columns = Memory<Float>(n * width, filledWith: 0)
    for item in 0..<n {
      for k in 0..<width { columns.base[k * n + item] = basis[item * width + k] }
    }
    let kernels = compute.kernels
    let lengths = (0..<width).map { k -> Float in
      let own = columns.base + k * n
      for j in 0..<k {
        let other = columns.base + j * n
        kernels.axpy(n, -kernels.dot(n, own, other), other, own)
      }
      let length = kernels.dot(n, own, own).squareRoot()
      kernels.scale(n, length > 1e-12 ? 1 / length : 0, own)
      return length
    }
    for item in 0..<n {
      for k in 0..<width { basis.base[item * width + k] = columns[k * n + item] }
    }
    return lengths
  }
}

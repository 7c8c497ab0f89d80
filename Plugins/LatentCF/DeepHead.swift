import Debut

/// The frozen network of `deep-cf`: from the product of a user's and an item's vector to stars.
///
///     x = v * q,  a = relu(x A' + c),  b = relu(a B' + d),  y = b . w + e
///
/// Batch normalisation is folded into A, c and B, d. Any number of threads may use it.
struct DeepHead: Sendable {
  /// [items, factors]; zeros for items without training ratings.
  let items: FloatBuffer
  private let first: FoldedLinear
  private let second: FoldedLinear
  /// [units of the second layer]
  private let weight: FloatBuffer
  private let bias: Float
  private let kernels: KernelTable

  init(
    items: FloatBuffer, first: FoldedLinear, second: FoldedLinear, output: Linear,
    kernels: KernelTable
  ) {
    self.items = items
    self.first = first
    self.second = second
    weight = FloatBuffer(count: output.inputs)
    weight.base.update(from: output.weight.value.base, count: output.inputs)
    bias = output.bias?.value.base[0] ?? 0
    self.kernels = kernels
  }

  var factors: Int { first.inputs }

  /// Writes the stars of each item for the user with vector v [factors].
  func predict(
    _ v: UnsafePointer<Float>, items indices: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    let block = 128
    withScratch(rows: min(block, indices.count)) { scratch in
      for start in stride(from: 0, to: indices.count, by: block) {
        let count = min(block, indices.count - start)
        forward(v, UnsafeBufferPointer(rebasing: indices[start..<start + count]), scratch)
        for r in 0..<count { stars[start + r] = scratch.stars[r] }
      }
    }
  }

  /// Writes the stars of each item, and their derivatives with respect to v, [items, factors].
  func linearise(
    _ v: UnsafePointer<Float>, items indices: UnsafeBufferPointer<Int32>,
    stars: UnsafeMutablePointer<Float>, derivatives: UnsafeMutablePointer<Float>
  ) {
    withScratch(rows: indices.count) { scratch in
      forward(v, indices, scratch)
      let rows = indices.count
      // Each layer's activations are overwritten by the derivatives with respect to them.
      for r in 0..<rows {
        stars[r] = scratch.stars[r]
        let row = scratch.second + r * second.outputs
        for j in 0..<second.outputs { row[j] = row[j] > 0 ? weight.base[j] : 0 }
      }
      second.applyBackward(scratch.second, rows: rows, into: scratch.spare)
      for j in 0..<rows * first.outputs {
        scratch.first[j] = scratch.first[j] > 0 ? scratch.spare[j] : 0
      }
      first.applyBackward(scratch.first, rows: rows, into: derivatives)
      for r in 0..<rows {
        let row = derivatives + r * factors
        kernels.multiply(factors, row, items.base + Int(indices[r]) * factors, row)
      }
    }
  }

  /// Fills `scratch.product`, `.first`, `.second` and `.stars`.
  private func forward(
    _ v: UnsafePointer<Float>, _ indices: UnsafeBufferPointer<Int32>, _ scratch: Scratch
  ) {
    let rows = indices.count
    for r in 0..<rows {
      kernels.multiply(
        factors, v, items.base + Int(indices[r]) * factors, scratch.product + r * factors)
    }
    first.apply(scratch.product, rows: rows, into: scratch.first)
    kernels.relu(rows * first.outputs, scratch.first, scratch.first)
    second.apply(scratch.first, rows: rows, into: scratch.second)
    kernels.relu(rows * second.outputs, scratch.second, scratch.second)
    // A leading dimension of 0 repeats the weights for every row.
    kernels.rowDots(
      rows, second.outputs, scratch.second, second.outputs, weight.base, 0, scratch.stars)
    for r in 0..<rows { scratch.stars[r] += bias }
  }

  private struct Scratch {
    let product: UnsafeMutablePointer<Float>
    let first: UnsafeMutablePointer<Float>
    let second: UnsafeMutablePointer<Float>
    let stars: UnsafeMutablePointer<Float>
    let spare: UnsafeMutablePointer<Float>
  }

  private func withScratch(rows: Int, _ body: (Scratch) -> Void) {
    let row = factors + 2 * first.outputs + second.outputs + 1
    withUnsafeTemporaryAllocation(of: Float.self, capacity: max(1, rows * row)) { memory in
      guard let base = memory.baseAddress else { return }
      let first = base + rows * factors
      let second = first + rows * self.first.outputs
      let stars = second + rows * self.second.outputs
      body(
        Scratch(
          product: base, first: first, second: second, stars: stars, spare: stars + rows))
    }
  }
}

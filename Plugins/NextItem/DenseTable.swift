import Debut

/// A square table of floats, whose rows lie on cache lines.
///
/// - Stability: evolving.
public struct DenseTable: ItemTable {
  /// Rows and columns.
  let count: Int
  /// Floats from one row to the next.
  let stride: Int
  let values: FloatBuffer
  let kernels: KernelTable

  /// Creates a table of zeros.
  init(count: Int, kernels: KernelTable) {
    self.count = count
    stride = Self.stride(of: count)
    values = FloatBuffer(count: count * stride)
    self.kernels = kernels
  }

  /// Returns the floats from one row to the next.
  static func stride(of count: Int) -> Int { (count + 15) / 16 * 16 }

  func row(_ row: Int) -> UnsafeMutablePointer<Float> { values.base + row * stride }

  public func add(_ row: Int, times factor: Float, to sums: UnsafeMutablePointer<Float>) {
    kernels.axpy(count, factor, self.row(row), sums)
  }
}

/// A snapshot of a table, packed for the products of one vector with any of its rows.
///
/// Typically the vector represents a user and the rows represent items. Rows are packed in blocks,
/// and a block is computed whole. For most of a table this costs a fraction of one dot product a
/// row. A row's product has the same bits whichever other rows are requested.
///
/// - Stability: evolving.
public struct PackedRows: Sendable {
  /// Rows computed together.
  private static let block = 128

  /// Rows of the table.
  public let rows: Int
  /// Columns of the table and elements of a vector.
  public let columns: Int
  private let kernels: KernelTable
  private let packed: FloatBuffer
  /// Floats of a packed block.
  private let blockSize: Int

  /// Packs the present rows of a table.
  /// - Parameter table: [rows, columns]
  public init(
    _ table: UnsafePointer<Float>, rows: Int, columns: Int, kernels: KernelTable
  ) {
    self.rows = rows
    self.columns = columns
    self.kernels = kernels
    blockSize = kernels.packedCount(Self.block, columns)
    let blocks = (rows + Self.block - 1) / Self.block
    packed = FloatBuffer(count: blocks * blockSize)
    for b in 0..<blocks {
      let first = b * Self.block
      kernels.packB(
        true, min(Self.block, rows - first), columns, table + first * columns, columns,
        packed.base + b * blockSize)
    }
  }

  /// Writes out[i] = vector . row[indices[i]].
  ///
  /// Costs least if neighbouring indices are close, as in an ascending list.
  /// - Parameters:
  ///   - vector: [columns]
  ///   - indices: 0 ..< rows, in any order; not checked.
  ///   - out: as many floats as indices.
  public func dots(
    _ vector: UnsafePointer<Float>, _ indices: UnsafeBufferPointer<Int32>,
    into out: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.block) { buffer in
      guard let products = buffer.baseAddress else { return }
      var current = -1
      for (i, index) in indices.enumerated() {
        let row = Int(index)
        if row / Self.block != current {
          current = row / Self.block
          compute(block: current, vector, into: products)
        }
        out[i] = products[row % Self.block]
      }
    }
  }

  /// Returns vector . row, for a row in 0 ..< rows; not checked.
  public func dot(_ vector: UnsafePointer<Float>, row: Int) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Self.block) { buffer in
      guard let products = buffer.baseAddress else { return .nan }
      compute(block: row / Self.block, vector, into: products)
      return products[row % Self.block]
    }
  }

  private func compute(
    block: Int, _ vector: UnsafePointer<Float>, into products: UnsafeMutablePointer<Float>
  ) {
    let width = min(Self.block, rows - block * Self.block)
    kernels.gemmPacked(
      1, width, columns, vector, columns, packed.base + block * blockSize, false, products,
      Self.block)
  }
}

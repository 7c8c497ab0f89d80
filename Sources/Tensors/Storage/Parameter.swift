/// A named weight matrix with its gradient; the name goes into the model file and into messages.
///
/// Not synchronised: one trainer at a time may change it. While none does, any number of threads
/// may read `value`.
///
/// - Stability: stable.
public final class Parameter: @unchecked Sendable {
  /// Name in PyTorch's style, such as `gru.weight_ih`; unique within a model.
  public let name: String
  /// Rows of the matrix.
  public let rows: Int
  /// Columns of the matrix.
  public let columns: Int
  /// True if rows are looked up by index: only looked-up rows get gradients (see `touchedRows`).
  public let isTable: Bool
  /// False if the optimiser leaves it unchanged, such as running moments and frozen factors.
  public let isTrained: Bool
  /// The weights, [rows, columns], row-major.
  @inlinable public var value: FloatBuffer { storage ?? makeStorage() }
  /// The memory of `value`; nil while the parameter is only declared.
  @usableFromInline private(set) var storage: FloatBuffer?

  /// The rows whose gradient may differ from zero, in the order of their first touch. Tables only.
  public private(set) var touchedRows: [Int32] = []
  private var gradientBuffer: FloatBuffer?
  private var isTouched: [Bool] = []

  /// Creates a matrix of zeros; under `declaring`, without memory.
  /// - Precondition: rows and columns are not negative.
  public init(
    _ name: String, rows: Int, columns: Int, isTable: Bool = false, isTrained: Bool = true
  ) {
    precondition(rows >= 0 && columns >= 0, "parameter \(name) cannot have a negative size")
    self.name = name
    self.rows = rows
    self.columns = columns
    self.isTable = isTable
    self.isTrained = isTrained
    if !Self.isDeclaring { makeStorage() }
  }

  @discardableResult @usableFromInline func makeStorage() -> FloatBuffer {
    let buffer = FloatBuffer(count: count)
    storage = buffer
    return buffer
  }

  /// Number of weights.
  public var count: Int { rows * columns }

  /// Returns the first weight of row `row`.
  /// - Precondition: 0 <= row < rows.
  public func row(_ row: Int) -> UnsafeMutablePointer<Float> {
    precondition(row >= 0 && row < rows, "parameter \(name) has no row \(row)")
    return value.base + row * columns
  }

  // MARK: Initial values

  /// Gives weights their first values, unless they will be read from a file (see `declaring`).
  ///
  /// - Parameter body: receives the weights, [rows, columns], row-major.
  public func initialise(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    if storage != nil || !Self.isDeclaring { body(value.base) }
  }

  /// Draws every weight from U(-bound, bound).
  public func fillUniform(_ bound: Float, using generator: inout some RandomNumberGenerator) {
    initialise { weights in
      for i in 0..<count { weights[i] = bound * (2 * unitFloat(&generator) - 1) }
    }
  }

  /// Draws every weight from N(0, deviation^2).
  public func fillNormal(_ deviation: Float, using generator: inout some RandomNumberGenerator) {
    fillNormal(deviation, using: &generator) {}
  }

  /// Draws every weight from N(0, deviation^2).
  ///
  /// - Parameter check: called before every million weights; what it throws ends the work.
  public func fillNormal(
    _ deviation: Float, using generator: inout some RandomNumberGenerator, check: () throws -> Void
  ) rethrows {
    guard storage != nil || !Self.isDeclaring else { return }
    let weights = value.base
    for first in stride(from: 0, to: count, by: 1 << 20) {
      try check()
      for i in first..<min(first + (1 << 20), count) {
        weights[i] = deviation * normalFloat(&generator)
      }
    }
  }

  /// Sets every weight to `constant`.
  public func fill(_ constant: Float) {
    initialise { weights in
      for i in 0..<count { weights[i] = constant }
    }
  }

  // MARK: Gradient

  /// [rows, columns] the sum of gradients since `zeroGradient`. Allocated on first use.
  ///
  /// Code that writes rows of a table's gradient itself reports them with `touch`.
  public var gradient: FloatBuffer {
    if let gradientBuffer { return gradientBuffer }
    let buffer = FloatBuffer(count: count)
    gradientBuffer = buffer
    return buffer
  }

  /// Zeroes the gradient.
  /// - Complexity: O(touched rows) for a table, O(count) otherwise.
  public func zeroGradient() { zeroGradient(on: nil) }

  /// Zeroes the gradient, that of a table on the threads of `compute` unless nil.
  func zeroGradient(on compute: Compute?) {
    guard let gradientBuffer else { return }
    guard isTable else { return zeroFill(gradientBuffer.base, count) }
    zeroTouchedRows(of: gradientBuffer.base, on: compute)
    isTouched.withUnsafeMutableBufferPointer { isTouched in
      for row in touchedRows { isTouched[Int(row)] = false }
    }
    touchedRows.removeAll(keepingCapacity: true)
  }

  private func zeroTouchedRows(of gradient: UnsafeMutablePointer<Float>, on compute: Compute?) {
    touchedRows.withUnsafeBufferPointer { rows in
      func zero(_ first: Int, _ count: Int) {
        for row in rows[first..<first + count] {
          zeroFill(gradient + Int(row) * columns, columns)
        }
      }
      guard let compute else { return zero(0, rows.count) }
      compute.forRows(rows.count, columns: columns, zero)
    }
  }

  /// Records that the gradient of these rows of a table is being written.
  /// - Precondition: the parameter is a table, and every index is in 0 ..< rows.
  public func touch(_ indices: UnsafeBufferPointer<Int32>) {
    prepareTouching()
    isTouched.withUnsafeMutableBufferPointer { isTouched in
      for row in indices where !isTouched[Int(row)] {
        isTouched[Int(row)] = true
        touchedRows.append(row)
      }
    }
  }

  /// Records that the gradient of every row is being written. Has no effect unless the parameter is
  /// a table.
  public func touchAll() {
    guard isTable, touchedRows.count < rows else { return }
    prepareTouching()
    for row in 0..<rows where !isTouched[row] {
      isTouched[row] = true
      touchedRows.append(Int32(row))
    }
  }

  private func prepareTouching() {
    precondition(isTable, "parameter \(name) is no table: all of its rows get gradients")
    guard isTouched.isEmpty else { return }
    isTouched = Array(repeating: false, count: rows)
    touchedRows.reserveCapacity(rows)
  }
}

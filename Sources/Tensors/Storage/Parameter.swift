/// A named weight matrix with its gradient; the name goes into the model file and into messages.
///
/// Not synchronised: one trainer at a time changes it; while nobody does, any number of threads may
/// read `value`.
public final class Parameter: @unchecked Sendable {
  /// As PyTorch names them, such as `gru.weight_ih`; unique within a model.
  public let name: String
  public let rows: Int
  public let columns: Int
  /// Rows are looked up by index; only looked-up rows get gradients (see `touchedRows`).
  public let isTable: Bool
  /// False for what the optimiser leaves alone: running moments, frozen factors.
  public let isTrained: Bool
  /// [rows, columns], row-major.
  @inlinable public var value: FloatBuffer { storage ?? makeStorage() }
  /// Nil for a parameter that is only declared.
  @usableFromInline private(set) var storage: FloatBuffer?

  /// The rows whose gradient may differ from zero, in the order of their first touch. Tables only.
  public private(set) var touchedRows: [Int32] = []
  private var gradientBuffer: FloatBuffer?
  private var isTouched: [Bool] = []

  /// A matrix of zeros; under `declaring`, only what it would be.
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

  /// The first weight of row `row`. - Precondition: 0 <= row < rows.
  public func row(_ row: Int) -> UnsafeMutablePointer<Float> {
    precondition(row >= 0 && row < rows, "parameter \(name) has no row \(row)")
    return value.base + row * columns
  }

  // MARK: Initial values

  /// Gives weights their first values, unless they are to be read from a file.
  ///
  /// - Parameter body: takes the weights, [rows, columns], row-major.
  public func initialise(_ body: (UnsafeMutablePointer<Float>) -> Void) {
    if storage != nil || !Self.isDeclaring { body(value.base) }
  }

  /// Every weight from U(-bound, bound).
  public func fillUniform(_ bound: Float, using generator: inout some RandomNumberGenerator) {
    initialise { weights in
      for i in 0..<count { weights[i] = bound * (2 * unitFloat(&generator) - 1) }
    }
  }

  /// Every weight from N(0, deviation^2).
  public func fillNormal(_ deviation: Float, using generator: inout some RandomNumberGenerator) {
    initialise { weights in
      for i in 0..<count { weights[i] = deviation * normalFloat(&generator) }
    }
  }

  /// Every weight the same.
  public func fill(_ constant: Float) {
    initialise { weights in
      for i in 0..<count { weights[i] = constant }
    }
  }

  // MARK: Gradient

  /// [rows, columns] the sum of gradients since `zeroGradient`. Allocated on first use.
  ///
  /// Whoever writes rows of a table's gradient by hand reports them with `touch`.
  public var gradient: FloatBuffer {
    if let gradientBuffer { return gradientBuffer }
    let buffer = FloatBuffer(count: count)
    gradientBuffer = buffer
    return buffer
  }

  /// Forgets the gradient. - Complexity: O(touched rows) for a table, O(count) otherwise.
  public func zeroGradient() { zeroGradient(on: nil) }

  /// The same, shared out over the threads of `compute`.
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

  /// Notes that the gradient of these rows of a table is being written. - Precondition: in range.
  public func touch(_ indices: UnsafeBufferPointer<Int32>) {
    prepareTouching()
    isTouched.withUnsafeMutableBufferPointer { isTouched in
      for row in indices where !isTouched[Int(row)] {
        isTouched[Int(row)] = true
        touchedRows.append(row)
      }
    }
  }

  /// Notes that the gradient of every row is being written. No effect on what is not a table.
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

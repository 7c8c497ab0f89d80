/// A matrix on a tape: the output of an operation, or a leaf. Row-major, contiguous.
///
/// Sequences are time-major: row `t * B + b` is step `t` of sequence `b` of a batch of `B`. Valid
/// until the tape's next `reset`.
///
/// - Stability: stable.
public struct Variable {
  /// Rows of the matrix.
  public let rows: Int
  /// Columns of the matrix.
  public let columns: Int
  /// The first element of [rows, columns].
  public let value: UnsafeMutablePointer<Float>
  /// Index of its node on the tape.
  let node: Int
  /// The step of the tape that it belongs to.
  let step: UInt64

  /// Number of elements.
  public var count: Int { rows * columns }

  /// The size in words: "20 x 3".
  var shape: String { "\(rows) x \(columns)" }

  /// The elements as a collection.
  public var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: value, count: count)
  }
}

/// A matrix on a tape: what an operation made, or a leaf. Row-major, contiguous.
///
/// Sequences are time-major: row `t * B + b` is step `t` of sequence `b` of a batch of `B`. Valid until
/// the tape's next `reset`.
public struct Variable {
  public let rows: Int
  public let columns: Int
  /// [rows, columns]
  public let value: UnsafeMutablePointer<Float>
  /// The index of what made it on its tape.
  let node: Int
  /// The step of the tape that it belongs to.
  let step: UInt64

  /// Number of elements.
  public var count: Int { rows * columns }

  /// The elements as a collection.
  public var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: value, count: count)
  }
}

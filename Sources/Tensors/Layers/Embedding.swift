/// A trained vector for each of `count` things; look them up with `Tape.gather(table, indices)`.
///
/// - Stability: stable.
public struct Embedding: Sendable {
  /// [count, dimension], named `<name>.weight`.
  public let table: Parameter

  /// Creates a table drawn from N(0, deviation^2); PyTorch's default deviation is 1.
  public init(
    _ name: String, count: Int, dimension: Int, deviation: Float = 1,
    using generator: inout some RandomNumberGenerator
  ) {
    self.init(
      name, count: count, dimension: dimension, deviation: deviation, using: &generator, check: {})
  }

  /// Creates a table as above.
  ///
  /// - Parameter check: called before every million weights; what it throws ends the work.
  public init(
    _ name: String, count: Int, dimension: Int, deviation: Float = 1,
    using generator: inout some RandomNumberGenerator, check: () throws -> Void
  ) rethrows {
    table = Parameter("\(name).weight", rows: count, columns: dimension, isTable: true)
    try table.fillNormal(deviation, using: &generator, check: check)
  }

  /// The table alone.
  public var parameters: [Parameter] { [table] }

  /// Returns the vector of thing `index`, [dimension], without a tape.
  /// - Precondition: 0 <= index < count.
  public func vector(_ index: Int) -> UnsafePointer<Float> { UnsafePointer(table.row(index)) }
}

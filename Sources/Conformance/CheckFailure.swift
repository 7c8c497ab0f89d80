/// The fault that a check has found, as a sentence with the evidence.
///
/// Checks throw it instead of calling a test framework, so that any framework can run them.
///
/// - Stability: stable.
public struct CheckFailure: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  /// Creates a failure.
  public init(_ description: String) { self.description = description }
}

/// What a check found wrong, as a sentence with the evidence.
///
/// Checks throw it instead of talking to a test framework, so that they serve in any.
public struct CheckFailure: Error, Equatable, CustomStringConvertible {
  /// The sentence.
  public let description: String

  public init(_ description: String) { self.description = description }
}

/// One `name=value` as the user typed it. The model or sampler checks it (see `ModelOptions`).
///
/// - Stability: stable.
public struct Setting: Hashable, Sendable {
  /// The option's name.
  public let name: String
  /// The text of the value.
  public let value: String

  /// Creates a setting without checking it.
  public init(name: String, value: String) {
    self.name = name
    self.value = value
  }
}

import Debut

/// The option of samplers with examples of a fixed length.
///
/// - Stability: stable.
public struct WindowOptions: ModelOptions {
  /// Number of ratings in an example, including the target.
  public var length = 20

  public init() {}

  public static let fields: [OptionField<WindowOptions>] = [
    .init(
      "length", \.length, in: 2...10_000,
      "ratings in an example, the target included; users with fewer are left out")
  ]
}

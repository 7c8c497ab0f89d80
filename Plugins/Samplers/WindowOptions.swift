import Debut

/// How many ratings an example takes.
public struct WindowOptions: ModelOptions {
  /// The target included.
  public var length = 20

  public init() {}

  public static let fields: [OptionField<WindowOptions>] = [
    .init(
      "length", \.length, in: 2...10_000,
      "ratings in an example, the target included; users with fewer are left out")
  ]
}

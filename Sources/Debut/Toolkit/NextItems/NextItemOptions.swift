/// The options of a loss of next items, for models that are trained by one.
///
/// - Stability: evolving.
public struct NextItemOptions: ModelOptions {
  /// The loss.
  public var loss = NextItemLoss.auto
  /// Negatives of a step.
  public var samples = 2048
  /// The sampler of negatives.
  public var negatives = NegativeChoice("popularity")

  /// Makes the defaults.
  public init() {}

  /// The options, to be added to those of a model by `OptionField.init(_:in:)`.
  public static let fields: [OptionField<NextItemOptions>] = [
    .init(
      "loss", \.loss,
      "loss of the network; auto: softmax up to \(NextItemLoss.mostItems) items, then sampled-softmax"
    ),
    .init(
      "samples", \.samples, in: 1...65_536,
      "negatives of a step, shared by its events; for sampled losses"),
    .init("negatives", \.negatives, "sampler of negatives, for sampled losses"),
  ]
}

import Debut

/// Options of a sequence model around a baseline.
///
/// - Stability: stable.
public struct SequenceOptions<Baseline: UserBaseline>: ModelOptions {
  public var factors = 16
  public var hidden = 32
  public var grus: Int = Baseline.defaultGRUs
  public var content = true
  public var rank = 20
  public var crossFit = true
  public var dropout: Float = 0.3
  public var regularisation: Float = 3000
  public var shrinkage: Float = 3
  public var learningRate: Float = 0.007
  public var weightDecay: Float = 0.001

  public init() {}

  public static var fields: [OptionField<Self>] {
    [
      .init("factors", \.factors, in: 0...1024, "length of the item vectors; 0: none"),
      .init("hidden", \.hidden, in: 1...4096, "numbers in the state that stands for a user"),
      .init(
        "grus", \.grus, in: 1...64,
        "GRUs trained side by side, whose predictions are averaged: steadier, and that much slower"),
      .init(
        "content", \.content, "make item vectors from genres and years too, where these are known"),
      .init(
        "rank", \.rank, in: (Baseline.readsFactors ? 1 : 0)...64,
        "numbers of each item from a matrix factorisation, which its vector is made from too"
          + (Baseline.readsFactors ? "" : "; 0: none")),
      .init(
        "cross-fit", \.crossFit,
        "train on what factorisations say that have not seen the user; no: to see what that costs"),
      .init("dropout", \.dropout, in: 0...0.95, "share of the state dropped in training"),
      .init(
        "regularisation", \.regularisation, in: 0...100_000,
        "weight of the squared length of an item's own numbers against its squared errors"),
      .init(
        "shrinkage", \.shrinkage, in: 0.001...1000,
        "ratings at the expected value that a user's running means are averaged with"),
      .init("learning-rate", \.learningRate, in: 1e-6...1, "AdamW's highest learning rate"),
      .init("weight-decay", \.weightDecay, in: 0...10, "decoupled decay of all weights"),
    ]
  }
}

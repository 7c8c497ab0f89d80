import Debut

/// What can be set on `mlinknet`.
public struct MLinkNetOptions: ModelOptions {
  /// How the sequence tensor [batch, 19, 2] is read.
  public enum Indexing: String, CaseIterable, Sendable {
    /// `seq[:, :, 0]` are items and `seq[:, :, 1:]` ratings, as was evidently meant.
    case intended
    /// `seq[:, 0]` and `seq[:, 1]`, as the notebook has it: the first two time steps.
    case published
  }

  /// What stands between the two dense layers.
  public enum Head: String, CaseIterable, Sendable {
    /// Batch normalisation alone, as the notebook has it.
    case linear
    /// Batch normalisation and a ReLU.
    case relu
  }

  /// Which rows of the embedding a step of Adam moves.
  public enum Tables: String, CaseIterable, Sendable {
    /// All, as PyTorch's `Adam` does.
    case dense
    /// Those of the batch, as PyTorch's `SparseAdam` does.
    case sparse
  }

  public var indexing = Indexing.intended
  public var head = Head.linear
  public var adam = Tables.dense
  public var factors = 100
  public var units = 256
  public var window = 19
  public var dropout: Float = 0.3
  public var learningRate: Float = 0.001

  public init() {}

  public static let fields: [OptionField<MLinkNetOptions>] = [
    .init(
      "indexing", \.indexing,
      "read items and ratings as was meant, or the two garbled steps of the published code"),
    .init("head", \.head, "what stands between the two dense layers: nothing, or a ReLU"),
    .init("adam", \.adam, "move all rows of the embedding in a step, or those of the batch"),
    .init(
      "factors", \.factors, in: 1...1024, "length of the item vectors; the state is one longer"),
    .init("units", \.units, in: 1...4096, "units of the first dense layer"),
    .init("window", \.window, in: 1...10_000, "the most recent ratings that an answer reads"),
    .init("dropout", \.dropout, in: 0...0.95, "share of state and item vector dropped in training"),
    .init("learning-rate", \.learningRate, in: 1e-6...1, "Adam's learning rate"),
  ]
}

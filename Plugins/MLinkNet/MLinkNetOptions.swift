import Debut

/// Options of `mlinknet`.
///
/// - Stability: stable.
public struct MLinkNetOptions: ModelOptions {
  /// The indices into the sequence tensor [batch, 19, 2].
  public enum Indexing: String, CaseIterable, Sendable {
    /// Items at `seq[:, :, 0]` and ratings at `seq[:, :, 1:]`, as was evidently meant.
    case intended
    /// `seq[:, 0]` and `seq[:, 1]`, the first two time steps, as in the notebook.
    case published
  }

  /// The layers between the two dense ones.
  public enum Head: String, CaseIterable, Sendable {
    /// Batch normalisation alone, as in the notebook.
    case linear
    /// Batch normalisation and a ReLU.
    case relu
  }

  /// The rows of the embedding that a step of Adam moves.
  public enum MovedRows: String, CaseIterable, Sendable {
    /// All rows, as with PyTorch's `Adam`.
    case dense
    /// The batch's rows, as with PyTorch's `SparseAdam`.
    case sparse
  }

  public var indexing = Indexing.intended
  public var head = Head.linear
  public var adam = MovedRows.dense
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

/// The settings of `Adam`; the defaults are PyTorch's.
///
/// - Stability: stable.
public struct AdamOptions: Hashable, Sendable {
  /// Learning rate of a step at a schedule factor of 1.
  public var learningRate: Float
  /// Share of the old first moment that is kept in a step, in 0 ..< 1.
  public var beta1: Float
  /// Share of the old second moment that is kept in a step, in 0 ..< 1.
  public var beta2: Float
  /// Term added to the root of the second moment.
  public var epsilon: Float
  /// L2 penalty: this times the weight is added to the gradient (`weight_decay` of
  /// `torch.optim.Adam`).
  public var l2: Float
  /// Decoupled decay: this times the learning rate and the weight is subtracted from the weight
  /// (`weight_decay` of `torch.optim.AdamW`; Loshchilov and Hutter 2019).
  public var decay: Float
  /// True if a step changes only those rows of tables that have a gradient
  /// (`torch.optim.SparseAdam`).
  public var sparseTables: Bool

  /// Creates settings.
  public init(
    learningRate: Float = 1e-3, beta1: Float = 0.9, beta2: Float = 0.999, epsilon: Float = 1e-8,
    l2: Float = 0, decay: Float = 0, sparseTables: Bool = false
  ) {
    self.learningRate = learningRate
    self.beta1 = beta1
    self.beta2 = beta2
    self.epsilon = epsilon
    self.l2 = l2
    self.decay = decay
    self.sparseTables = sparseTables
  }
}

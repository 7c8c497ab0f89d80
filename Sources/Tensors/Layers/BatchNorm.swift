/// Batch normalisation of columns (Ioffe and Szegedy 2015), `torch.nn.BatchNorm1d`.
///
/// In training y = (x - mean) / sqrt(variance + epsilon) * weight + bias with the moments of the
/// batch (variance biased), and the running moments follow: running = (1 - momentum) running +
/// momentum batch (variance unbiased). Inference uses the running moments instead.
///
/// - Stability: stable.
public final class BatchNorm: Sendable {
  /// [1, columns], named `<name>.weight`; starts at 1.
  public let weight: Parameter
  /// [1, columns], named `<name>.bias`; starts at 0.
  public let bias: Parameter
  /// [1, columns], named `<name>.running_mean`; starts at 0, not trained.
  public let runningMean: Parameter
  /// [1, columns], named `<name>.running_var`; starts at 1, not trained.
  public let runningVariance: Parameter
  /// Share of the batch in each update of the running moments, in 0 ... 1.
  public let momentum: Float
  /// Positive term added to the variance before the root.
  public let epsilon: Float

  /// Creates a layer for `columns` columns; the defaults are PyTorch's.
  public init(_ name: String, columns: Int, momentum: Float = 0.1, epsilon: Float = 1e-5) {
    weight = Parameter("\(name).weight", rows: 1, columns: columns)
    bias = Parameter("\(name).bias", rows: 1, columns: columns)
    runningMean = Parameter("\(name).running_mean", rows: 1, columns: columns, isTrained: false)
    runningVariance = Parameter("\(name).running_var", rows: 1, columns: columns, isTrained: false)
    self.momentum = momentum
    self.epsilon = epsilon
    weight.fill(1)
    runningVariance.fill(1)
  }

  /// Columns of input and output.
  public var columns: Int { weight.columns }
  /// Weight, bias and the running moments.
  public var parameters: [Parameter] { [weight, bias, runningMean, runningVariance] }

  /// Normalises x[rows, columns] by the running moments into out[rows, columns].
  ///
  /// Uses no tape and allocates nothing. `out` may be `x`.
  public func apply(
    _ x: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>,
    kernels: KernelTable
  ) {
    kernels.normaliseColumns(
      rows, columns, x, columns, runningMean.value.base, runningVariance.value.base, epsilon,
      weight.value.base, bias.value.base, out, columns)
  }

  /// Moves the running moments towards those of a batch of `rows` rows (biased variance).
  func follow(mean: UnsafePointer<Float>, variance: UnsafePointer<Float>, rows: Int) {
    let unbiased = Float(rows) / Float(rows - 1)
    for c in 0..<columns {
      runningMean.value.base[c] += momentum * (mean[c] - runningMean.value.base[c])
      runningVariance.value.base[c] +=
        momentum * (unbiased * variance[c] - runningVariance.value.base[c])
    }
  }
}

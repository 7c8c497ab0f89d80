/// The affine layer y = x W' + b (`torch.nn.Linear`).
///
/// - Stability: stable.
public struct Linear: Sendable {
  /// [outputs, inputs], named `<name>.weight`.
  public let weight: Parameter
  /// [1, outputs], named `<name>.bias`; nil if the layer has none.
  public let bias: Parameter?

  /// Creates a layer with weights and bias from U(-1 / sqrt(inputs), 1 / sqrt(inputs)), as PyTorch
  /// does.
  public init(
    _ name: String, inputs: Int, outputs: Int, bias: Bool = true,
    using generator: inout some RandomNumberGenerator
  ) {
    let bound = 1 / Float(max(inputs, 1)).squareRoot()
    weight = Parameter("\(name).weight", rows: outputs, columns: inputs)
    weight.fillUniform(bound, using: &generator)
    self.bias = bias ? Parameter("\(name).bias", rows: 1, columns: outputs) : nil
    self.bias?.fillUniform(bound, using: &generator)
  }

  /// Columns of the input.
  public var inputs: Int { weight.columns }
  /// Columns of the output.
  public var outputs: Int { weight.rows }
  /// The weights and, unless nil, the bias.
  public var parameters: [Parameter] { [weight] + (bias.map { [$0] } ?? []) }

  /// Writes out[rows, outputs] = x[rows, inputs] W' + b row by row: for a few rows.
  ///
  /// Uses no tape and allocates nothing; `out` must not overlap `x`. `PackedLinear` is faster for
  /// frozen weights.
  public func apply(
    _ x: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>,
    kernels: KernelTable
  ) {
    for r in 0..<rows {
      // A leading dimension of 0 repeats the row of x for every row of W.
      kernels.rowDots(
        outputs, inputs, weight.value.base, inputs, x + r * inputs, 0, out + r * outputs)
    }
    if let bias { kernels.addToRows(rows, outputs, bias.value.base, out, outputs) }
  }

  /// Writes out[rows, outputs] = x[rows, inputs] W' + b as one matrix product: for many rows.
  ///
  /// Uses no tape and allocates nothing; `out` must not overlap `x`.
  /// - Parameter scratch: `kernels.gemmScratch(rows, outputs, inputs)` floats.
  public func apply(
    _ x: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, kernels: KernelTable
  ) {
    kernels.gemm(
      false, true, rows, outputs, inputs, x, inputs, weight.value.base, inputs, false, out,
      outputs, scratch)
    if let bias { kernels.addToRows(rows, outputs, bias.value.base, out, outputs) }
  }
}

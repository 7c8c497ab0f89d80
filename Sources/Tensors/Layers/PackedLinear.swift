/// A snapshot of a linear layer packed for inference: no tape, no allocation.
///
/// Several times as fast as `Linear.apply`. Later changes of the layer's weights do not reach it.
///
/// - Stability: evolving.
public struct PackedLinear: Sendable {
  /// Columns of the input.
  public let inputs: Int
  /// Columns of the output.
  public let outputs: Int
  private let kernels: KernelTable
  private let weight: FloatBuffer
  private let bias: FloatBuffer?

  /// Packs the present weights of `layer`.
  public init(_ layer: Linear, kernels: KernelTable) {
    inputs = layer.inputs
    outputs = layer.outputs
    self.kernels = kernels
    weight = layer.weight.packed(by: kernels)
    bias = layer.bias?.value.copy()
  }

  /// Writes out[rows, outputs] = x[rows, inputs] W' + b; `out` must not overlap `x`.
  public func apply(
    _ x: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>
  ) {
    kernels.gemmPacked(rows, outputs, inputs, x, inputs, weight.base, false, out, outputs)
    if let bias { kernels.addToRows(rows, outputs, bias.base, out, outputs) }
  }
}

extension Parameter {
  /// Returns the present weights [out, in], packed as the second factor of x W'.
  func packed(by kernels: KernelTable) -> FloatBuffer {
    let buffer = FloatBuffer(count: kernels.packedCount(rows, columns))
    kernels.packB(true, rows, columns, value.base, columns, buffer.base)
    return buffer
  }
}

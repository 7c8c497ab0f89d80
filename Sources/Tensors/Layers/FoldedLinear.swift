/// A linear layer and the batch normalisation after it as one affine map, for inference. With the
/// running moments m and v, and s = weight / sqrt(v + epsilon), it is
///
///     s (x W' + b - m) + bias  =  x (s W)' + s (b - m) + bias
///
/// Later changes of the layers do not reach it. Any number of threads may use it.
///
/// - Stability: evolving.
public struct FoldedLinear: Sendable {
  /// Columns of the input.
  public let inputs: Int
  /// Columns of the output.
  public let outputs: Int
  /// [outputs, inputs] s W.
  public let weight: FloatBuffer
  /// [outputs] s (b - m) + bias.
  public let bias: FloatBuffer
  private let forward: FloatBuffer
  private let backward: FloatBuffer
  private let kernels: KernelTable

  /// Folds `norm` into `layer`.
  /// - Precondition: `norm` has as many columns as `layer` has outputs.
  public init(_ layer: Linear, then norm: BatchNorm, kernels: KernelTable) {
    precondition(norm.columns == layer.outputs, "the norm follows the layer")
    inputs = layer.inputs
    outputs = layer.outputs
    weight = FloatBuffer(count: outputs * inputs)
    bias = FloatBuffer(count: outputs)
    for o in 0..<outputs {
      let scale =
        norm.weight.value.base[o]
        / (norm.runningVariance.value.base[o] + norm.epsilon).squareRoot()
      let constant = layer.bias?.value.base[o] ?? 0
      bias.base[o] = scale * (constant - norm.runningMean.value.base[o]) + norm.bias.value.base[o]
      kernels.axpy(
        inputs, scale, layer.weight.value.base + o * inputs, weight.base + o * inputs)
    }
    forward = FloatBuffer(count: kernels.packedCount(outputs, inputs))
    backward = FloatBuffer(count: kernels.packedCount(inputs, outputs))
    kernels.packB(true, outputs, inputs, weight.base, inputs, forward.base)
    kernels.packB(false, inputs, outputs, weight.base, inputs, backward.base)
    self.kernels = kernels
  }

  /// Writes out[rows, outputs] from x[rows, inputs]. Allocates nothing; `out` must not overlap `x`.
  public func apply(
    _ x: UnsafePointer<Float>, rows: Int, into out: UnsafeMutablePointer<Float>
  ) {
    if rows == 1 {
      kernels.rowDots(outputs, inputs, weight.base, inputs, x, 0, out)
    } else {
      kernels.gemmPacked(rows, outputs, inputs, x, inputs, forward.base, false, out, outputs)
    }
    kernels.addToRows(rows, outputs, bias.base, out, outputs)
  }

  /// Overwrites dx[rows, inputs] with the gradient of the input, from that of the output,
  /// dy[rows, outputs].
  public func applyBackward(
    _ dy: UnsafePointer<Float>, rows: Int, into dx: UnsafeMutablePointer<Float>
  ) {
    kernels.gemmPacked(rows, inputs, outputs, dy, outputs, backward.base, false, dx, inputs)
  }

  /// Returns this layer and an output unit after it as one affine map, x -> weights . x + constant,
  /// with `inputs` weights.
  /// - Precondition: `output` has one unit, and as many inputs as this layer has outputs.
  public func followed(by output: Linear) -> (weights: [Float], constant: Float) {
    precondition(output.outputs == 1 && output.inputs == outputs, "one unit follows this layer")
    var weights = [Float](repeating: 0, count: inputs)
    var constant = output.bias?.value.base[0] ?? 0
    for o in 0..<outputs {
      let factor = output.weight.value.base[o]
      constant += factor * bias.base[o]
      for i in 0..<inputs { weights[i] += factor * weight.base[o * inputs + i] }
    }
    return (weights, constant)
  }
}

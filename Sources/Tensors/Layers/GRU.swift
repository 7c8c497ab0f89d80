/// A gated recurrent unit (Cho et al. 2014) in PyTorch's convention (`torch.nn.GRU`, one layer):
///
///     r  = sigmoid(x W_ir' + b_ir + h W_hr' + b_hr)
///     z  = sigmoid(x W_iz' + b_iz + h W_hz' + b_hz)
///     n  = tanh   (x W_in' + b_in + r * (h W_hn' + b_hn))
///     h' = (1 - z) n + z h
///
/// The rows of the weights are the gates r, z, n, `hidden` rows each.
///
/// - Stability: stable.
public struct GRU: Sendable {
  /// [3 hidden, inputs], named `<name>.weight_ih`.
  public let weightInput: Parameter
  /// [3 hidden, hidden], named `<name>.weight_hh`.
  public let weightHidden: Parameter
  /// [1, 3 hidden], named `<name>.bias_ih`.
  public let biasInput: Parameter
  /// [1, 3 hidden], named `<name>.bias_hh`.
  public let biasHidden: Parameter

  /// Creates a layer with weights and biases from U(-1 / sqrt(hidden), 1 / sqrt(hidden)), as
  /// PyTorch does.
  public init(
    _ name: String, inputs: Int, hidden: Int, using generator: inout some RandomNumberGenerator
  ) {
    weightInput = Parameter("\(name).weight_ih", rows: 3 * hidden, columns: inputs)
    weightHidden = Parameter("\(name).weight_hh", rows: 3 * hidden, columns: hidden)
    biasInput = Parameter("\(name).bias_ih", rows: 1, columns: 3 * hidden)
    biasHidden = Parameter("\(name).bias_hh", rows: 1, columns: 3 * hidden)
    let bound = 1 / Float(max(hidden, 1)).squareRoot()
    for parameter in parameters { parameter.fillUniform(bound, using: &generator) }
  }

  /// Columns of the input.
  public var inputs: Int { weightInput.columns }
  /// H, the number of units: columns of the state.
  public var hidden: Int { weightHidden.columns }
  /// The weights and biases.
  public var parameters: [Parameter] { [weightInput, weightHidden, biasInput, biasHidden] }

  // MARK: One sequence, without a tape

  /// Floats of scratch that `step` needs.
  public var stepScratch: Int { 6 * hidden }

  /// Replaces the state by the one after one more input. Allocates nothing.
  ///
  /// `PackedGRU` is faster for frozen weights.
  ///
  /// - Parameters:
  ///   - input: [inputs]
  ///   - state: [hidden] before and after, in place.
  ///   - scratch: `stepScratch` floats.
  public func step(
    input: UnsafePointer<Float>, state: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, kernels: KernelTable
  ) {
    // A leading dimension of 0 repeats the input for every row of the weights.
    kernels.rowDots(3 * hidden, inputs, weightInput.value.base, inputs, input, 0, scratch)
    kernels.add(3 * hidden, scratch, biasInput.value.base, scratch)
    step(gates: scratch, state: state, scratch: scratch + 3 * hidden, kernels: kernels)
  }

  /// Replaces the state by the one after an input with a known projection x W_i' + b_i, such as one
  /// computed beforehand for every item. Allocates nothing.
  ///
  /// - Parameters:
  ///   - gates: [3 hidden] the projection; overwritten.
  ///   - state: [hidden] before and after, in place.
  ///   - scratch: 3 `hidden` floats.
  public func step(
    gates: UnsafeMutablePointer<Float>, state: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, kernels: KernelTable
  ) {
    let h = hidden
    kernels.rowDots(3 * h, h, weightHidden.value.base, h, state, 0, scratch)
    kernels.add(3 * h, scratch, biasHidden.value.base, scratch)
    kernels.add(2 * h, gates, scratch, gates)
    kernels.sigmoid(2 * h, gates, gates)
    let (r, z, n) = (gates, gates + h, gates + 2 * h)
    kernels.multiplyAdd(h, r, scratch + 2 * h, n)
    kernels.tanh(h, n, n)
    // h' = n + z (h - n)
    kernels.subtract(h, state, n, state)
    kernels.multiply(h, state, z, state)
    kernels.add(h, state, n, state)
  }

  /// Returns the floats of scratch that `advance` over `steps` inputs needs.
  public func advanceScratch(steps: Int, kernels: KernelTable) -> Int {
    3 * hidden * (steps + 1) + kernels.gemmScratch(steps, 3 * hidden, inputs)
  }

  /// Replaces the state by the one after a sequence of inputs. Allocates nothing.
  ///
  /// - Parameters:
  ///   - inputs: [steps, inputs]
  ///   - state: [hidden] before and after, in place.
  ///   - scratch: `advanceScratch(steps:kernels:)` floats.
  public func advance(
    inputs x: UnsafePointer<Float>, steps: Int, state: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, kernels: KernelTable
  ) {
    let gates = scratch + 3 * hidden
    kernels.gemm(
      false, true, steps, 3 * hidden, inputs, x, inputs, weightInput.value.base, inputs, false,
      gates, 3 * hidden, gates + 3 * hidden * steps)
    kernels.addToRows(steps, 3 * hidden, biasInput.value.base, gates, 3 * hidden)
    for t in 0..<steps {
      step(gates: gates + 3 * hidden * t, state: state, scratch: scratch, kernels: kernels)
    }
  }
}

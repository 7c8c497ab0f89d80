/// A snapshot of a GRU packed for inference: one sequence at a time, no tape, no allocation.
///
/// Several times as fast as `GRU.step`, whose weights are laid out for training. Later changes of
/// the layer's weights do not reach it. Any number of threads may use one snapshot, each with
/// scratch of its own.
///
/// - Stability: evolving.
public struct PackedGRU: Sendable {
  /// Columns of the input.
  public let inputs: Int
  /// H, the number of units: columns of the state.
  public let hidden: Int
  private let kernels: KernelTable
  private let weightInput: FloatBuffer
  private let weightHidden: FloatBuffer
  private let biasInput: FloatBuffer
  private let biasHidden: FloatBuffer

  /// Packs the present weights of `layer`.
  public init(_ layer: GRU, kernels: KernelTable) {
    inputs = layer.inputs
    hidden = layer.hidden
    self.kernels = kernels
    weightInput = layer.weightInput.packed(by: kernels)
    weightHidden = layer.weightHidden.packed(by: kernels)
    biasInput = layer.biasInput.value.copy()
    biasHidden = layer.biasHidden.value.copy()
  }

  /// Returns the floats of scratch that `steps` steps need.
  public func scratchCount(steps: Int) -> Int { 4 * hidden * steps + kernels.gruScratch(1, hidden) }

  /// Writes the projection gates[rows, 3 hidden] = x[rows, inputs] W_i' + b_i.
  ///
  /// A step needs nothing else of its input, so projections can be computed beforehand, such as for
  /// every item.
  public func project(
    _ x: UnsafePointer<Float>, rows: Int, into gates: UnsafeMutablePointer<Float>
  ) {
    kernels.gemmPacked(
      rows, 3 * hidden, inputs, x, inputs, weightInput.base, false, gates, 3 * hidden)
    kernels.addToRows(rows, 3 * hidden, biasInput.base, gates, 3 * hidden)
  }

  /// Replaces the state by the one after a sequence of inputs.
  ///
  /// - Parameters:
  ///   - x: [steps, inputs]
  ///   - state: [hidden] before and after, in place.
  ///   - scratch: `scratchCount(steps:)` floats.
  public func advance(
    inputs x: UnsafePointer<Float>, steps: Int = 1, state: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let gates = scratch + hidden * steps + kernels.gruScratch(1, hidden)
    project(x, rows: steps, into: gates)
    advance(gates: gates, steps: steps, state: state, scratch: scratch)
  }

  /// Replaces the state by the one after inputs with known projections.
  ///
  /// - Parameters:
  ///   - gates: [steps, 3 hidden] the projections, as `project` writes them.
  ///   - state: [hidden] before and after, in place.
  ///   - scratch: `scratchCount(steps:)` floats.
  public func advance(
    gates: UnsafePointer<Float>, steps: Int = 1, state: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>
  ) {
    guard steps > 0 else { return }
    let states = scratch
    run(gates: gates, steps: steps, from: state, into: states, scratch: scratch + hidden * steps)
    state.update(from: states + hidden * (steps - 1), count: hidden)
  }

  /// Writes the states [steps, hidden] after each of a sequence of inputs with known projections.
  ///
  /// - Parameters:
  ///   - gates: [steps, 3 hidden] the projections, as `project` writes them.
  ///   - initial: [hidden] the state before the first step; must not overlap `states`.
  ///   - scratch: `scratchCount(steps: 0)` floats.
  public func run(
    gates: UnsafePointer<Float>, steps: Int, from initial: UnsafePointer<Float>,
    into states: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    guard steps > 0 else { return }
    var pass = GRUPass()
    pass.steps = Int64(steps)
    pass.rows = 1
    pass.stride = 1
    pass.hidden = Int64(hidden)
    pass.input_gates = gates
    pass.packed_weight = UnsafePointer(weightHidden.base)
    pass.hidden_bias = UnsafePointer(biasHidden.base)
    pass.initial = initial
    pass.states = states
    pass.scratch = scratch
    kernels.gruForward(&pass)
  }
}

/// A record of the operations of a forward pass, for walking back over them (reverse-mode automatic
/// differentiation, Linnainmaa 1976).
///
/// Operations are coarse (a layer, a whole sequence through a GRU), each with a backward pass
/// written by hand, so that the cost of recording is per operation and not per element. Values,
/// gradients and the data that operations keep live in arenas that are reused from step to step.
///
/// A tape belongs to one thread; its operations distribute their work over `compute.workers`.
///
/// ```swift
/// tape.reset(seed: step)
/// let loss = tape.meanSquaredError(tape.linear(x, layer), targets: stars)
/// tape.backward(loss)
/// adam.step()
/// adam.zeroGradients()
/// ```
///
/// - Stability: stable.
public final class Tape {
  /// The kernels and the threads that operations run on.
  public let compute: Compute
  /// True if dropout is active, and batch normalisation uses the batch's moments and updates the
  /// running ones. Gradients are available either way.
  public var isTraining = true
  /// False if `backward` will not be called: operations then keep nothing for it.
  public var isRecording = true
  /// The only parameters that get gradients, such as a new user's vector when all else is frozen;
  /// nil: every parameter with `isTrained`.
  public var onlyTrains: [Parameter]?
  /// Asks, amid operations that take long, whether the step is to be given up; nil: it never is. Called on the
  /// thread that works on the tape, every few milliseconds; counts from the next `reset` on.
  package var shouldGiveUp: (() -> Bool)?

  /// Memory of values, gradients and data that operations keep; lasts one step.
  let arena = Arena()
  /// Memory of one operation while it runs; lasts one pass of it.
  let scratch = Arena()
  /// Weights packed for the products of this step.
  var packs: [PackedWeight] = []
  /// Seed of this step's dropout.
  public private(set) var seed: UInt64 = 0
  /// Dropout operations of this step so far.
  var dropoutCount: UInt64 = 0

  /// Says whether this step is given up.
  let stop = StepStop()

  private var nodes: [Node] = []
  private var step: UInt64 = 0
  private var isWalkedBack = false

  private struct Node {
    let value: UnsafeMutablePointer<Float>
    let rows: Int
    let columns: Int
    let needsGradient: Bool
    /// Nil until the first contribution.
    var gradient: UnsafeMutablePointer<Float>?
    let parameter: Parameter?
    let backward: ((BackwardPass) -> Void)?
  }

  /// Creates an empty tape.
  public init(compute: Compute) {
    self.compute = compute
  }

  /// Discards the recorded step and keeps its memory for the next one.
  ///
  /// Earlier variables and pointers become invalid.
  /// Between two resets, weights may change only before the first operation or after the last one.
  ///
  /// - Parameter seed: seed of the next step's dropout.
  public func reset(seed: UInt64) {
    nodes.removeAll(keepingCapacity: true)
    packs.removeAll(keepingCapacity: true)
    arena.reset()
    scratch.reset()
    self.seed = seed
    dropoutCount = 0
    step &+= 1
    isWalkedBack = false
    stop.begin(shouldGiveUp)
  }

  /// True if the step was given up: its values and gradients mean nothing.
  package var isGivenUp: Bool { stop.isGivenUp }

  /// Blocks of memory allocated so far: constant from the second step of the same shapes on.
  public var blockCount: Int { arena.blockCount + scratch.blockCount }

  /// Floats in all blocks.
  package var capacity: Int { arena.capacity + scratch.capacity }

  /// Returns the value of a 1 x 1 variable.
  public func scalar(_ v: Variable) -> Float {
    requireFit(v.rows == 1 && v.columns == 1, "scalar: \(v.shape) is not 1 x 1")
    return v.value[0]
  }

  // MARK: Leaves

  /// Returns a matrix that needs no gradient.
  /// - Precondition: values.count == rows * columns.
  public func constant(_ values: [Float], rows: Int, columns: Int) -> Variable {
    requireFit(
      values.count == rows * columns,
      "constant: \(values.count) numbers do not fill \(rows) x \(columns)")
    return push(arena.copy(values), rows, columns)
  }

  /// Returns a matrix that needs no gradient. `fill` writes all of its uninitialised memory.
  public func constant(
    rows: Int, columns: Int, _ fill: (UnsafeMutableBufferPointer<Float>) -> Void
  ) -> Variable {
    let value = arena.floats(rows * columns)
    fill(UnsafeMutableBufferPointer(start: value, count: rows * columns))
    return push(value, rows, columns)
  }

  /// Returns a matrix whose gradient `gradient(of:)` returns after `backward`.
  /// - Precondition: values.count == rows * columns.
  public func leaf(_ values: [Float], rows: Int, columns: Int) -> Variable {
    requireFit(
      values.count == rows * columns,
      "leaf: \(values.count) numbers do not fill \(rows) x \(columns)")
    return push(arena.copy(values), rows, columns, needsGradient: isRecording)
  }

  /// Returns a parameter as a variable: no copy, its gradient is the parameter's.
  public func weights(_ p: Parameter) -> Variable {
    push(p.value.base, p.rows, p.columns, needsGradient: trains(p), parameter: p)
  }

  // MARK: Recording

  /// Records a custom operation and returns its output.
  ///
  /// - Parameters:
  ///   - inputs: the variables that it reads and may give gradients to.
  ///   - forward: writes all of the output, [rows, columns], uninitialised before.
  ///   - backward: adds to the gradients of the inputs (see `BackwardPass`). It is kept until the
  ///     next `reset`, so it must not hold the tape. Not called if no gradient is needed or none
  ///     arrives.
  public func record(
    rows: Int, columns: Int, inputs: [Variable], forward: (UnsafeMutablePointer<Float>) -> Void,
    backward: @escaping (BackwardPass) -> Void
  ) -> Variable {
    let value = arena.floats(rows * columns)
    forward(value)
    return push(
      value, rows, columns, needsGradient: inputs.contains { needsGradient($0) },
      backward: backward)
  }

  /// Returns uninitialised memory for `count` floats that lasts until the next `reset`: for data
  /// that a custom operation keeps for its backward pass.
  public func memory(_ count: Int) -> UnsafeMutablePointer<Float> { arena.floats(count) }

  /// Puts a value on the tape that an operation has written to memory of its own choice.
  func push(
    _ value: UnsafeMutablePointer<Float>, _ rows: Int, _ columns: Int, needsGradient: Bool = false,
    parameter: Parameter? = nil, backward: ((BackwardPass) -> Void)? = nil
  ) -> Variable {
    requireFit(rows >= 0 && columns >= 0, "a variable cannot have a negative size")
    nodes.append(
      Node(
        value: value, rows: rows, columns: columns, needsGradient: needsGradient,
        parameter: parameter, backward: needsGradient ? backward : nil))
    return Variable(
      rows: rows, columns: columns, value: value, node: nodes.count - 1, step: step)
  }

  /// Returns true if a gradient with respect to `v` is needed.
  public func needsGradient(_ v: Variable) -> Bool {
    check(v)
    return nodes[v.node].needsGradient
  }

  /// Returns true if a gradient with respect to `p` is needed.
  func trains(_ p: Parameter) -> Bool {
    guard isRecording && p.isTrained else { return false }
    guard let onlyTrains else { return true }
    return onlyTrains.contains { $0 === p }
  }

  private func check(_ v: Variable) {
    requireFit(
      v.step == step && v.node < nodes.count,
      "the variable belongs to another tape, or to a step that the tape has forgotten")
  }

  // MARK: Walking back

  /// Adds the gradient of `loss`, a 1 x 1 variable, to every parameter and leaf that it depends on.
  /// - Precondition: called once a step.
  public func backward(_ loss: Variable) {
    requireFit(
      loss.rows == 1 && loss.columns == 1, "backward: a loss is 1 x 1, not \(loss.shape)")
    backward(loss, gradient: [1])
  }

  /// Adds the gradient of `sum(gradient * v)` to every parameter and leaf that it depends on.
  /// - Precondition: called once a step; gradient.count == v.count.
  public func backward(_ v: Variable, gradient: [Float]) {
    requireFit(isRecording, "the tape recorded nothing to walk back over: isRecording is false")
    requireFit(!isWalkedBack, "a step is walked back over once: add losses up before")
    requireFit(
      gradient.count == v.count,
      "backward: a gradient of \(gradient.count) numbers for a variable of \(v.shape)")
    isWalkedBack = true
    guard let (pointer, accumulates) = claimGradient(of: v) else { return }
    for i in gradient.indices { pointer[i] = gradient[i] + (accumulates ? pointer[i] : 0) }
    for index in stride(from: v.node, through: 0, by: -1) {
      let node = nodes[index]
      guard let gradient = node.gradient, let backward = node.backward else { continue }
      if stop.check() { return }
      backward(
        BackwardPass(
          rows: node.rows, columns: node.columns, output: node.value, outputGradient: gradient,
          tape: self))
      scratch.reset()
    }
  }

  /// Returns the gradient of a leaf or an intermediate result after `backward`, [rows, columns];
  /// nil if none arrived.
  public func gradient(of v: Variable) -> UnsafeMutablePointer<Float>? {
    check(v)
    return nodes[v.node].gradient
  }

  /// Returns the memory of the gradient of `v`, and true if it already holds values to be added to.
  ///
  /// If it does not, the caller must write all of it. Nil if no gradient is needed.
  func claimGradient(of v: Variable) -> (pointer: UnsafeMutablePointer<Float>, accumulates: Bool)? {
    check(v)
    guard nodes[v.node].needsGradient else { return nil }
    if let gradient = nodes[v.node].gradient { return (gradient, true) }
    if let parameter = nodes[v.node].parameter {
      parameter.touchAll()
      nodes[v.node].gradient = parameter.gradient.base
      return (parameter.gradient.base, true)
    }
    let gradient = arena.floats(v.count)
    nodes[v.node].gradient = gradient
    return (gradient, false)
  }
}

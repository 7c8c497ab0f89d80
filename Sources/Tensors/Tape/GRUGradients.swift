/// The backward pass of a GRU, in one parallel loop.
///
/// A shard of neighbouring sequences goes back step by step. The gradients that follow from those
/// of its gates are computed a few steps at a time, while these are in the cache; they are not
/// kept. Sequences that have ended take part in no product.
///
/// Neighbouring shards form a group with sums of its own for the gradients of weights and biases.
/// At the end these sums are added up in the order of the groups. Groups depend on the batch alone.
struct GRUGradients {
  private let run: GRURun
  private let compute: Compute
  private let stateGradients: UnsafePointer<Float>
  private let inputs: (pointer: UnsafeMutablePointer<Float>, accumulates: Bool)?
  private let initial: UnsafeMutablePointer<Float>?
  private let biasInput, biasHidden: UnsafeMutablePointer<Float>?
  /// The weights, packed for products with gradients of gates.
  private let packedInput, packedHidden: UnsafePointer<Float>
  private let shardsOfGroup: Int
  private let memory: Memory
  private let stop: StepStop

  private var layer: GRU { run.layer }
  private var hidden: Int { run.hidden }
  private var kernels: KernelTable { compute.kernels }

  /// Greatest number of groups: each costs the memory of the weights.
  private static let maximumGroups = 8

  init(_ run: GRURun, _ pass: BackwardPass) {
    let layer = run.layer
    self.run = run
    compute = pass.compute
    stop = pass.tape.stop
    stateGradients = pass.outputGradient
    inputs = pass.claimGradient(of: run.x)
    initial = run.initial.flatMap { pass.gradient(of: $0) }
    biasInput = pass.gradient(of: layer.biasInput)
    biasHidden = pass.gradient(of: layer.biasHidden)
    let packed = pass.tape.packed([(layer.weightInput, false), (layer.weightHidden, false)])
    (packedInput, packedHidden) = (packed[0], packed[1])
    shardsOfGroup = shardCount(run.shards, GRUGradients.maximumGroups)
    memory = Memory(
      groups: shardCount(run.shards, shardsOfGroup), sequences: run.sequencesOfShard, layer: layer,
      weightInput: pass.gradient(of: layer.weightInput),
      weightHidden: pass.gradient(of: layer.weightHidden), kernels: pass.kernels,
      arena: pass.tape.scratch)
  }

  /// Adds to all gradients that are needed.
  func add() {
    compute.workers.run(shards: memory.parts.count, until: stop) { group in
      let first = group * shardsOfGroup
      for shard in first..<min(first + shardsOfGroup, run.shards) {
        goBack(
          shard, memory.parts[group], isFirst: shard == first, adds: group == 0 || shard > first)
      }
    }
    compute.run(
      [
        addGroups(3 * hidden * layer.inputs) { $0.weightInput },
        addGroups(3 * hidden * hidden) { $0.weightHidden },
        Work(shards: 1) { _ in addBiases() },
      ], until: stop)
  }

  // MARK: One shard

  /// Takes one shard back through all steps.
  ///
  /// - Parameters:
  ///   - isFirst: true for the first shard of its group.
  ///   - adds: true if the weights' sums already hold values.
  private func goBack(_ shard: Int, _ part: Part, isFirst: Bool, adds: Bool) {
    let first = shard * run.sequencesOfShard
    let count = min(run.sequencesOfShard, run.batch - first)
    if isFirst { zeroFill(part.biases, 4 * hidden) }
    zeroFill(part.carried, count * hidden)
    var chunk = Chunk(adds: adds)
    for step in (0..<run.steps).reversed() {
      if stop.check() { return }
      let alive = run.alive(at: step, first, count)
      if chunk.rows + alive > memory.rowsOfChunk { addToSums(&chunk, part) }
      let gates = part.gates + chunk.rows * 4 * hidden
      goBack(step, first, count, alive, part, gates)
      inputGradient(step, first, count, alive, gates)
      collect(step, first, alive, part, &chunk)
    }
    addToSums(&chunk, part)
    if let initial = initial.map({ $0 + first * hidden }) {
      kernels.add(count * hidden, initial, part.carried, initial)
    }
  }

  /// Writes the gradients of one step's gates and of the states before it.
  private func goBack(
    _ step: Int, _ first: Int, _ count: Int, _ alive: Int, _ part: Part,
    _ gates: UnsafeMutablePointer<Float>
  ) {
    let at = step * run.batch + first
    var pass = run.pass(first, alive, packed: packedHidden)
    pass.steps = 1
    pass.states = run.states + at * hidden
    pass.gates = run.gates.map { $0 + at * 4 * hidden }
    if step > 0 { pass.initial = UnsafePointer(run.states + (at - run.batch) * hidden) }
    if let lengths = run.lengths {
      for row in 0..<alive { part.isAlive[row] = lengths[first + row] > step ? 1 : 0 }
      pass.lengths = UnsafePointer(part.isAlive)
    }
    pass.scratch = part.scratch
    // Not read in this direction, but must not be null: any memory will do.
    pass.input_gates = UnsafePointer(gates)
    pass.d_states = stateGradients + at * hidden
    pass.carried = part.carried
    pass.d_gates = gates
    kernels.gruBackward(&pass)
    // The remaining sequences have all ended and repeat their state.
    let ended = part.carried + alive * hidden
    kernels.add((count - alive) * hidden, ended, stateGradients + (at + alive) * hidden, ended)
  }

  /// dX = dG_i W_ih
  private func inputGradient(
    _ step: Int, _ first: Int, _ count: Int, _ alive: Int, _ gates: UnsafePointer<Float>
  ) {
    guard let inputs else { return }
    let width = layer.inputs
    let out = inputs.pointer + (step * run.batch + first) * width
    kernels.gemmPacked(
      alive, width, 3 * hidden, gates, 4 * hidden, packedInput, inputs.accumulates, out, width)
    if !inputs.accumulates { zeroFill(out + alive * width, (count - alive) * width) }
  }

  // MARK: Sums over rows

  /// The rows whose gates' gradients wait to be summed, the last step's first.
  private struct Chunk {
    var rows = 0
    /// Rows with a state before: all but those of a first step that starts from zeros.
    var rowsWithState = 0
    /// True if the weights' sums already hold values.
    var adds: Bool
  }

  /// Copies a step's inputs and the states before it to the rows of the gradients of its gates.
  private func collect(
    _ step: Int, _ first: Int, _ alive: Int, _ part: Part, _ chunk: inout Chunk
  ) {
    let at = step * run.batch + first
    if part.weightInput != nil {
      spread(
        run.x.value + at * layer.inputs, alive, layer.inputs,
        to: part.inputs + chunk.rows * memory.inputStride, memory.inputStride)
    }
    let initial = run.before.map { $0 + first * hidden }
    if let before = step > 0 ? run.states + (at - run.batch) * hidden : initial {
      if part.weightHidden != nil {
        spread(
          before, alive, hidden, to: part.states + chunk.rows * memory.stateStride,
          memory.stateStride)
      }
      chunk.rowsWithState += alive
    }
    chunk.rows += alive
  }

  /// Adds a chunk to the sums: dW_ih += dG_i' X, dW_hh += dG_h' H_before, and the sums of dG for
  /// the biases.
  private func addToSums(_ chunk: inout Chunk, _ part: Part) {
    func add(
      _ firstGate: Int, _ gates: Int, _ rows: Int, _ other: UnsafePointer<Float>, _ stride: Int,
      _ columns: Int, to sum: UnsafeMutablePointer<Float>
    ) {
      let size = Product.rowsAtOnce(columns: columns, depth: rows)
      for first in Swift.stride(from: 0, to: gates * hidden, by: size) {
        if first > 0, stop.check() { return }
        kernels.gemm(
          true, false, min(size, gates * hidden - first), columns, rows,
          part.gates + firstGate * hidden + first, 4 * hidden, other, stride, chunk.adds,
          sum + first * columns, columns, part.scratch)
      }
    }
    if let sum = part.weightInput {
      add(0, 3, chunk.rows, part.inputs, memory.inputStride, layer.inputs, to: sum)
    }
    if let sum = part.weightHidden {
      let (rows, stride) = (chunk.rowsWithState, memory.stateStride)
      add(0, 2, rows, part.states, stride, hidden, to: sum)
      add(3, 1, rows, part.states, stride, hidden, to: sum + 2 * hidden * hidden)
    }
    if biasInput != nil || biasHidden != nil {
      kernels.sumRows(chunk.rows, 4 * hidden, part.gates, 4 * hidden, part.biases)
    }
    chunk = Chunk(adds: true)
  }

  /// Returns work that adds the sums of the other groups to those of the first, which are the
  /// gradient itself.
  private func addGroups(
    _ count: Int, _ sums: @escaping (Part) -> UnsafeMutablePointer<Float>?
  ) -> Work {
    guard memory.parts.count > 1 else { return Work(shards: 0) { _ in } }
    return Work(shards: shardCount(count, Compute.grain)) { shard in
      let first = shard * Compute.grain
      let size = min(Compute.grain, count - first)
      guard let target = sums(memory.parts[0]) else { return }
      for part in memory.parts.dropFirst() {
        if let sum = sums(part) { kernels.add(size, target + first, sum + first, target + first) }
      }
    }
  }

  private func addBiases() {
    for part in memory.parts {
      if let biasInput { kernels.add(3 * hidden, biasInput, part.biases, biasInput) }
      if let biasHidden {
        let new = biasHidden + 2 * hidden
        kernels.add(2 * hidden, biasHidden, part.biases, biasHidden)
        kernels.add(hidden, new, part.biases + 3 * hidden, new)
      }
    }
  }
}

/// Copies contiguous rows to rows `stride` floats apart.
private func spread(
  _ rows: UnsafePointer<Float>, _ count: Int, _ columns: Int,
  to target: UnsafeMutablePointer<Float>, _ stride: Int
) {
  for r in 0..<count { (target + r * stride).update(from: rows + r * columns, count: columns) }
}

extension Tape {
  /// Runs a batch of sequences through a GRU and returns the state after each step,
  /// [steps * batch, hidden], time-major.
  ///
  /// - Parameters:
  ///   - x: [steps * batch, inputs], time-major.
  ///   - lengths: steps of each sequence, in 0 ... steps; nil: `steps` for all. From its length on,
  ///     a sequence repeats its last state, so that the last `batch` rows are the final states.
  ///   - initial: [batch, hidden] the states before the first step; nil: zeros.
  /// - Precondition: the shapes fit.
  public func gru(
    _ x: Variable, _ layer: GRU, steps: Int, lengths: [Int32]? = nil, initial: Variable? = nil
  ) -> Variable {
    requireFit(
      x.columns == layer.inputs,
      "gru: \(layer.weightInput.name) takes \(layer.inputs) columns, not \(x.shape)")
    requireFit(
      steps > 0 ? x.rows % steps == 0 : steps == 0 && x.rows == 0,
      "gru: \(x.rows) rows are not \(steps) steps of a batch")
    let batch = steps > 0 ? x.rows / steps : 0
    if let lengths {
      requireFit(
        lengths.count == batch && lengths.allSatisfy { $0 >= 0 && $0 <= steps },
        "gru: there must be one length in 0 ... \(steps) for each of \(batch) sequences, and there are "
          + "\(lengths.count), up to \(lengths.max() ?? 0)")
    }
    if let initial, steps > 0 {
      requireFit(
        initial.rows == batch && initial.columns == layer.hidden,
        "gru: initial states must be \(batch) x \(layer.hidden), and these are \(initial.shape)")
    }
    let needsGradient =
      needsGradient(x) || layer.parameters.contains { trains($0) }
      || (initial.map { self.needsGradient($0) } ?? false)
    let run = GRURun(
      layer: layer, x: x, steps: steps, batch: batch, lengths: lengths,
      initial: initial, remembersGates: needsGradient, on: self)
    run.forward(on: self)
    return push(run.states, x.rows, layer.hidden, needsGradient: needsGradient) { pass in
      if run.rows > 0 { GRUGradients(run, pass).add() }
    }
  }
}

/// The forward pass of a batch through a GRU, and its memory. `GRUGradients` is the backward pass.
struct GRURun {
  let layer: GRU
  let x: Variable
  let steps: Int
  let batch: Int
  let lengths: UnsafePointer<Int32>?
  let initial: Variable?
  /// The states before the first step, directly in front of `states`; nil: zeros.
  let before: UnsafeMutablePointer<Float>?
  let states: UnsafeMutablePointer<Float>
  let gates: UnsafeMutablePointer<Float>?

  var hidden: Int { layer.hidden }
  var rows: Int { steps * batch }

  /// Sequences in a shard; depends on the batch alone.
  let sequencesOfShard: Int

  init(
    layer: GRU, x: Variable, steps: Int, batch: Int, lengths: [Int32]?, initial: Variable?,
    remembersGates: Bool, on tape: Tape
  ) {
    self.layer = layer
    self.x = x
    self.steps = steps
    self.batch = batch
    self.lengths = lengths.map { tape.arena.copy($0) }
    self.initial = initial
    let head = initial == nil ? 0 : batch * layer.hidden
    let memory = tape.arena.floats(head + steps * batch * layer.hidden)
    before = initial == nil ? nil : memory
    states = memory + head
    gates = remembersGates ? tape.arena.floats(steps * batch * 4 * layer.hidden) : nil
    sequencesOfShard = GRURun.sequencesOfShard(
      of: batch, isRagged: lengths?.contains { $0 < steps } ?? false)
  }

  /// Returns the sequences in a shard: two shards for a small batch, else whole register tiles.
  ///
  /// If sequences end early, there are twice as many shards, because shards of long and of short
  /// ones are unequal work.
  private static func sequencesOfShard(of batch: Int, isRagged: Bool) -> Int {
    let shards = (isRagged ? 4 : 2) * max(1, shardCount(batch, 96))
    let tile = isRagged ? 2 : 4
    return max(4, shardCount(shardCount(batch, shards), tile) * tile)
  }

  var shards: Int { shardCount(batch, sequencesOfShard) }

  /// Floats of input projections that a shard writes before it reads them: they stay in the
  /// second-level cache.
  private static let floatsOfChunk = 1 << 16

  func forward(on tape: Tape) {
    defer { tape.scratch.reset() }
    guard rows > 0 else { return }
    if let before, let initial { before.update(from: initial.value, count: initial.count) }
    // The weights for the backward pass are packed now as well: together they cost one wait.
    let wanted = [(layer.weightInput, true), (layer.weightHidden, true)]
    let later = [(layer.weightInput, false), (layer.weightHidden, false)]
    let weights = tape.packed(gates == nil ? wanted : wanted + later)
    if batch <= sequencesOfShard {
      forwardAtOnce(tape, weights[0], weights[1])
    } else {
      forwardInChunks(tape, weights[0], weights[1])
    }
  }

  /// Runs a single shard; all threads compute its projections beforehand.
  private func forwardAtOnce(
    _ tape: Tape, _ inputWeight: UnsafePointer<Float>, _ hiddenWeight: UnsafePointer<Float>
  ) {
    let inputGates = tape.scratch.floats(rows * 3 * hidden)
    let projection = Product(
      m: rows, n: 3 * hidden, k: layer.inputs, a: UnsafePointer(x.value), lda: layer.inputs,
      transposeB: true, b: UnsafePointer(layer.weightInput.value.base), ldb: layer.inputs,
      packedB: inputWeight, c: inputGates, ldc: 3 * hidden,
      bias: UnsafePointer(layer.biasInput.value.base))
    tape.compute.run(
      [projection.work(on: tape.compute.kernels, scratch: tape.scratch, until: tape.stop)],
      until: tape.stop)
    let size = max(1, min(steps, GRURun.flopsAtOnce / (6 * batch * hidden * hidden)))
    let left = lengths.map { _ in tape.scratch.indices(batch) }
    inShards(tape, packed: hiddenWeight) { kernels, pass, first in
      for step in stride(from: 0, to: steps, by: size) {
        if tape.stop.check() { return }
        let end = min(step + size, steps)
        move(&pass, to: step..<end, first, Int(pass.rows), left)
        pass.input_gates = UnsafePointer(inputGates + (step * batch + first) * 3 * hidden)
        kernels.gruForward(&pass)
      }
    }
  }

  /// Flops of a shard after which it is looked at anew whether it is to go on.
  private static let flopsAtOnce = 200_000_000

  /// Lets a pass go through some of the steps of its sequences, from `first` on.
  ///
  /// - Parameter left: room for the lengths of the sequences that are left.
  private func move(
    _ pass: inout GRUPass, to range: Range<Int>, _ first: Int, _ count: Int,
    _ left: UnsafeMutablePointer<Int32>?
  ) {
    let at = range.lowerBound * batch + first
    pass.steps = Int64(range.count)
    pass.states = states + at * hidden
    pass.gates = gates.map { $0 + at * 4 * hidden }
    if range.lowerBound > 0 { pass.initial = UnsafePointer(states + (at - batch) * hidden) }
    if let left, let lengths {
      for row in first..<first + count {
        left[row] = max(0, lengths[row] - Int32(range.lowerBound))
      }
      pass.lengths = UnsafePointer(left + first)
    }
  }

  /// Runs every shard by itself, some steps at a time: their projections, then the states. No
  /// thread waits for another, and nothing is computed for sequences that have ended.
  private func forwardInChunks(
    _ tape: Tape, _ inputWeight: UnsafePointer<Float>, _ hiddenWeight: UnsafePointer<Float>
  ) {
    let size = max(1, min(steps, GRURun.floatsOfChunk / (sequencesOfShard * 3 * hidden)))
    let inputGates = tape.scratch.floats(size * batch * 3 * hidden)
    let left = lengths.map { _ in tape.scratch.indices(batch) }
    let bias = UnsafePointer(layer.biasInput.value.base)
    inShards(tape, packed: hiddenWeight) { kernels, pass, first in
      let count = Int(pass.rows)
      for step in stride(from: 0, to: steps, by: size) {
        if tape.stop.check() { return }
        let end = min(step + size, steps)
        for t in step..<end {
          project(
            t, first, count, kernels, inputWeight, bias,
            into: inputGates + ((t - step) * batch + first) * 3 * hidden)
        }
        move(&pass, to: step..<end, first, count, left)
        pass.input_gates = UnsafePointer(inputGates + first * 3 * hidden)
        kernels.gruForward(&pass)
      }
    }
  }

  /// Writes x W_i' + b_i of one step of some sequences, up to the last that has not ended.
  private func project(
    _ step: Int, _ first: Int, _ count: Int, _ kernels: KernelTable,
    _ weight: UnsafePointer<Float>, _ bias: UnsafePointer<Float>,
    into out: UnsafeMutablePointer<Float>
  ) {
    let alive = alive(at: step, first, count)
    kernels.gemmPacked(
      alive, 3 * hidden, layer.inputs, x.value + (step * batch + first) * layer.inputs,
      layer.inputs, weight, false, out, 3 * hidden)
    kernels.addToRows(alive, 3 * hidden, bias, out, 3 * hidden)
  }

  /// Returns the number of sequences up to the last that has not ended at `step`, of `count`
  /// sequences from `first` on.
  func alive(at step: Int, _ first: Int, _ count: Int) -> Int {
    guard let lengths else { return count }
    var alive = count
    while alive > 0 && Int(lengths[first + alive - 1]) <= step { alive -= 1 }
    return alive
  }

  /// Calls `body` for each shard of neighbouring sequences with the arguments of its pass, and the
  /// shard's first sequence.
  private func inShards(
    _ tape: Tape, packed: UnsafePointer<Float>,
    _ body: (KernelTable, inout GRUPass, Int) -> Void
  ) {
    let kernels = tape.compute.kernels
    let size = sequencesOfShard
    let stride = shardCount(kernels.gruScratch(size, hidden), 16) * 16
    let memory = tape.scratch.floats(stride * shards)
    tape.compute.workers.run(shards: shards, until: tape.stop) { shard in
      let first = shard * size
      var pass = pass(first, min(size, batch - first), packed: packed)
      pass.scratch = memory + shard * stride
      body(kernels, &pass, first)
    }
  }

  /// Returns the arguments that both directions share, for `count` sequences from `first` on.
  func pass(_ first: Int, _ count: Int, packed: UnsafePointer<Float>) -> GRUPass {
    var pass = GRUPass()
    pass.steps = Int64(steps)
    pass.rows = Int64(count)
    pass.stride = Int64(batch)
    pass.hidden = Int64(hidden)
    pass.lengths = lengths.map { $0 + first }
    pass.packed_weight = packed
    pass.hidden_bias = UnsafePointer(layer.biasHidden.value.base)
    pass.initial = before.map { UnsafePointer($0 + first * hidden) }
    pass.states = states + first * hidden
    pass.gates = gates.map { $0 + first * 4 * hidden }
    return pass
  }
}

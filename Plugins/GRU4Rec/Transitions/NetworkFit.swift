import Debut

/// Trains the network on top of the frozen score, by the exact softmax over all items.
final class NetworkFit {
  static let batch = 32
  private static let shards = EventFit.shards

  private let network: NextItemNetwork
  private let fit: EventFit
  private let mixture: Mixture
  private let score: Score
  private let dropout: Float
  private let run: TrainingContext
  private let tape: Tape
  /// [shards, 2, items] scores and corrections.
  private let memory: Memory<Float>
  /// 0 ..< items
  private let allItems: Memory<Int32>

  init(
    _ network: NextItemNetwork, _ fit: EventFit, _ mixture: Mixture, _ score: Score,
    dropout: Float, _ run: TrainingContext
  ) {
    self.network = network
    self.fit = fit
    self.mixture = mixture
    self.score = score
    self.dropout = dropout
    self.run = run
    tape = Tape(compute: run.compute)
    let items = network.vectors.count / network.dims
    memory = Memory(Self.shards * 2 * items, filledWith: 0)
    allItems = Memory((0..<items).map(Int32.init), emptyWith: 0)
  }

  private var itemCount: Int { allItems.count }

  /// Trains for some epochs and keeps the parameters of the best one.
  ///
  /// - Parameters:
  ///   - positions: the events to train on.
  ///   - validation: events of users that are not trained on, which choose the epoch.
  /// - Returns: NDCG@10 without the network, and the best with it.
  /// - Throws: `EngineError.interrupted`.
  func train(
    on positions: [TrainingPosition], epochs: Int, validation: [TrainingPosition],
    using generator: inout SeededGenerator
  ) throws -> (plain: Double, best: Double) {
    let adam = Adam(
      network.parameters, AdamOptions(learningRate: 2e-3, decay: 1e-2), compute: run.compute)
    let plain = try gain(validation, corrected: false)
    var best = (gain: plain, parameters: copies())
    let batches = (positions.count + Self.batch - 1) / Self.batch
    var step = 0
    for _ in 0..<epochs {
      let order = positions.shuffled(using: &generator)
      for start in stride(from: 0, to: order.count, by: Self.batch) {
        try run.checkGoesOn()
        run.progress("network", Double(step) / Double(batches * epochs))
        let batch = Array(order[start..<min(start + Self.batch, order.count)])
        tape.reset(seed: generator.next())
        tape.isTraining = true
        tape.backward(loss(batch))
        _ = adam.clipGradients(norm: 1)
        adam.step(rate: 1 - Float(step) / Float(batches * epochs))
        adam.zeroGradients()
        step += 1
      }
      let gain = try gain(validation, corrected: true)
      if gain > best.gain { best = (gain, copies()) }
    }
    for (parameter, values) in zip(network.parameters, best.parameters) {
      for i in values.indices { parameter.value.base[i] = values[i] }
    }
    return (plain, best.gain)
  }

  private func copies() -> [[Float]] { network.parameters.map { Array($0.value.floats) } }

  /// Returns the vectors that the head makes of the users' states at some positions, [positions, dims].
  private func vectors(_ batch: [TrainingPosition]) -> Variable {
    let sequences = batch.map { fit.recent(before: $0) }
    let steps = max(sequences.map(\.count).max() ?? 0, 1)
    let inputs = network.inputs
    let x = tape.constant(rows: steps * batch.count, columns: inputs) { memory in
      memory.update(repeating: 0)
      guard let base = memory.baseAddress else { return }
      for (row, sequence) in sequences.enumerated() {
        for (step, event) in sequence.enumerated() {
          network.write(
            event.item, gap: event.gap, into: base + (step * batch.count + row) * inputs)
        }
      }
    }
    let states = tape.gru(
      x, network.gru, steps: steps, lengths: sequences.map { Int32($0.count) })
    let last = tape.select(
      states, rows: (0..<Int32(batch.count)).map { Int32((steps - 1) * batch.count) + $0 })
    return tape.linear(tape.dropout(last, rate: dropout), network.head)
  }

  /// Returns the mean loss of a batch with dropout off.
  func meanLoss(_ batch: [TrainingPosition]) -> Float {
    tape.reset(seed: 0)
    tape.isTraining = false
    return tape.scalar(loss(batch))
  }

  /// Returns the gradients of that loss with respect to each parameter.
  func gradients(_ batch: [TrainingPosition]) -> [[Float]] {
    for parameter in network.parameters { parameter.zeroGradient() }
    tape.reset(seed: 0)
    tape.isTraining = false
    tape.backward(loss(batch))
    return network.parameters.map { Array($0.gradient.floats) }
  }

  /// Returns the mean loss of a batch.
  private func loss(_ batch: [TrainingPosition]) -> Variable {
    let vectors = vectors(batch)
    let (n, dims) = (itemCount, network.dims)
    let slopes = tape.memory(batch.count * dims)
    let losses = tape.memory(batch.count)
    let kernels = run.compute.kernels
    let table = network.vectors.base
    return tape.record(rows: 1, columns: 1, inputs: [vectors]) { out in
      run.compute.workers.run(shards: Self.shards) { shard in
        for row in stride(from: shard, to: batch.count, by: Self.shards) {
          let scores = memory.base + shard * 2 * n
          let target = corrected(batch[row], vectors.value + row * dims, shard, into: scores)
          kernels.softmax(1, n, scores, scores)
          losses[row] = -fastLog(max(scores[target], 1e-30))
          scores[target] -= 1
          let slope = slopes + row * dims
          slope.update(repeating: 0, count: dims)
          kernels.addIndexedRows(n, dims, scores, table, dims, allItems.base, slope)
        }
      }
      out[0] = (0..<batch.count).reduce(0) { $0 + losses[$1] } / Float(batch.count)
    } backward: { pass in
      guard let gradient = pass.gradient(of: vectors) else { return }
      pass.kernels.axpy(
        batch.count * dims, pass.outputGradient[0] / Float(batch.count), slopes, gradient)
    }
  }

  /// Writes the scores of all items at a position, with what a vector adds to them.
  ///
  /// - Parameter scores: [2, items] the scores, and room.
  /// - Returns: the item that came.
  private func corrected(
    _ place: TrainingPosition, _ vector: UnsafePointer<Float>?, _ shard: Int,
    into scores: UnsafeMutablePointer<Float>
  ) -> Int {
    let (n, dims) = (itemCount, network.dims)
    let target = fit.readers[shard].scores(place, mixture, score, into: scores).target
    guard let vector else { return target }
    let kernels = run.compute.kernels
    kernels.rowDots(n, dims, network.vectors.base, dims, vector, 0, scores + n)
    kernels.add(n, scores, scores + n, scores)
    return target
  }

  /// Returns NDCG@10 over some positions.
  private func gain(_ positions: [TrainingPosition], corrected isCorrected: Bool) throws -> Double {
    var gains = [Double](repeating: 0, count: positions.count)
    for start in stride(from: 0, to: positions.count, by: Self.batch) {
      try run.checkGoesOn()
      let batch = Array(positions[start..<min(start + Self.batch, positions.count)])
      tape.reset(seed: 0)
      tape.isTraining = false
      let vectors = isCorrected ? vectors(batch).value : nil
      gains.withUnsafeMutableBufferPointer { gains in
        let slots = UncheckedSlots(base: gains.baseAddress)
        run.compute.workers.run(shards: Self.shards) { shard in
          for row in stride(from: shard, to: batch.count, by: Self.shards) {
            let scores = memory.base + shard * 2 * itemCount
            let target = corrected(
              batch[row], vectors.map { $0 + row * network.dims }, shard, into: scores)
            slots.base?[start + row] = fit.gain(of: target, at: batch[row], scores)
          }
        }
      }
    }
    return gains.reduce(0, +) / Double(max(gains.count, 1))
  }
}

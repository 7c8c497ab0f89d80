extension GRUGradients {
  /// The memory of one group, which no other writes.
  struct Part {
    /// [sequences of a shard, H] the gradient of a state, on its way back from step to step.
    let carried: UnsafeMutablePointer<Float>
    /// [rows of a chunk, 4H] see `GRUPass.d_gates`.
    let gates: UnsafeMutablePointer<Float>
    /// [rows of a chunk, inputs], rows `inputStride` apart.
    let inputs: UnsafeMutablePointer<Float>
    /// [rows of a chunk, H] the states before the steps, rows `stateStride` apart.
    let states: UnsafeMutablePointer<Float>
    /// [3H, inputs] and [3H, H] sums for the weights' gradients, nil if none is needed.
    let weightInput, weightHidden: UnsafeMutablePointer<Float>?
    /// [4H] sums of `gates`.
    let biases: UnsafeMutablePointer<Float>
    /// [sequences of a shard] 1 for a sequence that has the step, 0 for one that has ended.
    let isAlive: UnsafeMutablePointer<Int32>
    /// Scratch of the kernels.
    let scratch: UnsafeMutablePointer<Float>
  }

  /// The parts of all groups, and the strides of their rows.
  struct Memory {
    let parts: [Part]
    /// Rows that a chunk has room for.
    let rowsOfChunk: Int
    /// Floats from one row to the next: whole cache lines, so that rows are aligned.
    let inputStride, stateStride: Int

    /// Rows of gates' gradients that one product sums over.
    private static let rowsOfProduct = 192

    /// Allocates the parts of all groups in `arena`.
    ///
    /// - Parameters:
    ///   - weightInput: the gradient of the layer's `weightInput`, to which the first group adds;
    ///     the others get sums of their own. Nil if none is needed.
    ///   - weightHidden: the gradient of the layer's `weightHidden`, used alike.
    init(
      groups: Int, sequences: Int, layer: GRU, weightInput: UnsafeMutablePointer<Float>?,
      weightHidden: UnsafeMutablePointer<Float>?, kernels: KernelTable, arena: Arena
    ) {
      let (inputs, hidden) = (layer.inputs, layer.hidden)
      let rows = max(Memory.rowsOfProduct, sequences)
      let inputStride = shardCount(inputs, 16) * 16
      let stateStride = shardCount(hidden, 16) * 16
      func sums(_ first: UnsafeMutablePointer<Float>?, _ group: Int, _ columns: Int)
        -> UnsafeMutablePointer<Float>?
      {
        guard group > 0, first != nil else { return first }
        return arena.floats(3 * hidden * columns)
      }
      parts = (0..<groups).map { group in
        Part(
          carried: arena.floats(sequences * hidden), gates: arena.floats(rows * 4 * hidden),
          inputs: arena.floats(rows * inputStride), states: arena.floats(rows * stateStride),
          weightInput: sums(weightInput, group, inputs),
          weightHidden: sums(weightHidden, group, hidden), biases: arena.floats(4 * hidden),
          isAlive: arena.indices(sequences),
          scratch: arena.floats(
            max(kernels.gruScratch(sequences, hidden), kernels.gemmScratch(3 * hidden, 1, rows))))
      }
      rowsOfChunk = rows
      self.inputStride = inputStride
      self.stateStride = stateStride
    }
  }
}

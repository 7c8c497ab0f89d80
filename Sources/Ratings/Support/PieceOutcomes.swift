/// One outcome a piece of shared work, each written by one thread.
final class PieceOutcomes<Outcome: Sendable>: @unchecked Sendable {
  private let memory: UnsafeMutableBufferPointer<Outcome>

  /// Makes outcomes that are all the same.
  init(count: Int, of outcome: Outcome) {
    memory = .allocate(capacity: count)
    memory.initialize(repeating: outcome)
  }

  deinit {
    memory.deinitialize()
    memory.deallocate()
  }

  /// The outcome of a piece.
  subscript(piece: Int) -> Outcome {
    get { memory[piece] }
    set { memory[piece] = newValue }
  }

  /// The outcomes in the order of the pieces.
  var all: [Outcome] { Array(memory) }
}

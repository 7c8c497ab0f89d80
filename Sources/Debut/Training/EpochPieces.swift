/// The steps of an epoch: batches, the long ones cut into pieces that follow each other.
struct EpochPieces {
  private let plan: BatchPlan
  /// Which batch, and which steps of it.
  private let pieces: [(batch: Int, steps: Range<Int>)]

  /// - Parameter chunk: steps of a piece; nil: batches stay whole.
  init(
    _ examples: Examples, rows: Int, chunk: Int?, similarLengths: Bool,
    using generator: inout SeededGenerator
  ) {
    plan = BatchPlan(examples, rows: rows, similarLengths: similarLengths, using: &generator)
    var pieces: [(batch: Int, steps: Range<Int>)] = []
    pieces.reserveCapacity(plan.batches.count)
    for (b, batch) in plan.batches.enumerated() {
      let longest = examples.length(Int(plan.order[batch.lowerBound]))
      let size = Swift.max(chunk ?? longest, 1)
      for first in stride(from: 0, to: Swift.max(longest, 1), by: size) {
        pieces.append((b, first..<first + size))
      }
    }
    self.pieces = pieces
  }

  var count: Int { pieces.count }

  /// The batch, or piece of one, of step 0 ..< count.
  func batch(_ step: Int, _ examples: Examples, of histories: Histories) -> SequenceBatch {
    let piece = pieces[step]
    return SequenceBatch(
      examples, plan.order[plan.batches[piece.batch]], steps: piece.steps, of: histories)
  }
}

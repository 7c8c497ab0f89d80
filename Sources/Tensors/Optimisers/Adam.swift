#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// Adam (Kingma and Ba 2015) with PyTorch's semantics.
///
/// By default it is dense, like `torch.optim.Adam` and `AdamW`: every weight moves in every step,
/// rows of a table without a gradient too (their moments decay). With `sparseTables`, tables follow
/// `torch.optim.SparseAdam`: weights and moments of rows without a gradient stay as they are, and
/// the bias correction counts all steps. `l2` and `decay`, which `SparseAdam` lacks, then act on
/// the touched rows.
///
/// - Stability: evolving.
public final class Adam {
  /// The settings.
  public let options: AdamOptions
  /// Steps taken so far.
  public internal(set) var stepCount = 0

  let compute: Compute
  let slots: [Slot]
  /// The dense parameters cut into pieces of `Compute.grain` weights.
  private let pieces: [Piece]
  /// Partial sums for the norm: one for each piece, then reused for the blocks of a table.
  private let partialSums: FloatBuffer
  /// Touched rows of a table in one partial sum.
  private static let rowsOfSum = 64

  /// A parameter with its moments.
  struct Slot {
    let parameter: Parameter
    let isSparse: Bool
    let firstMoment: FloatBuffer
    let secondMoment: FloatBuffer

    fileprivate var pointers: WeightPointers {
      WeightPointers(
        value: parameter.value.base, gradient: parameter.gradient.base,
        firstMoment: firstMoment.base, secondMoment: secondMoment.base)
    }
  }

  private struct Piece {
    let slot: Int
    let start: Int
    let count: Int
  }

  /// Creates an optimiser of the trained ones among `parameters`. Allocates gradients and moments.
  public init(_ parameters: [Parameter], _ options: AdamOptions = AdamOptions(), compute: Compute) {
    self.options = options
    self.compute = compute
    slots = parameters.filter(\.isTrained).map {
      Slot(
        parameter: $0, isSparse: options.sparseTables && $0.isTable,
        firstMoment: FloatBuffer(count: $0.gradient.count),
        secondMoment: FloatBuffer(count: $0.count))
    }
    var pieces: [Piece] = []
    for (index, slot) in slots.enumerated() where !slot.isSparse {
      for start in stride(from: 0, to: slot.parameter.count, by: Compute.grain) {
        let count = min(Compute.grain, slot.parameter.count - start)
        pieces.append(Piece(slot: index, start: start, count: count))
      }
    }
    self.pieces = pieces
    let blocks = slots.map {
      $0.parameter.isTable ? shardCount($0.parameter.rows, Adam.rowsOfSum) : 0
    }
    partialSums = FloatBuffer(count: max(pieces.count, blocks.max() ?? 0))
  }

  /// Moves the weights against their gradients.
  /// - Parameter rate: a factor on the learning rate, from a schedule.
  public func step(rate: Float = 1) {
    stepCount += 1
    let sizes = StepSizes(options, step: stepCount, rate: rate)
    let kernels = compute.kernels
    var works = [
      Work(shards: pieces.count) { [pieces, slots] shard in
        let piece = pieces[shard]
        sizes.move(
          slots[piece.slot].pointers, piece.start, piece.count, sizes.epsilon, kernels)
      }
    ]
    for slot in slots where slot.isSparse { works.append(sparseWork(slot, sizes)) }
    compute.run(works)
  }

  /// Zeroes the gradients of all trained parameters; of tables, those of the touched rows.
  public func zeroGradients() {
    for slot in slots { slot.parameter.zeroGradient(on: compute) }
  }

  /// Scales all gradients down such that their common Euclidean norm is at most `limit`
  /// (`torch.nn.utils.clip_grad_norm_`), and returns the norm before. If that is not finite, the
  /// gradients stay as they are.
  ///
  /// The order of the sum is fixed, so the bits do not depend on the number of threads.
  public func clipGradients(norm limit: Float) -> Float {
    let norm = gradientNorm()
    let factor = limit / (norm + 1e-6)
    if norm.isFinite && factor < 1 { scaleGradients(by: factor) }
    return norm
  }

  private func gradientNorm() -> Float {
    let kernels = compute.kernels
    compute.workers.run(shards: pieces.count) { [pieces, slots, partialSums] shard in
      let piece = pieces[shard]
      let parameter = slots[piece.slot].parameter
      guard !parameter.isTable else { return }
      let gradient = parameter.gradient.base + piece.start
      partialSums.base[shard] = kernels.dot(piece.count, gradient, gradient)
    }
    var total = 0.0
    for (index, piece) in pieces.enumerated() where !slots[piece.slot].parameter.isTable {
      total += Double(partialSums.base[index])
    }
    for slot in slots where slot.parameter.isTable { total += squaredNorm(of: slot.parameter) }
    return Float(total.squareRoot())
  }

  /// Returns the sum of the squared gradients of a table.
  private func squaredNorm(of table: Parameter) -> Double {
    let (kernels, columns) = (compute.kernels, table.columns)
    let gradient = table.gradient.base
    return table.touchedRows.withUnsafeBufferPointer { rows in
      compute.forBlocks(of: Adam.rowsOfSum, in: rows.count) { [partialSums] first, count in
        var sum: Float = 0
        for row in rows[first..<first + count] {
          let gradient = gradient + Int(row) * columns
          sum += kernels.dot(columns, gradient, gradient)
        }
        partialSums.base[first / Adam.rowsOfSum] = sum
      }
      return partialSums.floats.prefix(shardCount(rows.count, Adam.rowsOfSum))
        .reduce(0) { $0 + Double($1) }
    }
  }

  private func scaleGradients(by factor: Float) {
    let kernels = compute.kernels
    compute.workers.run(shards: pieces.count) { [pieces, slots] shard in
      let piece = pieces[shard]
      let parameter = slots[piece.slot].parameter
      guard !parameter.isTable else { return }
      kernels.scale(piece.count, factor, parameter.gradient.base + piece.start)
    }
    for slot in slots where slot.parameter.isTable {
      let (gradient, columns) = (slot.parameter.gradient.base, slot.parameter.columns)
      slot.parameter.touchedRows.withUnsafeBufferPointer { rows in
        compute.forRows(rows.count, columns: columns) { first, count in
          for row in rows[first..<first + count] {
            kernels.scale(columns, factor, gradient + Int(row) * columns)
          }
        }
      }
    }
  }

  /// Returns the step of a table's touched rows as work, some rows a shard.
  private func sparseWork(_ slot: Slot, _ sizes: StepSizes) -> Work {
    let parameter = slot.parameter
    let rows = parameter.touchedRows
    let columns = parameter.columns
    let size = max(1, Compute.grain / max(columns, 1) / 2)
    return Work(shards: shardCount(rows.count, size)) { [kernels = compute.kernels] shard in
      let weights = slot.pointers
      for row in rows[shard * size..<min(rows.count, (shard + 1) * size)] {
        sizes.move(weights, Int(row) * columns, columns, sizes.sparseEpsilon, kernels)
      }
    }
  }
}

/// The constants of one step, common to all weights.
private struct StepSizes {
  let options: AdamOptions
  let stepSize: Float
  let rootCorrection: Float
  let shrink: Float
  let epsilon: Float
  /// `SparseAdam` adds epsilon to the root before the bias correction, `Adam` after it.
  let sparseEpsilon: Float

  init(_ options: AdamOptions, step: Int, rate: Float) {
    self.options = options
    let learningRate = Double(options.learningRate) * Double(rate)
    let correction1 = 1 - pow(Double(options.beta1), Double(step))
    let correction2 = 1 - pow(Double(options.beta2), Double(step))
    stepSize = Float(learningRate / correction1)
    rootCorrection = Float(correction2.squareRoot())
    shrink = Float(1 - learningRate * Double(options.decay))
    epsilon = options.epsilon
    sparseEpsilon = Float(Double(options.epsilon) / correction2.squareRoot())
  }

  func move(
    _ weights: WeightPointers, _ start: Int, _ count: Int, _ epsilon: Float,
    _ kernels: KernelTable
  ) {
    kernels.adam(
      count, stepSize, options.beta1, options.beta2, rootCorrection, epsilon, options.l2, shrink,
      weights.value + start, weights.gradient + start, weights.firstMoment + start,
      weights.secondMoment + start)
  }
}

/// The memory of a parameter's weights. Many short rows would count references else.
private struct WeightPointers {
  let value, gradient, firstMoment, secondMoment: UnsafeMutablePointer<Float>
}

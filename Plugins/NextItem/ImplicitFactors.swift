import Debut

/// The least-squares systems of implicit feedback (Hu, Koren and Volinsky 2008, equation 4): the vector x of a
/// row with counts r, given the vectors y of the other side, solves
///
///     (Y'Y + sum over events alpha r_i y_i y_i' + lambda I) x = sum over events (1 + alpha r_i) y_i
///
/// A system is kept as [lower triangle, row by row | right-hand side].
struct ImplicitSystem: Sendable {
  /// Length of the vectors.
  let rank: Int
  let alpha: Float
  let kernels: KernelTable

  /// Numbers of a lower triangle.
  var triangle: Int { rank * (rank + 1) / 2 }
  /// Numbers of a system.
  var size: Int { triangle + rank }

  /// Returns the triangle of Y'Y + lambda I.
  ///
  /// - Parameter vectors: [rows, rank]
  func ground(_ vectors: FloatBuffer, lambda: Float) -> [Float] {
    let rows = vectors.count / rank
    let square = FloatBuffer(count: rank * rank)
    let scratch = FloatBuffer(count: kernels.gemmScratch(rank, 1, rows))
    kernels.gemm(
      true, false, rank, rank, rows, vectors.base, rank, vectors.base, rank, false, square.base,
      rank, scratch.base)
    var triangle: [Float] = []
    for i in 0..<rank {
      for j in 0...i { triangle.append(square.base[i * rank + j] + (i == j ? lambda : 0)) }
    }
    return triangle
  }

  /// Adds events with an item to a system.
  ///
  /// - Parameters:
  ///   - y: [rank] the item's vector.
  ///   - count: the number of events.
  ///   - isNew: true if the system has no event of the item yet.
  func add(
    _ y: UnsafePointer<Float>, count: Float, isNew: Bool, to system: UnsafeMutablePointer<Float>
  ) {
    let weight = alpha * count
    var row = system
    for i in 0..<rank {
      kernels.axpy(i + 1, weight * y[i], y, row)
      row += i + 1
    }
    kernels.axpy(rank, weight + (isNew ? 1 : 0), y, system + triangle)
  }

  /// Solves systems that follow each other, `size` floats apart.
  ///
  /// - Parameter x: [count, rank] the solutions.
  func solve(_ count: Int, _ systems: UnsafePointer<Float>, into x: UnsafeMutablePointer<Float>) {
    let scratch = kernels.choleskyScratch(rank)
    withUnsafeTemporaryAllocation(byteCount: 4 * scratch + 64, alignment: 64) { memory in
      guard let scratch = memory.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      kernels.choleskySolve(
        count, rank, systems, size, systems + triangle, size, x, rank, nil, 0, scratch)
    }
  }
}

/// The alternation between users and items.
struct ImplicitFactors {
  /// Rows that one thread solves together.
  private static let block = 32
  /// Events between two looks at the request to stop.
  private static let eventsAtOnce = 20_000

  let system: ImplicitSystem
  let lambda: Float

  /// Solves all rows of a side, with the other side's vectors fixed.
  ///
  /// - Throws: `EngineError.interrupted`.
  func solve(
    _ side: EventMatrix.Side, given others: FloatBuffer, into vectors: FloatBuffer,
    _ run: TrainingContext
  ) throws {
    let ground = system.ground(others, lambda: lambda)
    var first = 0
    while first < side.count {
      try run.checkGoesOn()
      var last = first
      while last < side.count,
        last == first || side.starts[last] - side.starts[first] < Self.eventsAtOnce
      {
        last = min(last + Self.block, side.count)
      }
      run.compute.forBlocks(of: Self.block, in: last - first) { start, count in
        solve(first + start..<first + start + count, side, ground, others, vectors)
      }
      first = last
    }
  }

  private func solve(
    _ rows: Range<Int>, _ side: EventMatrix.Side, _ ground: [Float], _ others: FloatBuffer,
    _ vectors: FloatBuffer
  ) {
    let (rank, size) = (system.rank, system.size)
    withUnsafeTemporaryAllocation(byteCount: 4 * rows.count * size, alignment: 64) { memory in
      guard let systems = memory.baseAddress?.assumingMemoryBound(to: Float.self) else { return }
      for (place, row) in rows.enumerated() {
        let own = systems + place * size
        own.update(from: ground, count: system.triangle)
        (own + system.triangle).update(repeating: 0, count: rank)
        for i in side.starts[row]..<side.starts[row + 1] {
          system.add(
            others.base + Int(side.others[i]) * rank, count: side.counts[i], isNew: true, to: own)
        }
      }
      system.solve(rows.count, systems, into: vectors.base + rows.lowerBound * rank)
    }
  }
}

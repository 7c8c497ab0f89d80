/// The resources that operations run on: one variant of the kernels, and a pool of threads.
///
/// - Stability: stable.
public struct Compute: Sendable {
  /// The kernels of one variant.
  public let kernels: KernelTable
  /// The threads that share the work.
  public let workers: Workers

  /// Combines given kernels and threads.
  public init(kernels: KernelTable, workers: Workers) {
    self.kernels = kernels
    self.workers = workers
  }

  /// Selects kernels with `Kernels.select` and creates a pool of `threads` threads.
  /// - Throws: `KernelError` if `DEBUT_KERNELS` names no variant, or one that cannot run here.
  public init(threads: Int) throws(KernelError) {
    self.init(kernels: try Kernels.select(), workers: Workers(threads: threads))
  }
}

/// Work that is cut into pieces (shards), each of which writes memory of its own.
struct Work {
  let shards: Int
  let body: (Int) -> Void
}

extension Compute {
  /// Floats of an element-wise operation in one shard: about two microseconds of work.
  static let grain = 16_384

  /// Runs several works at once, so that threads wait once for all of them. The caller puts the
  /// longest first.
  ///
  /// - Parameter stop: leaves out what nobody has begun when it says so; nil: all is done.
  func run(_ works: [Work], until stop: StepStop? = nil) {
    let shards = works.reduce(0) { $0 + $1.shards }
    func body(_ shard: Int) {
      var shard = shard
      for work in works {
        if shard < work.shards { return work.body(shard) }
        shard -= work.shards
      }
    }
    if let stop {
      workers.run(shards: shards, until: stop, body)
    } else {
      workers.run(shards: shards, body)
    }
  }

  /// Calls `body(start, count)` for each block of `size` of 0 ..< count; the last may be shorter.
  ///
  /// Blocks are distributed over the threads, so calls must write disjoint memory.
  /// - Precondition: size > 0.
  public func forBlocks(of size: Int, in count: Int, _ body: (Int, Int) -> Void) {
    workers.run(shards: shardCount(count, size)) { shard in
      body(shard * size, min(size, count - shard * size))
    }
  }

  /// Calls `body(start, count)` for blocks of an element-wise operation on `count` floats.
  ///
  /// Blocks are distributed over the threads, so calls must write disjoint memory.
  public func forElements(_ count: Int, _ body: (Int, Int) -> Void) {
    forBlocks(of: Compute.grain, in: count, body)
  }

  /// Calls `body(firstRow, rowCount)` for blocks of rows of a matrix, about 16,000 floats each.
  ///
  /// Blocks are distributed over the threads, so calls must write disjoint memory.
  public func forRows(_ rows: Int, columns: Int, _ body: (Int, Int) -> Void) {
    forBlocks(of: max(1, Compute.grain / max(columns, 1)), in: rows, body)
  }

  /// Calls `body(firstColumn, columnCount)` for blocks of columns of a matrix, about 16,000 floats
  /// each.
  ///
  /// Widths are a multiple of 16, so that no two blocks share a cache line of a row that starts on
  /// one. Blocks are distributed over the threads, so calls must write disjoint memory.
  public func forColumns(_ columns: Int, rows: Int, _ body: (Int, Int) -> Void) {
    let size = max(16, Compute.grain / max(rows, 1) / 16 * 16)
    forBlocks(of: size, in: columns, body)
  }

  /// Zeroes `count` floats, distributed over the threads.
  func zero(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
    forElements(count) { start, count in zeroFill(x + start, count) }
  }
}

/// Returns the number of shards of `size` that cover `count`.
func shardCount(_ count: Int, _ size: Int) -> Int { (count + size - 1) / size }

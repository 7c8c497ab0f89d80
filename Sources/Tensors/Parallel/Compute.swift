/// What operations run on: one variant of the kernels, and the threads that share the work.
public struct Compute: Sendable {
  public let kernels: KernelTable
  public let workers: Workers

  public init(kernels: KernelTable, workers: Workers) {
    self.kernels = kernels
    self.workers = workers
  }

  /// The fastest kernels of this machine, or those that `DEBUT_KERNELS` names, and a pool of threads.
  /// - Throws: `KernelError` where `DEBUT_KERNELS` names no variant or one that cannot run here.
  public init(threads: Int) throws(KernelError) {
    self.init(kernels: try Kernels.select(), workers: Workers(threads: threads))
  }
}

/// Work that is cut into pieces, each of which writes memory of its own.
struct Work {
  let shards: Int
  let body: (Int) -> Void
}

extension Compute {
  /// Floats of an element-wise operation that make a shard: about two microseconds.
  static let grain = 16_384

  /// Does several works at once, so that threads wait once for all of them. The longest goes first.
  func run(_ works: [Work]) {
    let shards = works.reduce(0) { $0 + $1.shards }
    workers.run(shards: shards) { shard in
      var shard = shard
      for work in works {
        if shard < work.shards { return work.body(shard) }
        shard -= work.shards
      }
    }
  }

  /// Calls `body(start, count)` for each block of `size` of 0 ..< count; the last may be shorter.
  /// Blocks are shared out over the threads: bodies write disjoint memory.
  /// - Precondition: size > 0.
  public func forBlocks(of size: Int, in count: Int, _ body: (Int, Int) -> Void) {
    workers.run(shards: shardCount(count, size)) { shard in
      body(shard * size, min(size, count - shard * size))
    }
  }

  /// The same for an element-wise operation on `count` floats.
  public func forElements(_ count: Int, _ body: (Int, Int) -> Void) {
    forBlocks(of: Compute.grain, in: count, body)
  }

  /// The same for blocks of rows of a matrix, about `grain` floats each.
  public func forRows(_ rows: Int, columns: Int, _ body: (Int, Int) -> Void) {
    forBlocks(of: max(1, Compute.grain / max(columns, 1)), in: rows, body)
  }

  /// The same for blocks of columns of a matrix, about `grain` floats each and a multiple of 16 wide,
  /// such that no two shards write one cache line of a matrix that starts on one.
  public func forColumns(_ columns: Int, rows: Int, _ body: (Int, Int) -> Void) {
    let size = max(16, Compute.grain / max(rows, 1) / 16 * 16)
    forBlocks(of: size, in: columns, body)
  }

  /// Zeroes a long stretch.
  func zero(_ x: UnsafeMutablePointer<Float>, _ count: Int) {
    forElements(count) { start, count in zeroFill(x + start, count) }
  }
}

/// Shards of `size` that cover `count`.
func shardCount(_ count: Int, _ size: Int) -> Int { (count + size - 1) / size }

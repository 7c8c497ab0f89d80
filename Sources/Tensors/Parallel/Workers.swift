/// A fixed pool of threads that share out numbered pieces of work (shards).
///
/// Which thread takes which shard is a matter of chance; what a shard is, is not. So callers cut work
/// by its size alone, never by `threads`, and results have the same bits at any number of threads.
public final class Workers: Sendable {
  /// Threads that work, the caller included.
  public let threads: Int
  private let pool: WorkerPool?

  /// A pool of `threads - 1` helpers and whoever calls `run`. - Precondition: threads >= 1.
  public init(threads: Int) {
    precondition(threads >= 1, "a pool needs at least one thread: the caller's")
    self.threads = threads
    pool = threads > 1 ? WorkerPool(helpers: threads - 1) : nil
  }

  deinit { pool?.stop() }

  /// Calls `body` once for each shard 0 ..< shards, on any thread; returns when all calls have ended.
  ///
  /// Bodies write disjoint memory. A call from inside a body, or while another thread is in `run`,
  /// does its shards on the spot, in order. Allocates nothing.
  public func run(shards: Int, _ body: (Int) -> Void) {
    guard shards > 1, let pool, pool.tryBegin() else {
      for shard in 0..<max(shards, 0) { body(shard) }
      return
    }
    pool.work(shards: shards, body)
    pool.end()
  }
}

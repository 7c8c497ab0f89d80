/// A fixed pool of threads that share out numbered pieces of work (shards).
///
/// Any thread may take any shard, but the contents of a shard are fixed: callers cut work by its
/// size alone, never by `threads`. So results have the same bits at any number of threads.
///
/// - Stability: evolving.
public final class Workers: Sendable {
  /// Threads that work, the caller included.
  public let threads: Int
  private let pool: WorkerPool?

  /// Creates a pool of `threads - 1` helpers and the thread that calls `run`.
  /// - Precondition: threads >= 1.
  public init(threads: Int) {
    precondition(threads >= 1, "a pool needs at least one thread: the caller's")
    self.threads = threads
    pool = threads > 1 ? WorkerPool(helpers: threads - 1) : nil
  }

  deinit { pool?.stop() }

  /// Calls `body` once for each shard 0 ..< shards, on any thread; returns after all calls.
  ///
  /// Calls of `body` must write disjoint memory. A `run` from inside a body, or while another
  /// thread is in `run`, runs its shards on its own thread, in order. Allocates nothing.
  public func run(shards: Int, _ body: (Int) -> Void) {
    run(shards: shards, whileWaiting: {}, body)
  }

  /// Runs shards, and calls `waiting` on the calling thread again and again while it waits for other threads.
  func run(shards: Int, whileWaiting waiting: () -> Void, _ body: (Int) -> Void) {
    guard shards > 1, let pool, pool.tryBegin() else {
      for shard in 0..<max(shards, 0) { body(shard) }
      return
    }
    pool.work(shards: shards, whileWaiting: waiting, body)
    pool.end()
  }
}

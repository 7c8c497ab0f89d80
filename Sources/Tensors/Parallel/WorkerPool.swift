import CTensorShims
import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The threads behind `Workers`, and the job that they share.
///
/// A thread owns a shard once it has counted `unclaimed` down. Only then does it read `body` and
/// `shards`: the job cannot end, and so the two cannot change, before the owned shard is counted
/// off in `unfinished`.
///
/// Helpers spin for about the length of a training step's serial parts, then sleep. The threads
/// hold the pool, not `Workers`; they are detached, and end after `stop`.
final class WorkerPool: @unchecked Sendable {
  private let isBusy = Atomic<Bool>(false)
  private let unclaimed = Atomic<Int>(0)
  private let unfinished = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  private let isStopping = Atomic<Bool>(false)
  private var body = ShimClosure()
  private var shards = 0

  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let wakeUp = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  /// Spin hints (20 to 50 ns each) that a helper waits before it sleeps, and the caller before it
  /// offers its core to others.
  private static let patience = 3_000

  init(helpers: Int) {
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(wakeUp, nil)
    for _ in 0..<helpers { startThread() }
  }

  deinit {
    pthread_cond_destroy(wakeUp)
    pthread_mutex_destroy(mutex)
    wakeUp.deallocate()
    mutex.deallocate()
  }

  // MARK: The caller's side

  /// Reserves the pool and returns true, unless it is in use. After true, the caller calls `end`.
  func tryBegin() -> Bool {
    isBusy.compareExchange(expected: false, desired: true, ordering: .acquiring).exchanged
  }

  func end() { isBusy.store(false, ordering: .releasing) }

  /// Runs the shards together with the helpers. - Precondition: between `tryBegin` and `end`.
  ///
  /// - Parameter waiting: called again and again once the caller has waited for a while.
  func work(shards: Int, whileWaiting waiting: () -> Void, _ body: (Int) -> Void) {
    closureWords(body, &self.body)
    self.shards = shards
    unfinished.store(shards, ordering: .relaxed)
    // Sequentially consistent, as in `sleep`: the sleeper sees the work, or we see the sleeper.
    unclaimed.store(shards, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 { wakeAll() }
    takeShards()
    var waited = 0
    while unfinished.load(ordering: .acquiring) > 0 {
      waited += 1
      guard waited >= WorkerPool.patience else {
        shim_spin_hint()
        continue
      }
      waiting()
      sched_yield()
    }
  }

  /// Makes the helpers end. They may still be running when this returns.
  func stop() {
    isStopping.store(true, ordering: .sequentiallyConsistent)
    wakeAll()
  }

  private func wakeAll() {
    pthread_mutex_lock(mutex)
    pthread_cond_broadcast(wakeUp)
    pthread_mutex_unlock(mutex)
  }

  // MARK: Both sides

  /// Claims and runs shards until none is left.
  private func takeShards() {
    var left = unclaimed.load(ordering: .acquiring)
    while left > 0 {
      let (isMine, seen) = unclaimed.compareExchange(
        expected: left, desired: left - 1, ordering: .acquiringAndReleasing)
      if isMine {
        doShard(shards - left)
        unfinished.subtract(1, ordering: .releasing)
        left = unclaimed.load(ordering: .acquiring)
      } else {
        left = seen
      }
    }
  }

  private func doShard(_ shard: Int) { shim_call(body, shard) }

  // MARK: The helpers' side

  fileprivate func help() {
    while !isStopping.load(ordering: .relaxed) {
      takeShards()
      var waited = 0
      while unclaimed.load(ordering: .relaxed) == 0, waited < WorkerPool.patience {
        shim_spin_hint()
        waited += 1
      }
      if waited == WorkerPool.patience { sleep() }
    }
  }

  private func sleep() {
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while unclaimed.load(ordering: .sequentiallyConsistent) == 0,
      !isStopping.load(ordering: .sequentiallyConsistent)
    {
      pthread_cond_wait(wakeUp, mutex)
    }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  private func startThread() {
    let retained = Unmanaged.passRetained(self).toOpaque()
    var attributes = pthread_attr_t()
    pthread_attr_init(&attributes)
    pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
    #if canImport(Darwin)
      var thread: pthread_t?
      let failure = pthread_create(&thread, &attributes, { runHelper($0) }, retained)
    #else
      var thread = pthread_t()
      let failure = pthread_create(&thread, &attributes, { runHelper($0) }, retained)
    #endif
    pthread_attr_destroy(&attributes)
    // If the thread could not be created, the others do its share.
    if failure != 0 { Unmanaged<WorkerPool>.fromOpaque(retained).release() }
  }
}

/// Writes the two words of a closure without retaining it (see `ShimClosure`).
@_silgen_name("shim_closure_words")
private func closureWords(_ body: (Int) -> Void, _ words: UnsafeMutablePointer<ShimClosure>)

/// Runs a helper until the pool stops. It blocks signals, so that other threads receive them, but for those
/// of its own faults: if such a signal is blocked, the system ends the process without calling its handler.
private func runHelper(_ pool: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
  guard let pool else { return nil }
  var signals = sigset_t()
  sigfillset(&signals)
  for fault in [SIGILL, SIGTRAP, SIGSEGV, SIGBUS, SIGFPE, SIGABRT] { sigdelset(&signals, fault) }
  pthread_sigmask(SIG_BLOCK, &signals, nil)
  Unmanaged<WorkerPool>.fromOpaque(pool).takeRetainedValue().help()
  return nil
}

import Debut
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The shared state of a running cross-validation: queued, running and finished jobs.
final class JobQueue: Sendable {
  private struct State {
    /// Indices of jobs that nobody took yet, the next one last.
    var queue: [Int]
    /// Indices of jobs whose predictions somebody else is making, in their order.
    var postponed: [Int] = []
    /// Those of them that another process works on.
    var elsewhere: Set<Int> = []
    /// The time at which those were looked at.
    var looked = ContinuousClock().now
    /// The share of each running job that is done.
    var running: [Int: Double] = [:]
    var results: [FoldPredictions?]
    /// Jobs that another process did meanwhile.
    var foreign: Set<Int> = []
    /// The number of jobs whose end was reported to the monitor.
    var reported = 0
    var failure: (index: Int, error: any Error)?
    /// True if the user stopped a job.
    var isStopped = false
    var progress: CrossValidationProgress
    /// Seconds that the jobs of each model took here, and their number.
    var spent: [String: (seconds: Double, jobs: Int)] = [:]
  }

  /// The time between two looks at jobs that another process works on.
  private static let interval = Duration.milliseconds(250)

  /// The indices of the jobs that were not found, in their order.
  let open: [Int]
  private let jobs: [CrossValidationProgress.Job]
  private let monitor: any CrossValidationMonitor
  private let state: Mutex<State>
  private let start = ContinuousClock().now

  /// Queues the jobs that have no result yet.
  init(
    _ jobs: [CrossValidationProgress.Job], found: [FoldPredictions?],
    monitor: any CrossValidationMonitor
  ) {
    self.jobs = jobs
    self.monitor = monitor
    open = found.indices.filter { found[$0] == nil }
    let done = jobs.count - open.count
    state = Mutex(
      State(
        queue: open.reversed(), results: found,
        progress: CrossValidationProgress(count: jobs.count, done: done, found: done)))
  }

  /// True if the user stopped it, or a job failed.
  var shouldStop: Bool {
    monitor.shouldStop || state.withLock { $0.isStopped || $0.failure != nil }
  }

  /// Returns the next job to try. If others work on all that are left, waits until it is time to look at
  /// them again.
  ///
  /// - Returns: nil if no job is left, or all is to stop.
  func take() -> Int? {
    while !shouldStop {
      let (next, isOver): (Int?, Bool) = state.withLock { state in
        if state.queue.isEmpty, ContinuousClock().now - state.looked >= Self.interval {
          state.queue = state.postponed.reversed()
          state.postponed = []
          state.looked = ContinuousClock().now
        }
        let next = state.queue.popLast()
        return (next, next == nil && state.postponed.isEmpty)
      }
      if next != nil || isOver { return next }
      usleep(50_000)
    }
    return nil
  }

  /// Begins a job that was taken.
  func begin(_ index: Int) {
    state.withLock { state in
      state.running[index] = 0
      state.elsewhere.remove(index)
      report(&state)
    }
  }

  /// Puts a job back whose predictions somebody else is making.
  ///
  /// - Parameter isForeign: true if that is another process; otherwise another job of this one is the same.
  func postpone(_ index: Int, isForeign: Bool) {
    state.withLock { state in
      state.postponed.append(index)
      state.postponed.sort()
      if isForeign { state.elsewhere.insert(index) }
      report(&state)
    }
  }

  /// True if this process made the predictions of a job.
  func hasDone(_ index: Int) -> Bool {
    state.withLock { $0.results[index] != nil && !$0.foreign.contains(index) }
  }

  /// Records the share of a job that is done.
  func move(_ index: Int, to share: Double) {
    state.withLock { state in
      state.running[index] = share
      report(&state)
    }
  }

  /// Records the result of a job.
  ///
  /// - Parameter isForeign: true if another process did it.
  func finish(_ index: Int, with result: FoldPredictions, isForeign: Bool = false) {
    state.withLock { state in
      state.running[index] = nil
      state.results[index] = result
      state.elsewhere.remove(index)
      state.progress.done += 1
      if isForeign {
        state.foreign.insert(index)
      } else {
        let model = jobs[index].model
        let before = state.spent[model] ?? (0, 0)
        state.spent[model] = (before.seconds + result.seconds, before.jobs + 1)
      }
      report(&state)
    }
  }

  /// Records that a job failed or was stopped. Of several failures the first in the order of the jobs
  /// counts.
  func fail(_ index: Int, with error: any Error) {
    state.withLock { state in
      state.running[index] = nil
      if case .interrupted? = error as? EngineError {
        state.isStopped = true
        return
      }
      if state.failure.map({ index < $0.index }) ?? true { state.failure = (index, error) }
    }
  }

  /// Returns all results, in the order of the jobs.
  ///
  /// - Throws: the failure; `.crossValidationInterrupted` if jobs are left.
  func results(folder: String?) throws -> [FoldPredictions] {
    try state.withLock { state in
      if let error = state.failure?.error { throw error }
      let results = state.results.compactMap { $0 }
      guard results.count == jobs.count else {
        throw EngineError.crossValidationInterrupted(
          done: state.progress.done, count: jobs.count, folder: folder)
      }
      return results
    }
  }

  private func report(_ state: inout State) {
    var finished: [CrossValidationProgress.Finished] = []
    while state.reported < open.count, state.results[open[state.reported]] != nil {
      let index = open[state.reported]
      finished.append(.init(job: jobs[index], isForeign: state.foreign.contains(index)))
      state.reported += 1
    }
    state.progress.finished = finished
    state.progress.running = state.running.sorted { $0.key < $1.key }.map {
      (jobs[$0.key], $0.value)
    }
    state.progress.elsewhere = state.postponed.filter(state.elsewhere.contains).map { jobs[$0] }
    state.progress.secondsLeft = secondsLeft(state)
    monitor.moved(state.progress)
  }

  /// Returns the time that is left, estimated by what jobs of the same model took so far, or else jobs of
  /// any model. Jobs of another process do not count.
  private func secondsLeft(_ state: State) -> Double? {
    let total = state.spent.values.reduce(0) { $0 + $1.seconds }
    let count = state.spent.values.reduce(0) { $0 + $1.jobs }
    let elapsed = (ContinuousClock().now - start) / .seconds(1)
    guard count > 0, total > 0, elapsed > 0.5 else { return nil }
    func cost(_ index: Int) -> Double {
      let known = state.spent[jobs[index].model] ?? (total, count)
      return known.seconds / Double(known.jobs)
    }
    let left =
      state.queue.reduce(0) { $0 + cost($1) }
      + state.running.reduce(0) { $0 + cost($1.key) * (1 - $1.value) }
    let underWay = state.running.reduce(0) { $0 + cost($1.key) * $1.value }
    guard left > 0 || state.postponed.isEmpty else { return nil }
    // The rate is work done in a second of the clock, because jobs run at once.
    return left * elapsed / max(total + underWay, .leastNormalMagnitude)
  }
}

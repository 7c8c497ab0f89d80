import Debut
import Synchronization

/// What is open, at work and done of a cross-validation: what its threads share.
final class JobQueue: Sendable {
  private struct State {
    /// Places of pieces that nobody took yet, the next one last.
    var queue: [Int]
    var running: [Int: Double] = [:]
    var answers: [FoldPredictions?]
    /// Pieces whose end was told to the monitor.
    var told: Int
    var failure: (place: Int, error: any Error)?
    /// The user stopped a piece.
    var isStopped = false
    var progress: CrossValidationProgress
    /// Seconds that the pieces of each model took here, and how many there were.
    var spent: [String: (seconds: Double, pieces: Int)] = [:]
  }

  /// The places that were not found, in the order of the work.
  let open: [Int]
  private let pieces: [CrossValidationProgress.Job]
  private let monitor: any CrossValidationMonitor
  private let state: Mutex<State>
  private let start = ContinuousClock().now

  init(
    _ pieces: [CrossValidationProgress.Job], found: [FoldPredictions?],
    monitor: any CrossValidationMonitor
  ) {
    self.pieces = pieces
    self.monitor = monitor
    open = found.indices.filter { found[$0] == nil }
    let done = pieces.count - open.count
    state = Mutex(
      State(
        queue: open.reversed(), answers: found, told: 0,
        progress: CrossValidationProgress(
          count: pieces.count, done: done, found: done, running: [], finished: [])))
  }

  /// Whether the user stopped it, or a piece failed.
  var shouldStop: Bool {
    monitor.shouldStop || state.withLock { $0.isStopped || $0.failure != nil }
  }

  /// The place of the next piece to do; nil where there is none, or all is to stop.
  func take() -> Int? {
    guard !shouldStop else { return nil }
    return state.withLock { state in
      guard let place = state.queue.popLast() else { return nil }
      state.running[place] = 0
      tell(&state)
      return place
    }
  }

  /// A share of a piece is done.
  func move(_ place: Int, to share: Double) {
    state.withLock { state in
      state.running[place] = share
      tell(&state)
    }
  }

  /// A piece is done.
  func finish(_ place: Int, with answers: FoldPredictions) {
    state.withLock { state in
      state.running[place] = nil
      state.answers[place] = answers
      state.progress.done += 1
      let model = pieces[place].model
      let before = state.spent[model] ?? (0, 0)
      state.spent[model] = (before.seconds + answers.seconds, before.pieces + 1)
      tell(&state)
    }
  }

  /// A piece failed, or was stopped: of several failures the first in the order of the work counts.
  func fail(_ place: Int, with error: any Error) {
    state.withLock { state in
      state.running[place] = nil
      if case .interrupted? = error as? EngineError {
        state.isStopped = true
        return
      }
      if state.failure.map({ place < $0.place }) ?? true { state.failure = (place, error) }
    }
  }

  /// All answers.
  ///
  /// - Throws: the failure; `.crossValidationInterrupted` where pieces are open.
  func answers(folder: String?) throws -> [FoldPredictions] {
    try state.withLock { state in
      if let error = state.failure?.error { throw error }
      let answers = state.answers.compactMap { $0 }
      guard answers.count == pieces.count else {
        throw EngineError.crossValidationInterrupted(
          done: state.progress.done, count: pieces.count, folder: folder)
      }
      return answers
    }
  }

  private func tell(_ state: inout State) {
    var finished: [CrossValidationProgress.Job] = []
    while state.told < open.count, state.answers[open[state.told]] != nil {
      finished.append(pieces[open[state.told]])
      state.told += 1
    }
    state.progress.finished = finished
    state.progress.running = state.running.sorted { $0.key < $1.key }.map {
      (pieces[$0.key], $0.value)
    }
    state.progress.secondsLeft = secondsLeft(state)
    monitor.moved(state.progress)
  }

  /// What is left by what the model's pieces took so far, else by what those of any model took.
  private func secondsLeft(_ state: State) -> Double? {
    let total = state.spent.values.reduce(0) { $0 + $1.seconds }
    let count = state.spent.values.reduce(0) { $0 + $1.pieces }
    let elapsed = (ContinuousClock().now - start) / .seconds(1)
    guard count > 0, total > 0, elapsed > 0.5 else { return nil }
    func cost(_ place: Int) -> Double {
      let known = state.spent[pieces[place].model] ?? (total, count)
      return known.seconds / Double(known.pieces)
    }
    let left =
      state.queue.reduce(0) { $0 + cost($1) }
      + state.running.reduce(0) { $0 + cost($1.key) * (1 - $1.value) }
    let underWay = state.running.reduce(0) { $0 + cost($1.key) * $1.value }
    // Work done in a second of the clock: pieces run at once.
    return left * elapsed / max(total + underWay, .leastNormalMagnitude)
  }
}

import Synchronization

#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

/// The question whether a step of training is given up, asked amid operations that may take seconds.
///
/// Operations that find the step given up leave out what they have not computed yet, so that its values and
/// gradients mean nothing from then on.
final class StepStop {
  private let isGiven = Atomic<Bool>(false)
  /// Asks whether to stop, on the thread that works on the tape; nil: nobody stops a step.
  private var request: (() -> Bool)?
  private var asker = pthread_self()

  /// True if a step may be given up.
  var isPossible: Bool { request != nil }

  /// True if the step was given up.
  var isGivenUp: Bool { isGiven.load(ordering: .relaxed) }

  /// Begins a step that nobody has given up.
  ///
  /// - Parameter request: is called on this thread alone.
  func begin(_ request: (() -> Bool)?) {
    self.request = request
    asker = pthread_self()
    isGiven.store(false, ordering: .relaxed)
  }

  /// Returns true if the step is given up. The tape's thread asks; others learn what it was told.
  @discardableResult
  func check() -> Bool {
    if isGivenUp { return true }
    guard let request, pthread_equal(pthread_self(), asker) != 0, request() else { return false }
    isGiven.store(true, ordering: .relaxed)
    return true
  }
}

extension Workers {
  /// Runs shards as `run(shards:_:)` does, but leaves out those that nobody has begun when the step is given
  /// up. The calling thread asks before each of its shards, and while it waits for the others.
  func run(shards: Int, until stop: StepStop, _ body: (Int) -> Void) {
    guard stop.isPossible else { return run(shards: shards, body) }
    func bodyUnlessGivenUp(_ shard: Int) {
      if !stop.check() { body(shard) }
    }
    run(shards: shards, whileWaiting: { stop.check() }, bodyUnlessGivenUp)
  }
}

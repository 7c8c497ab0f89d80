#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A line of pieces that are made one after the other, and used by several threads while further ones are made.
///
/// No thread is kept for either: whoever is free makes the next piece if nobody does, so that making never waits for
/// using, and one thread alone does both in turns.
final class PieceLine<Piece>: @unchecked Sendable {
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
  /// The most pieces that wait for being used.
  private let most: Int
  private let make: () throws -> Piece?
  private let use: (Piece, _ thread: Int) throws -> Void
  // Under the lock.
  private var waiting: [Piece] = []
  private var isMaking = false
  private var isEnded = false
  private var failure: (any Error)?

  private init(
    most: Int, make: @escaping () throws -> Piece?, use: @escaping (Piece, Int) throws -> Void
  ) {
    self.most = most
    self.make = make
    self.use = use
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(changed, nil)
  }

  deinit {
    pthread_cond_destroy(changed)
    pthread_mutex_destroy(mutex)
    changed.deallocate()
    mutex.deallocate()
  }

  /// Makes pieces until there are no more, and uses each once, in any order.
  ///
  /// At any time at most 2 `threads` pieces have been made and not wholly used.
  /// - Parameters:
  ///   - make: makes the next piece; nil: there is none. One thread at a time calls it, not always the same.
  ///   - use: uses a piece, given the number of its thread, 0 ..< `threads`.
  /// - Throws: the first failure of either, after which no piece is begun.
  static func run(
    threads: Int, make: () throws -> Piece?, use: (_ piece: Piece, _ thread: Int) throws -> Void
  ) throws {
    // All threads have ended when this returns.
    let failure = withoutActuallyEscaping(make) { make in
      withoutActuallyEscaping(use) { use in
        let line = PieceLine(most: threads, make: make, use: use)
        ParallelWork.run(pieces: threads, threads: threads) { _, thread in line.work(thread) }
        let failure = line.failure
        line.waiting = []
        return failure
      }
    }
    if let failure { throw failure }
  }

  private func work(_ thread: Int) {
    pthread_mutex_lock(mutex)
    while failure == nil {
      if !isMaking, !isEnded, waiting.count < most {
        makeNext()
      } else if !waiting.isEmpty {
        let piece = waiting.removeFirst()
        // There is room for another one.
        pthread_cond_signal(changed)
        apart { try use(piece, thread) }
      } else if isEnded {
        break
      } else {
        pthread_cond_wait(changed, mutex)
      }
    }
    pthread_mutex_unlock(mutex)
  }

  private func makeNext() {
    isMaking = true
    var piece: Piece?
    apart { piece = try make() }
    isMaking = false
    if let piece { waiting.append(piece) } else { isEnded = true }
    pthread_cond_broadcast(changed)
  }

  /// Calls `body` without the lock, and keeps its failure.
  private func apart(_ body: () throws -> Void) {
    pthread_mutex_unlock(mutex)
    let result = Result { try body() }
    pthread_mutex_lock(mutex)
    if case .failure(let error) = result, failure == nil {
      failure = error
      pthread_cond_broadcast(changed)
    }
  }
}

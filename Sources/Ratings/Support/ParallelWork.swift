import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Shares independent pieces of work out over threads that live as long as the call.
///
/// Starting a thread costs some 50 microseconds and a reading starts a few: a pool would save
/// little.
package enum ParallelWork {
  /// The default number of threads: one a core, no more than eight.
  package static var defaultThreads: Int {
    min(max(Int(sysconf(Int32(_SC_NPROCESSORS_ONLN))), 1), 8)
  }

  /// Runs `body` once for every piece 0 ..< `pieces`, in any order and on any thread, and returns
  /// when all are done.
  ///
  /// `body` gets the piece and the number of its thread, 0 ..< `threads`. If the system refuses to
  /// start a thread, the others do its share.
  package static func run(
    pieces: Int, threads: Int, _ body: @escaping @Sendable (_ piece: Int, _ thread: Int) -> Void
  ) {
    let work = SharedWork(pieces: pieces, body: body)
    let helpers = (1..<max(min(threads, pieces), 1)).compactMap { start(work, thread: $0) }
    work.takePieces(thread: 0)
    for helper in helpers { pthread_join(helper, nil) }
  }

  private static func start(_ work: SharedWork, thread: Int) -> pthread_t? {
    let context = Unmanaged.passRetained(HelperContext(work: work, thread: thread))
    #if canImport(Darwin)
      var helper: pthread_t?
    #else
      var helper = pthread_t()
    #endif
    let code = pthread_create(&helper, nil, runHelper, context.toOpaque())
    guard code == 0 else {
      context.release()
      return nil
    }
    return helper
  }
}

/// The pieces that are left, counted up by each thread that takes one.
private final class SharedWork: Sendable {
  private let next = Atomic<Int>(0)
  private let pieces: Int
  private let body: @Sendable (Int, Int) -> Void

  init(pieces: Int, body: @escaping @Sendable (Int, Int) -> Void) {
    self.pieces = pieces
    self.body = body
  }

  func takePieces(thread: Int) {
    while true {
      let piece = next.add(1, ordering: .relaxed).oldValue
      guard piece < pieces else { return }
      body(piece, thread)
    }
  }
}

private final class HelperContext: Sendable {
  let work: SharedWork
  let thread: Int

  init(work: SharedWork, thread: Int) {
    self.work = work
    self.thread = thread
  }
}

#if canImport(Darwin)
  private func runHelper(_ context: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer? {
    let context = Unmanaged<HelperContext>.fromOpaque(context).takeRetainedValue()
    context.work.takePieces(thread: context.thread)
    return nil
  }
#else
  private func runHelper(_ context: UnsafeMutableRawPointer?) -> UnsafeMutableRawPointer? {
    guard let context else { return nil }
    let helper = Unmanaged<HelperContext>.fromOpaque(context).takeRetainedValue()
    helper.work.takePieces(thread: helper.thread)
    return nil
  }
#endif

import Synchronization
import Testing

@testable import Ratings

@Suite("Sharing work out")
struct ParallelWorkTests {
  @Test("Every piece is done once", arguments: [0, 1, 2, 7, 1_000], [0, 1, 2, 3, 16])
  func everyPiece(pieces: Int, threads: Int) {
    let done = Mutex([Int](repeating: 0, count: pieces))
    let highest = Mutex(0)
    ParallelWork.run(pieces: pieces, threads: threads) { piece, thread in
      done.withLock { $0[piece] += 1 }
      highest.withLock { $0 = max($0, thread) }
    }
    let isOnce = done.withLock { $0.allSatisfy { $0 == 1 } }
    #expect(isOnce)
    #expect(highest.withLock { $0 } < max(threads, 1))
  }

  @Test("There is a thread at least where nobody says how many")
  func defaultThreads() { #expect(1...8 ~= ParallelWork.defaultThreads) }
}

import Synchronization
import Testing

@testable import Ratings

@Suite("Pieces that are made while others are used")
struct PieceLineTests {
  private struct Failure: Error, Equatable { let place: Int }

  @Test(
    "Every piece is made once and used once, and few wait", arguments: [0, 1, 2, 7, 1_000],
    [1, 2, 3, 16])
  func everyPiece(pieces: Int, threads: Int) throws {
    let used = Mutex([Int](repeating: 0, count: pieces))
    let open = Mutex((now: 0, most: 0))
    var made = 0
    try PieceLine<Int>.run(threads: threads) {
      guard made < pieces else { return nil }
      defer { made += 1 }
      open.withLock { $0 = ($0.now + 1, max($0.most, $0.now + 1)) }
      return made
    } use: { piece, thread in
      used.withLock { $0[piece] += thread < threads ? 1 : 2 }
      open.withLock { $0.now -= 1 }
    }
    #expect(used.withLock { $0.allSatisfy { $0 == 1 } })
    #expect(open.withLock { $0.most } <= 2 * threads)
  }

  @Test("A failure of either side ends both", arguments: [1, 2, 5])
  func failures(threads: Int) {
    var made = 0
    #expect(throws: Failure(place: 20)) {
      try PieceLine<Int>.run(threads: threads) {
        made += 1
        if made == 20 { throw Failure(place: 20) }
        return made
      } use: { _, _ in
      }
    }
    made = 0
    #expect(throws: Failure(place: 3)) {
      try PieceLine<Int>.run(threads: threads) {
        made += 1
        return made
      } use: { piece, _ in
        if piece == 3 { throw Failure(place: 3) }
      }
    }
  }
}

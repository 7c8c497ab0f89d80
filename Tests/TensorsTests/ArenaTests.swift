import Testing

@testable import Tensors

@Suite struct ArenaTests {
  @Test func piecesAreAlignedAndDisjoint() {
    let arena = Arena()
    var pieces: [(UnsafeMutablePointer<Float>, Int)] = []
    for count in [0, 1, 15, 16, 17, 1000, 70_000, 3, 200_000] {
      let piece = arena.floats(count)
      #expect(UInt(bitPattern: piece) % 64 == 0)
      for i in 0..<count { piece[i] = Float(pieces.count) }
      pieces.append((piece, count))
    }
    for (index, (piece, count)) in pieces.enumerated() {
      #expect((0..<count).allSatisfy { piece[$0] == Float(index) })
    }
  }

  @Test func sameRequestsAfterResetNeedNoMemoryAndGiveTheSamePlaces() {
    let arena = Arena()
    let counts = [5, 65_536, 100_000, 7, 1, 300_000, 64]
    let first = counts.map { arena.floats($0) }
    let blocks = arena.blockCount
    for _ in 0..<3 {
      arena.reset()
      #expect(counts.map { arena.floats($0) } == first)
      #expect(arena.blockCount == blocks)
    }
  }

  @Test func copiesValues() {
    let arena = Arena()
    let indices = arena.copy([Int32(3), -1, 7])
    let floats = arena.copy([Float(0.5), 2])
    #expect((0..<3).map { indices[$0] } == [3, -1, 7])
    #expect((0..<2).map { floats[$0] } == [0.5, 2])
  }

  @Test(arguments: [0, 1, 17, 100_000]) func buffersStartAtZeroOnALine(count: Int) {
    let buffer = FloatBuffer(count: count)
    #expect(UInt(bitPattern: buffer.base) % 64 == 0)
    #expect(buffer.floats.count == count)
    #expect(buffer.floats.allSatisfy { $0 == 0 })
  }

  @Test(arguments: [5, (1 << 23) + 5]) func largePagesChangeNoNumbers(count: Int) {
    let buffer = FloatBuffer(count: count)
    let places = [0, 4, count / 2, count - 1]
    buffer.base[4] = 7
    buffer.preferLargePages()
    #expect(places.map { buffer.base[$0] } == places.map { $0 == 4 ? 7 : 0 })
    for place in places { buffer.base[place] = Float(place) }
    #expect(places.allSatisfy { buffer.base[$0] == Float($0) })
  }
}

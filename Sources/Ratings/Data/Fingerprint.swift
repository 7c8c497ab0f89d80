/// A hash over the content of histories, which differs if a model was trained on other data. It
/// guards against mix-ups, not against intent.
struct Fingerprint {
  private var state: UInt64 = 0x243F_6A88_85A3_08D3

  /// Mixes a value in.
  ///
  /// Multiplies, then folds the high bits back: every bit of the past reaches every bit of the
  /// state.
  mutating func add(_ value: UInt64) {
    state = (state ^ value) &* 0x9E37_79B9_7F4A_7C15
    state ^= state >> 32
  }

  /// Sixteen hex digits.
  var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Returns the fingerprint of histories; `items` are the keys of their item indices.
  ///
  /// Threads hash the histories one by one; their hashes are then hashed in order.
  static func of(_ histories: Histories, items: Vocabulary, threads: Int) -> String {
    let hashes = OwnedBuffer<UInt64>(capacity: histories.count)
    let pieceSize = 256
    let pieces = (histories.count + pieceSize - 1) / pieceSize
    ParallelWork.run(pieces: pieces, threads: threads) { piece, _ in
      let end = min((piece + 1) * pieceSize, histories.count)
      for user in piece * pieceSize..<end {
        hashes.start[user] = hash(histories.columns, histories.ranges[user])
      }
    }
    var print = Fingerprint()
    for item in items.indices { items.forEachWord(ofKey: item) { print.add($0) } }
    for user in histories.users.indices {
      histories.users.forEachWord(ofKey: user) { print.add($0) }
      print.add(hashes.start[user])
    }
    return print.text
  }

  /// Returns the hash of one history.
  ///
  /// Ratings and times have a hash each, because an addition waits for the one before.
  private static func hash(_ columns: Histories.Columns, _ range: Range<Int>) -> UInt64 {
    var ratings = Fingerprint()
    var times = Fingerprint()
    let hasTimes = !columns.timestamps.isEmpty
    for i in range {
      ratings.add(
        UInt64(UInt32(bitPattern: columns.items[i])) << 32 | UInt64(columns.ratings[i].bitPattern))
      if hasTimes { times.add(UInt64(bitPattern: columns.timestamps[i])) }
    }
    ratings.add(UInt64(range.count))
    ratings.add(times.state)
    return ratings.state
  }
}

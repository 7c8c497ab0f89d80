/// A field of text: the place of its bytes, the bytes themselves if they are few, and their hash.
struct TextField {
  let start: UnsafePointer<UInt8>
  let count: Int
  let hash: UInt64
  let words: TextWords

  /// True if the bytes are UTF-8.
  var isUTF8: Bool { TextHash.isUTF8(start, count) }
}

extension TextField {
  /// Reads a text up to the byte at which it stops, hashing it on the way; nil if it is empty, or if none of
  /// the words that begin before the limit has one.
  ///
  /// - Parameters:
  ///   - limit: at least 24 bytes behind it may be read.
  ///   - stops: returns ones at the top bits of bytes of a word: at the first that is a stop, and at none before it.
  @inline(__always)
  init?(
    from start: UnsafePointer<UInt8>, before limit: UnsafePointer<UInt8>,
    stops: (_ word: UInt64) -> UInt64
  ) {
    var hash = TextHash.start
    var place = start
    while place < limit {
      let word = TextHash.word(place)
      let stops = stops(word)
      guard stops != 0 else {
        hash = TextHash.mixed(hash, word)
        place += TextHash.width
        continue
      }
      let bits = UInt64(truncatingIfNeeded: stops.trailingZeroBitCount &- 7)
      place += Int(truncatingIfNeeded: bits &>> 3)
      guard place > start else { return nil }
      let count = place - start
      // The last word has the bytes below the stop; none, if the text fills whole words.
      hash = TextHash.finished(hash, word & ((1 &<< bits) &- 1), count: count)
      self.init(
        start: start, count: count, hash: hash,
        words: TextWords(from: start, count: count, hash: hash))
      return
    }
    return nil
  }
}

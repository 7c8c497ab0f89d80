/// A field of text: the place of its bytes, the bytes themselves if they are few, and their hash.
struct TextField {
  let start: UnsafePointer<UInt8>
  let count: Int
  let hash: UInt64
  let words: TextWords

  /// True if the bytes are UTF-8; those of ASCII, which nearly all keys are, are found eight at a time.
  @inline(__always)
  var isUTF8: Bool {
    let tops: UInt64 = 0x8080_8080_8080_8080
    if count <= TextWords.width {
      if (words.low | words.high) & tops == 0 { return true }
    } else {
      var (all, place) = (TextHash.word(start + (count &- TextHash.width)), 0)
      while place &+ TextHash.width < count {
        all |= TextHash.word(start + place)
        place &+= TextHash.width
      }
      if all & tops == 0 { return true }
    }
    return TextHash.isUTF8(start, count)
  }
}

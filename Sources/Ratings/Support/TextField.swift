/// A field of text: the place of its bytes, the bytes themselves if they are few, and their hash.
struct TextField {
  let start: UnsafePointer<UInt8>
  let count: Int
  let hash: UInt64
  let words: TextWords

  /// True if the bytes are UTF-8.
  var isUTF8: Bool { TextHash.isUTF8(start, count) }
}

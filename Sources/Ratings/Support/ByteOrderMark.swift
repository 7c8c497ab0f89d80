/// The mark with which a text in UTF-8 may begin.
enum ByteOrderMark {
  /// Returns the number of bytes of the mark, at the start of a text; 0 without one.
  static func length(in bytes: UnsafeBufferPointer<UInt8>) -> Int {
    bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
  }
}

/// Counts line ends, sixteen bytes at a time.
enum LineCount {
  /// Returns the number of LF bytes.
  static func of(_ text: UnsafeRawBufferPointer) -> Int {
    let newline = UInt8(ascii: "\n")
    let newlines = SIMD16<UInt8>(repeating: newline)
    let words = text.count / 16
    var count = 0
    var word = 0
    while word < words {
      // Each lane counts to 255 at most.
      let end = min(word + 255, words)
      var sums = SIMD16<UInt8>()
      while word < end {
        let bytes = text.loadUnaligned(fromByteOffset: word &* 16, as: SIMD16<UInt8>.self)
        sums = sums &- unsafeBitCast(bytes .== newlines, to: SIMD16<UInt8>.self)
        word &+= 1
      }
      for lane in 0..<16 { count += Int(sums[lane]) }
    }
    for byte in text[(words * 16)...] where byte == newline { count += 1 }
    return count
  }
}

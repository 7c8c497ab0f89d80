extension SHA256 {
  /// Returns the first eight bytes of the hash of a message, as a big-endian number.
  ///
  /// Allocates nothing on the heap: about 0.3 microseconds for a message of up to 55 bytes.
  public static func firstWord(of message: UnsafeRawBufferPointer) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 64 + 8) { words in
      let state = UnsafeMutableBufferPointer(rebasing: words[64...])
      _ = state.initialize(from: initialState)
      let schedule = UnsafeMutableBufferPointer(rebasing: words[..<64])
      schedule.initialize(repeating: 0)
      var start = 0
      while message.count - start >= blockSize {
        compress(
          UnsafeRawBufferPointer(rebasing: message[start..<start + blockSize]), schedule, state)
        start += blockSize
      }
      closing(UnsafeRawBufferPointer(rebasing: message[start...]), length: message.count) {
        compress($0, schedule, state)
      }
      return UInt64(state[0]) << 32 | UInt64(state[1])
    }
  }

  /// Calls `body` with each block of the end of a message: the bytes that fill no block, a one bit, zeros, and
  /// the length in bits.
  private static func closing(
    _ rest: UnsafeRawBufferPointer, length: Int, _ body: (UnsafeRawBufferPointer) -> Void
  ) {
    let count = rest.count + 1 + 8 <= blockSize ? blockSize : 2 * blockSize
    withUnsafeTemporaryAllocation(byteCount: count, alignment: 8) { bytes in
      for i in 0..<count { bytes[i] = i < rest.count ? rest[i] : 0 }
      bytes[rest.count] = 0x80
      let bits = UInt64(length) &* 8
      for i in 0..<8 { bytes[count - 1 - i] = UInt8(truncatingIfNeeded: bits >> UInt64(8 * i)) }
      for start in stride(from: 0, to: count, by: blockSize) {
        body(UnsafeRawBufferPointer(rebasing: bytes[start..<start + blockSize]))
      }
    }
  }
}

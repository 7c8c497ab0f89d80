/// A checksum of 64 bits that is as fast as memory: it finds damage, and hides nothing from an adversary.
///
/// Four words of eight bytes are mixed at a time, each by a product of 64 by 64 bits whose halves are folded, so that
/// no product waits for the one before it.
public enum BlockSum {
  /// The bytes that are summed at a time: 1 MiB, so that threads share a file.
  public static let size = 1 << 20

  /// Returns the number of checksums of some bytes.
  public static func blockCount(of bytes: Int) -> Int { (bytes + size - 1) / size }

  private static let seeds: SIMD4<UInt64> = [
    0x9E37_79B9_7F4A_7C15, 0xC2B2_AE3D_27D4_EB4F, 0x1656_67B1_9E37_79F9, 0x27D4_EB2F_1656_67C5,
  ]
  private static let odd: UInt64 = 0xD6E8_FEB8_6659_FD93
  private static let last: UInt64 = 0xE703_7ED1_A0B4_28DB

  /// Returns the checksum of bytes. It is the same on every machine.
  public static func of(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var (a, b, c, d) = (seeds[0], seeds[1], seeds[2], seeds[3])
    var place = 0
    if let base = bytes.baseAddress {
      while place &+ 32 <= bytes.count {
        a = mixed(a, word(base + place))
        b = mixed(b, word(base + place + 8))
        c = mixed(c, word(base + place + 16))
        d = mixed(d, word(base + place + 24))
        place &+= 32
      }
    }
    var rest = mixed(a, UInt64(bytes.count))
    while place < bytes.count {
      var word: UInt64 = 0
      for i in place..<min(place + 8, bytes.count) {
        word |= UInt64(bytes[i]) << UInt64(8 * (i - place))
      }
      rest = mixed(rest, word)
      place += 8
    }
    return mixed(mixed(mixed(rest, b), c), d) &* last
  }

  /// Returns the checksums of each `size` bytes, the last of which may be fewer.
  public static func blocks(of bytes: UnsafeRawBufferPointer) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: size).map { start in
      of(UnsafeRawBufferPointer(rebasing: bytes[start..<min(start + size, bytes.count)]))
    }
  }

  @inline(__always)
  private static func word(_ place: UnsafeRawPointer) -> UInt64 {
    UInt64(littleEndian: place.loadUnaligned(as: UInt64.self))
  }

  /// Mixes a word in. The high bits of the state are folded back by the rotation, so that a product by zero
  /// forgets nothing.
  @inline(__always)
  private static func mixed(_ state: UInt64, _ word: UInt64) -> UInt64 {
    let product = (state ^ word).multipliedFullWidth(by: odd)
    return product.high ^ product.low ^ (state &<< 29 | state &>> 35)
  }
}

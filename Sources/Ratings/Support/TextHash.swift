/// A hash of bytes that takes eight at a time, and comparisons that do so.
///
/// Words are little-endian; the last one has the bytes that are left, and zeros above them. Each is mixed by a
/// product of 64 by 64 bits whose halves are folded, as in wyhash.
enum TextHash {
  /// The bytes that are read at a time.
  static let width = 8
  static let start: UInt64 = 0x9E37_79B9_7F4A_7C15

  /// Mixes a whole word in.
  @inline(__always)
  static func mixed(_ hash: UInt64, _ word: UInt64) -> UInt64 {
    let product = (hash ^ word).multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return product.high ^ product.low ^ hash
  }

  /// Mixes the last word and the number of all bytes in.
  @inline(__always)
  static func finished(_ hash: UInt64, _ word: UInt64, count: Int) -> UInt64 {
    let length = UInt64(truncatingIfNeeded: count) &* 0xA076_1D64_78BD_642F
    let product = (hash ^ word ^ length).multipliedFullWidth(by: 0xE703_7ED1_A0B4_28DB)
    return product.high ^ product.low
  }

  /// Returns the hash of bytes.
  static func of(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64 {
    guard let base = bytes.baseAddress else { return finished(start, 0, count: 0) }
    var hash = start
    var place = 0
    while place &+ width <= bytes.count {
      hash = mixed(hash, word(base + place))
      place &+= width
    }
    var last: UInt64 = 0
    for i in place..<bytes.count { last |= UInt64(base[i]) &<< UInt64(8 &* (i &- place)) }
    return finished(hash, last, count: bytes.count)
  }

  /// Returns ones at the lowest bytes of a word.
  @inline(__always)
  static func mask(_ bytes: Int) -> UInt64 {
    bytes >= width ? .max : bytes <= 0 ? 0 : (1 &<< UInt64(truncatingIfNeeded: 8 &* bytes)) &- 1
  }

  /// Returns the eight bytes at a place.
  @inline(__always)
  static func word(_ place: UnsafePointer<UInt8>) -> UInt64 {
    UInt64(littleEndian: UnsafeRawPointer(place).loadUnaligned(as: UInt64.self))
  }

  private static let ones: UInt64 = 0x0101_0101_0101_0101

  /// Returns ones at the top bits of bytes of a word: at the first that is `byte`, and at none before it.
  @inline(__always)
  static func places(of byte: UInt8, in word: UInt64) -> UInt64 {
    let apart = word ^ (ones &* UInt64(byte))
    return (apart &- ones) & ~apart & (ones &* 0x80)
  }

  /// Returns ones at the top bits of bytes of a word: at the first that is below `byte`, at most 0x80, and at none
  /// before it.
  @inline(__always)
  static func places(below byte: UInt8, in word: UInt64) -> UInt64 {
    (word &- ones &* UInt64(byte)) & ~word & (ones &* 0x80)
  }

  /// Returns true if `count` bytes are equal. Reads no others.
  @inline(__always)
  static func areEqual(_ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    guard count >= width else { return areEqualShort(a, b, count) }
    var place = 0
    while place &+ width < count {
      if word(a + place) != word(b + place) { return false }
      place &+= width
    }
    // The last word overlaps the one before.
    return word(a + (count &- width)) == word(b + (count &- width))
  }

  /// Returns true if `count` bytes, up to seven, are equal.
  @inline(__always)
  private static func areEqualShort(
    _ a: UnsafePointer<UInt8>, _ b: UnsafePointer<UInt8>, _ count: Int
  ) -> Bool {
    guard count >= 4 else {
      for i in 0..<count where a[i] != b[i] { return false }
      return true
    }
    let (a, b, last) = (UnsafeRawPointer(a), UnsafeRawPointer(b), count &- 4)
    return a.loadUnaligned(as: UInt32.self) == b.loadUnaligned(as: UInt32.self)
      && (a + last).loadUnaligned(as: UInt32.self) == (b + last).loadUnaligned(as: UInt32.self)
  }

  /// Returns true if bytes are UTF-8.
  static func isUTF8(_ bytes: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    var all: UInt8 = 0
    for i in 0..<count { all |= bytes[i] }
    return all < 0x80
      || String(validating: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self) != nil
  }
}

/// A text of at most 15 bytes whole: its bytes, zeros above them, and their number in the top byte. Of a longer one
/// its hash and its length.
struct TextWords: BitwiseCopyable, Equatable {
  let low: UInt64
  let high: UInt64

  /// The most bytes of a text that the words have whole.
  static let width = 2 * TextHash.width - 1

  /// Takes a text behind which at least 16 bytes may be read.
  @inline(__always)
  init(from start: UnsafePointer<UInt8>, count: Int, hash: UInt64) {
    guard count <= Self.width else {
      self.init(count: count, hash: hash)
      return
    }
    let low = TextHash.word(start) & TextHash.mask(count)
    let rest = TextHash.word(start + TextHash.width) & TextHash.mask(count &- TextHash.width)
    self.init(low: low, high: rest | Self.top(count))
  }

  /// Takes a text and reads no other bytes.
  init(_ bytes: UnsafeBufferPointer<UInt8>, hash: UInt64) {
    guard bytes.count <= Self.width else {
      self.init(count: bytes.count, hash: hash)
      return
    }
    var words: (low: UInt64, high: UInt64) = (0, Self.top(bytes.count))
    for (i, byte) in bytes.enumerated() {
      let shifted = UInt64(byte) << UInt64(8 * (i % TextHash.width))
      if i < TextHash.width { words.low |= shifted } else { words.high |= shifted }
    }
    self.init(low: words.low, high: words.high)
  }

  @inline(__always)
  private init(count: Int, hash: UInt64) {
    self.init(low: hash, high: Self.top(0xFF) | UInt64(truncatingIfNeeded: count))
  }

  @inline(__always)
  private init(low: UInt64, high: UInt64) {
    self.low = low
    self.high = high
  }

  /// Returns a word with a number in its top byte.
  @inline(__always)
  private static func top(_ count: Int) -> UInt64 { UInt64(truncatingIfNeeded: count) &<< 56 }
}

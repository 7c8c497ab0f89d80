/// The hash FNV-1a with 64 bits, by Fowler, Noll and Vo: it detects mix-ups and damage, not tampering.
package struct FNV1a: Sendable {
  /// Hash of all bytes so far.
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// Creates the hash of no bytes.
  package init() {}

  /// Hashes some bytes.
  package init(_ bytes: some Sequence<UInt8>) {
    self.init()
    add(bytes)
  }

  /// Appends bytes.
  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// Hash as sixteen hexadecimal digits.
  package var digits: String { Self.digits(value) }

  /// Returns a value as sixteen hexadecimal digits, with leading zeros.
  package static func digits(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

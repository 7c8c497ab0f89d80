/// The hash FNV-1a with 64 bits, after Fowler, Noll and Vo: finds mix-ups and damage, not intent.
package struct FNV1a: Sendable {
  /// The hash of all bytes so far.
  package private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

  /// The hash of no bytes.
  package init() {}

  /// Hashes some bytes.
  package init(_ bytes: some Sequence<UInt8>) {
    self.init()
    add(bytes)
  }

  /// Adds bytes behind those so far.
  package mutating func add(_ bytes: some Sequence<UInt8>) {
    for byte in bytes { value = (value ^ UInt64(byte)) &* 0x100_0000_01B3 }
  }

  /// The hash as sixteen hexadecimal digits.
  package var digits: String { Self.digits(value) }

  /// Sixteen hexadecimal digits, with leading zeros.
  package static func digits(_ value: UInt64) -> String {
    let digits = String(value, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

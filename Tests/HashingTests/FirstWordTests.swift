import Testing

@testable import Hashing

@Suite struct FirstWordTests {
  @Test(arguments: Array(0...130) + [1_000])
  func isTheStartOfTheWholeHash(count: Int) {
    let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 41) }
    var hash = SHA256()
    bytes.withUnsafeBytes { hash.update($0) }
    let word = String(bytes.withUnsafeBytes { SHA256.firstWord(of: $0) }, radix: 16)
    let digits = String(repeating: "0", count: 16 - word.count) + word
    #expect(hash.hexDigits.hasPrefix(digits))
  }

  /// FIPS 180-2, appendix B.
  @Test func givesTheStandardsValues() {
    #expect(
      "abc".utf8.withContiguousStorageIfAvailable {
        SHA256.firstWord(of: UnsafeRawBufferPointer($0))
      } == 0xba78_16bf_8f01_cfea)
  }
}

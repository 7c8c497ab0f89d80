import Testing

@testable import Hashing

@Suite struct SHA256Tests {
  private func digits(_ bytes: [UInt8], pieces: Int = .max) -> String {
    var hash = SHA256()
    for start in stride(from: 0, to: bytes.count, by: max(min(pieces, bytes.count), 1)) {
      let end = pieces == .max ? bytes.count : min(start + pieces, bytes.count)
      Array(bytes[start..<end]).withUnsafeBytes { hash.update($0) }
    }
    return hash.hexDigits
  }

  /// The examples of NIST's "Secure Hash Standard" example file (SHA-256), and those of FIPS 180-2,
  /// appendix B.
  @Test func givesTheStandardsValues() {
    let examples = [
      ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
      ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      (
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
      ),
      (
        "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqr"
          + "lmnopqrsmnopqrstnopqrstu",
        "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
      ),
    ]
    for (text, expected) in examples { #expect(digits(Array(text.utf8)) == expected) }
    #expect(
      digits([UInt8](repeating: 0x61, count: 1_000_000))
        == "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0")
  }

  @Test(arguments: [1, 3, 55, 56, 63, 64, 65, 127, 1000])
  func piecesAreTheWhole(size: Int) {
    for count in [0, 1, 55, 56, 57, 63, 64, 65, 119, 120, 128, 1000] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37) }
      #expect(digits(bytes, pieces: size) == digits(bytes))
    }
  }
}

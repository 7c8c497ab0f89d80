/// Bytes of model files, changed as another program might.
public enum ModelBytes {
  /// Returns a file with another header, and without checksums.
  ///
  /// - Parameter change: gets the header's text and returns another.
  public static func withHeader(
    of bytes: [UInt8], _ change: (String) throws -> String
  ) rethrows -> [UInt8] {
    let length = (0..<8).reduce(0) { $0 | Int(bytes[$1]) << (8 * $1) }
    var header = try change(
      String(decoding: bytes[8..<8 + length], as: UTF8.self)
        .replacing("sha256\"", with: "xha256\""))
    header += String(repeating: " ", count: (8 - header.utf8.count % 8) % 8)
    let size = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> (8 * $0)) }
    return size + Array(header.utf8) + bytes[(8 + length)...]
  }
}

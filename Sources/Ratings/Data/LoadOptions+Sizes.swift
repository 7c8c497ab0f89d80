#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

extension LoadOptions {
  /// The limit of what is unpacked without one that was said: 64 GB, or three quarters of the machine's
  /// memory if that is less.
  public static var defaultSizeLimit: Int {
    let pages = sysconf(Int32(_SC_PHYS_PAGES))
    let page = sysconf(Int32(_SC_PAGESIZE))
    let most = 64_000_000_000
    guard pages > 0, page > 0 else { return most }
    let (memory, overflow) = Int(pages).multipliedReportingOverflow(by: Int(page))
    return overflow ? most : min(memory / 4 * 3, most)
  }

  /// Reads a number of bytes such as `500MB`, `64G` or `1000000`; K, M, G and T are powers of a thousand.
  ///
  /// - Parameter text: the number and its unit.
  /// - Throws: `DataError.badOption`.
  public static func size(parsing text: String) throws -> Int {
    var digits = text.uppercased()[...]
    if digits.hasSuffix("B") { digits = digits.dropLast() }
    let units: [Character: Int] = [
      "K": 1_000, "M": 1_000_000, "G": 1_000_000_000, "T": 1_000_000_000_000,
    ]
    let unit = digits.last.flatMap { units[$0] }
    if unit != nil { digits = digits.dropLast() }
    guard let number = Int(digits), number > 0,
      case (let size, let overflow) = number.multipliedReportingOverflow(by: unit ?? 1), !overflow
    else {
      throw DataError.badOption(
        name: "--max-size", value: text, expected: "a number of bytes above 0, as in 500MB or 64GB")
    }
    return size
  }

  /// Returns a number of bytes for people, such as "64 GB".
  static func text(ofSize size: Int) -> String {
    for (unit, name) in [(1_000_000_000, "GB"), (1_000_000, "MB"), (1_000, "KB")] where size >= unit
    {
      let tenths = size / (unit / 10)
      return tenths % 10 == 0 ? "\(tenths / 10) \(name)" : "\(tenths / 10).\(tenths % 10) \(name)"
    }
    return Counted.text(size, "byte")
  }
}

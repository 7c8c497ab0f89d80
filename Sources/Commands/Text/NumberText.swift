import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Numbers for people, without Foundation's formatters: they cost more than the whole start.
package enum NumberText {
  /// Returns a number with its digits in groups: 100004 as "100,004".
  package static func grouped(_ number: Int) -> String {
    let digits = Array(String(number.magnitude))
    var text = number < 0 ? "-" : ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { text.append(",") }
      text.append(digit)
    }
    return text
  }

  /// Returns a number with a fixed number of digits after the point; "-" if it is not finite.
  package static func fixed(_ value: Double, decimals: Int) -> String {
    guard value.isFinite else { return "-" }
    // Numbers too long for a table's cell are written with an exponent.
    guard abs(value) < 1e15 else { return "\(value)" }
    let text = withVaList([Int32(decimals), value]) { arguments in
      var buffer = [CChar](repeating: 0, count: 64)
      let length = vsnprintf(&buffer, buffer.count, "%.*f", arguments)
      let bytes = buffer.prefix(max(0, Int(length))).map { UInt8(bitPattern: $0) }
      return String(decoding: bytes, as: UTF8.self)
    }
    // A number that rounds to zero has no sign.
    let isZero = value <= 0 && !text.utf8.contains { $0 &- 49 <= 8 }
    return isZero && text.hasPrefix("-") ? String(text.dropFirst()) : text
  }

  /// Returns the same digits as `fixed`, with a sign of either direction; none if all digits are
  /// zeros.
  package static func signed(_ value: Double, decimals: Int) -> String {
    let text = fixed(abs(value), decimals: decimals)
    guard text.contains(where: { ("1"..."9").contains($0) }) else { return text }
    return (value < 0 ? "-" : "+") + text
  }

  /// Returns a duration in the unit that suits it: "12 ms", "3.4 s", "2 min 5 s".
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite else { return "-" }
    if seconds < 0.0995 {
      return fixed(seconds * 1000, decimals: seconds < 0.00995 ? 1 : 0) + " ms"
    }
    if seconds < 9.95 { return fixed(seconds, decimals: seconds < 0.995 ? 2 : 1) + " s" }
    let whole = seconds < 1e15 ? Int(seconds.rounded()) : Int(1e15)
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole % 3600 / 60) min"
  }

  /// Returns a number of bytes: "812 bytes", "4.1 MB".
  package static func bytes(_ count: Int) -> String {
    guard count >= 1000 else { return counted(count, "byte") }
    let units = ["kB", "MB", "GB", "TB"]
    var value = Double(count) / 1000
    var unit = 0
    while value >= 999.95, unit + 1 < units.count {
      value /= 1000
      unit += 1
    }
    return "\(fixed(value, decimals: value < 9.95 ? 1 : 0)) \(units[unit])"
  }

  /// Returns a number of things, its digits in groups: "1 rating", "7,000 ratings", "2 histories".
  package static func counted(_ count: Int, _ noun: String) -> String {
    "\(grouped(count)) \(Counted.noun(noun, count))"
  }

  /// Returns stars without needless digits: "4", "3.5".
  package static func stars(_ stars: Float) -> String {
    stars == stars.rounded() && abs(stars) < 1e6 ? String(Int(stars)) : "\(stars)"
  }
}

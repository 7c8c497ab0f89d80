/// The characters that the machine's fonts have.
///
/// A character that none of them has would become its number in a box in a PNG, drawn larger than
/// the whole picture: gnuplot draws at a scale that this box takes for its own.
struct Fonts {
  /// Code points of all fonts, ascending, apart; nil if unknown.
  private let known: [ClosedRange<UInt32>]?

  /// Runs fontconfig, which finds the fonts of pictures too. If it is not installed, all characters
  /// pass.
  init() {
    let run = try? Tool.run(["fc-list", "--format", "%{charset} "])
    let isAnswer = run.map { $0.status == 0 && !$0.output.isEmpty } ?? false
    known = isAnswer ? run.map { Self.ranges(String(decoding: $0.output, as: UTF8.self)) } : nil
  }

  /// Reads ranges of code points as fontconfig writes them: "20-7e a0".
  init(charsets: String) { known = Self.ranges(charsets) }

  private static func ranges(_ text: String) -> [ClosedRange<UInt32>] {
    let found = text.split(separator: " ").compactMap { word -> ClosedRange<UInt32>? in
      let ends = word.split(separator: "-").compactMap { UInt32($0, radix: 16) }
      guard let first = ends.first, let last = ends.last, first <= last else { return nil }
      return first...last
    }
    var joined: [ClosedRange<UInt32>] = []
    for range in found.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = joined.last, range.lowerBound <= last.upperBound {
        joined[joined.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
      } else {
        joined.append(range)
      }
    }
    return joined
  }

  /// Returns a text with a question mark for each character that no font has.
  func readable(_ text: String) -> String {
    guard let known, !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
    return String(
      text.map { character in
        character.unicodeScalars.allSatisfy { Self.isShown($0, by: known) } ? character : "?"
      })
  }

  /// Returns whether a scalar has a glyph: ASCII always has, and joiners of characters are not
  /// drawn.
  private static func isShown(_ scalar: Unicode.Scalar, by known: [ClosedRange<UInt32>]) -> Bool {
    let value = scalar.value
    if value < 0x80 || scalar.properties.isDefaultIgnorableCodePoint { return true }
    // The last range that begins no later than it.
    var (low, high) = (0, known.count)
    while low < high {
      let middle = (low + high) / 2
      if known[middle].lowerBound <= value { low = middle + 1 } else { high = middle }
    }
    return low > 0 && known[low - 1].contains(value)
  }
}

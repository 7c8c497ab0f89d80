/// The separator of a text's fields, and the use of quotes.
struct TextForm: Equatable {
  var separator: FieldSeparator
  /// True if a field may be in quotes.
  var hasQuotes: Bool

  /// The rows that are looked at.
  private static let sampleRows = 200
  /// The bytes that are looked at.
  private static let sampleBytes = 1 << 16

  /// Finds the separator with which the first rows have the most fields, the same number in nearly all of
  /// them.
  ///
  /// - Throws: `DataError.unknownFormat` if none gives two fields; `.empty` without a row; `.interrupted`.
  static func find(
    _ bytes: UnsafeBufferPointer<UInt8>, file: String, stop: StopRequest
  ) throws -> TextForm {
    let sample = sample(bytes)
    var best: (form: TextForm, shape: Shape)?
    for separator in FieldSeparator.sniffed {
      let (form, shape) = try Shape.of(sample, file, separator, stop)
      guard shape.rows > 0 else { throw DataError.empty(file: file) }
      // Each second field is empty: the mark is written twice.
      if shape.isHollow && !separator.isDoubled { continue }
      guard shape.fields >= 2, shape.isBetter(than: best?.shape, isBlanks: separator.isBlanks)
      else { continue }
      best = (form, shape)
    }
    guard let best else { throw DataError.unknownFormat(path: file) }
    return best.form
  }

  /// The form of a text whose separator was said.
  static func of(
    _ separator: FieldSeparator, _ bytes: UnsafeBufferPointer<UInt8>, file: String,
    stop: StopRequest
  ) throws -> TextForm {
    guard separator != .comma else { return TextForm(separator: .comma, hasQuotes: true) }
    return try Shape.of(sample(bytes), file, separator, stop).form
  }

  /// Returns the first bytes of a text, up to a line end if it goes on.
  private static func sample(_ bytes: UnsafeBufferPointer<UInt8>) -> UnsafeBufferPointer<UInt8> {
    guard bytes.count > sampleBytes else { return bytes }
    let start = UnsafeBufferPointer(rebasing: bytes[..<sampleBytes])
    let end = start.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? sampleBytes
    return UnsafeBufferPointer(rebasing: start[..<end])
  }

  /// The numbers of fields that rows have with one separator.
  private struct Shape {
    /// The number of fields that most rows have; of equally many the first.
    var fields = 0
    /// The share of the rows that have it.
    var share = 0.0
    var rows = 0
    /// True if each second field of every row is empty, as if the mark were written twice.
    var isHollow = true

    /// Measures the rows, with quotes if they close as they should and without them otherwise.
    static func of(
      _ sample: UnsafeBufferPointer<UInt8>, _ file: String, _ separator: FieldSeparator,
      _ stop: StopRequest
    ) throws -> (form: TextForm, shape: Shape) {
      let quoted = try measured(sample, file, separator, hasQuotes: true, stop)
      if separator == .comma || quoted.isWhole {
        return (TextForm(separator: separator, hasQuotes: true), quoted.shape)
      }
      let plain = try measured(sample, file, separator, hasQuotes: false, stop)
      return (TextForm(separator: separator, hasQuotes: false), plain.shape)
    }

    private static func measured(
      _ sample: UnsafeBufferPointer<UInt8>, _ file: String, _ separator: FieldSeparator,
      hasQuotes: Bool, _ stop: StopRequest
    ) throws -> (shape: Shape, isWhole: Bool) {
      var scanner = RowScanner(
        sample, file: file, separator: separator, hasQuotes: hasQuotes, stop: stop)
      var counts: [Int: Int] = [:]
      var shape = Shape()
      var isWhole = true
      do {
        while shape.rows < TextForm.sampleRows, try scanner.next() {
          shape.rows += 1
          shape.isHollow = shape.isHollow && isHollow(scanner)
          counts[scanner.fields.count, default: 0] += 1
          if counts[scanner.fields.count, default: 0] > counts[shape.fields, default: 0] {
            shape.fields = scanner.fields.count
          }
        }
      } catch DataError.interrupted {
        throw DataError.interrupted
      } catch {
        isWhole = false
        // The row that cannot be cut into fields counts as one without any.
        shape.rows += 1
      }
      shape.share = Double(counts[shape.fields, default: 0]) / Double(max(shape.rows, 1))
      return (shape, isWhole)
    }

    private static func isHollow(_ scanner: RowScanner) -> Bool {
      let fields = scanner.fields
      return fields.count >= 3 && fields.count % 2 == 1
        && fields.indices.allSatisfy { ($0 % 2 == 1) == (fields[$0].start == fields[$0].end) }
    }

    /// Returns true if this shape is the likelier one. Blanks are only in question if nothing else gives
    /// three fields.
    func isBetter(than other: Shape?, isBlanks: Bool) -> Bool {
      guard let other else { return true }
      let isEven = share >= 0.9
      let otherIsEven = other.share >= 0.9
      if isEven != otherIsEven { return isEven && !(isBlanks && other.fields >= 3) }
      if isBlanks { return fields >= 3 && other.fields < 3 }
      return fields > other.fields || fields == other.fields && share > other.share
    }
  }
}

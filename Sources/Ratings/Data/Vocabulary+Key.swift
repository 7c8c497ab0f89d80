extension Vocabulary {
  /// A user's or an item's id as files have it: a whole number, 0 ... 2^63 - 1, or a text.
  ///
  ///     let ids: [Vocabulary.Key] = [318, "B000000005"]
  ///
  /// A number and the text of its digits are different keys; `Vocabulary.index(of:)` finds either by the
  /// other. Texts are compared by their bytes: `é` in one code point and in two are different keys.
  ///
  /// - Stability: evolving.
  public struct Key: Sendable {
    private enum Content: Sendable {
      case number(Int64)
      case text(String)
    }

    private let content: Content

    /// Makes the key of a number, 0 ... 2^63 - 1.
    public init(_ number: some BinaryInteger) {
      precondition(number >= 0 && number <= Int64.max, "ids of numbers are 0 to 2^63 - 1")
      content = .number(Int64(number))
    }

    /// Makes the key of a text, though it be all digits.
    public init(_ text: String) { content = .text(text) }

    /// Makes the key that a text spells: a number for decimal digits as numbers are written, otherwise the text.
    ///
    /// `7` is a number; `007` and `9223372036854775808` are texts.
    public init(written text: String) {
      let number = Self.number(text.utf8)
      self = number.map { String($0) == text ? Key($0) : Key(text) } ?? Key(text)
    }

    /// The number; nil for a text.
    public var number: Int64? {
      if case .number(let number) = content { number } else { nil }
    }

    /// True if it is a text.
    public var isText: Bool { number == nil }

    /// Returns the number before the point of a text, or the number that a text without a point spells; nil if there
    /// is none.
    ///
    /// - Parameter isRight: returns true if what stands behind a point may stand there.
    static func number(
      _ text: String.UTF8View, behindPoint isRight: (Substring.UTF8View) -> Bool
    ) -> Int64? {
      let parts = text.split(
        separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 1 || isRight(parts[1]) else { return nil }
      return number(parts[0])
    }

    /// Returns the number that a text such as `007` or `7.0` spells, whose digits behind a point are zeros; nil for
    /// other text.
    static func wholeNumber(_ text: String.UTF8View) -> Int64? {
      number(text) { !$0.isEmpty && $0.allSatisfy { $0 == UInt8(ascii: "0") } }
    }

    /// Returns the number that decimal digits spell, leading zeros included; nil for anything else and beyond
    /// 2^63 - 1.
    static func number(_ digits: some Collection<UInt8>) -> Int64? {
      guard !digits.isEmpty else { return nil }
      var value: Int64 = 0
      for byte in digits {
        guard byte &- 48 <= 9 else { return nil }
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        let (sum, carry) = product.addingReportingOverflow(Int64(byte &- 48))
        guard !overflow, !carry else { return nil }
        value = sum
      }
      return value
    }
  }
}

extension Vocabulary.Key: CustomStringConvertible {
  /// The id as it is written.
  public var description: String {
    switch content {
    case .number(let number): String(number)
    case .text(let text): text
    }
  }
}

extension Vocabulary.Key: Hashable {
  /// Returns true for equal numbers, and for texts of the same bytes.
  public static func == (a: Self, b: Self) -> Bool {
    switch (a.content, b.content) {
    case (.number(let a), .number(let b)): a == b
    case (.text(let a), .text(let b)): a.utf8.elementsEqual(b.utf8)
    default: false
    }
  }

  /// Hashes the number, or the text's bytes.
  public func hash(into hasher: inout Hasher) {
    switch content {
    case .number(let number): hasher.combine(number)
    case .text(var text): text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
    }
  }
}

extension Vocabulary.Key: Comparable {
  /// Returns true if `a` comes before `b`: numbers by value, then texts by their bytes.
  public static func < (a: Self, b: Self) -> Bool {
    switch (a.content, b.content) {
    case (.number(let a), .number(let b)): a < b
    case (.number, .text): true
    case (.text, .number): false
    case (.text(let a), .text(let b)): a.utf8.lexicographicallyPrecedes(b.utf8)
    }
  }
}

extension Vocabulary.Key: ExpressibleByIntegerLiteral, ExpressibleByStringInterpolation {
  /// Makes the key of a number.
  public init(integerLiteral number: Int64) { self.init(number) }

  /// Makes the key of a text, though it be all digits.
  public init(stringLiteral text: String) { self.init(text) }
}

extension Vocabulary.Key: Codable {
  /// Reads a whole number or a text.
  ///
  /// - Throws: `DecodingError` for anything else, and for negative numbers.
  public init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    guard let number = try? value.decode(Int64.self) else {
      self.init(try value.decode(String.self))
      return
    }
    guard number >= 0 else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "the id \(number) is negative")
    }
    self.init(number)
  }

  /// Writes a number as a number, a text as a text.
  public func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch content {
    case .number(let number): try value.encode(number)
    case .text(let text): try value.encode(text)
    }
  }
}

import DebutEngine

/// A value in an answer, before an output mode makes text of it.
package enum Value: Hashable {
  /// Unknown or not applicable: `null` in JSON, empty elsewhere.
  case null
  /// Left out of a JSON object altogether; elsewhere as `null`.
  case absent
  case text(String)
  case flag(Bool)
  /// An id of a user or an item: a number, never grouped, or a text.
  case id(Vocabulary.Key)
  /// Seconds since 1970, never grouped.
  case time(Int64)
  case seed(UInt64)
  /// A number of things: digits are grouped in threes for people.
  case count(Int)
  /// People see `decimals` digits after the point; CSV and JSON get all of them.
  case number(Double, decimals: Int)
  /// The best number of a row; people see it marked.
  case best(Double, decimals: Int)
  /// A number that the data cannot tell from the best of its row; people see it marked.
  case near(Double, decimals: Int)
  /// The difference of two things; people see its sign, whichever it is.
  case difference(Double, decimals: Int)
  /// A rating given by a user: one digit after the point for people.
  case rating(Float)
  /// A prediction in stars: two digits after the point for people; CSV and JSON get what reads back
  /// to the same float.
  case stars(Float)
  case list([Value])
  /// Named values: an object in JSON.
  case object([Answer.Field])

  /// Returns a number, or `null` for nil.
  package static func number(_ value: Double?, decimals: Int) -> Value {
    value.map { .number($0, decimals: decimals) } ?? .null
  }

  /// True if a column of such values is aligned to the right.
  package var isNumeric: Bool {
    switch self {
    case .id(let id): !id.isText
    case .time, .seed, .count, .number, .best, .near, .difference, .rating, .stars: true
    case .null, .absent, .text, .flag, .list, .object: false
    }
  }

  package var isEmpty: Bool { self == .null || self == .absent }

  /// The text for people.
  package var shown: String {
    switch self {
    case .null, .absent: "-"
    case .text(let text): text
    case .flag(let flag): flag ? "yes" : "no"
    case .id(let id): id.description
    case .time(let time): String(time)
    case .seed(let seed): String(seed)
    case .count(let count): NumberText.grouped(count)
    case .number(let value, let decimals): NumberText.fixed(value, decimals: decimals)
    case .best(let value, let decimals): "*" + NumberText.fixed(value, decimals: decimals)
    case .near(let value, let decimals): "~" + NumberText.fixed(value, decimals: decimals)
    case .difference(let value, let decimals): NumberText.signed(value, decimals: decimals)
    case .rating(let stars): NumberText.fixed(Double(stars), decimals: 1)
    case .stars(let stars): NumberText.fixed(Double(stars), decimals: 2)
    case .list(let values): values.map(\.shown).joined(separator: ", ")
    case .object(let fields): fields.map { "\($0.key) \($0.value.shown)" }.joined(separator: ", ")
    }
  }

  /// The text for programs: every digit, no grouping, empty for nothing.
  package var plain: String {
    switch self {
    case .null, .absent: ""
    case .text(let text): text
    case .flag(let flag): flag ? "true" : "false"
    case .id(let id): id.description
    case .time(let time): String(time)
    case .seed(let seed): String(seed)
    case .count(let count): String(count)
    case .number(let value, _), .best(let value, _), .near(let value, _), .difference(let value, _):
      value.isFinite ? "\(value)" : ""
    case .rating(let stars), .stars(let stars): stars.isFinite ? "\(stars)" : ""
    case .list(let values): values.map(\.plain).joined(separator: " ")
    case .object(let fields): fields.map { "\($0.key)=\($0.value.plain)" }.joined(separator: " ")
    }
  }
}

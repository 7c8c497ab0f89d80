/// A kind of events that is read, and how much one of them says.
///
/// - Stability: evolving.
public struct EventWeight: Hashable, Sendable {
  /// The kind as the column of events has it.
  public let kind: String
  /// The weight, above 0; a row's rating is its share of the largest.
  public let weight: Double

  /// Makes the weight of a kind.
  ///
  /// - Precondition: the weight is finite and above 0.
  public init(_ kind: String, _ weight: Double) {
    precondition(weight.isFinite && weight > 0, "a weight is above 0")
    self.kind = kind
    self.weight = weight
  }

  /// Reads kinds and their weights, as in `view=1,cart=3,buy=5`. A kind without a weight has 1.
  ///
  /// - Parameter text: the kinds, separated by commas.
  /// - Throws: `DataError.badOption` if a weight is no number above 0, or if a kind is empty or comes twice.
  public static func all(parsing text: String) throws -> [EventWeight] {
    let weights = text.split(separator: ",", omittingEmptySubsequences: false).compactMap { word in
      let end = word.lastIndex(of: "=")
      let kind = word[..<(end ?? word.endIndex)].drop { $0 == " " }
      let number = end.map { word[word.index(after: $0)...].filter { $0 != " " } } ?? "1"
      guard !kind.isEmpty, FieldNumber(number) != nil, let weight = Double(number), weight > 0
      else { return EventWeight?.none }
      return EventWeight(String(kind.reversed().drop { $0 == " " }.reversed()), weight)
    }
    guard weights.count == text.count(where: { $0 == "," }) + 1,
      Set(weights.map(\.kind)).count == weights.count
    else {
      throw DataError.badOption(
        name: "--events", value: text,
        expected: "kinds of events, each once, with numbers above 0, as in view=1,cart=3,buy=5")
    }
    return weights
  }
}

/// Numbers of things in words.
package enum Counted {
  /// Returns a number and its noun: "1 rating", "7000 ratings", "2 histories".
  package static func text(_ count: Int, _ noun: String) -> String {
    "\(count) \(self.noun(noun, count))"
  }

  /// Returns a share as a percentage with one decimal: "12.5 %".
  package static func percent(_ share: Double) -> String {
    let tenths = Int((share * 1000).rounded())
    return "\(tenths / 10).\(tenths % 10) %"
  }

  /// Returns a noun for a number of things: "rating" for 1, "ratings" or "histories" for others.
  package static func noun(_ noun: String, _ count: Int) -> String {
    if count == 1 { return noun }
    return noun.hasSuffix("y") ? noun.dropLast() + "ies" : noun + "s"
  }
}

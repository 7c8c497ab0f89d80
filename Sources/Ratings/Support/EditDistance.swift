/// Returns the fewest insertions, deletions, substitutions and swaps of neighbours that turn one
/// text into the other, no part edited twice (optimal string alignment, the restricted
/// Damerau-Levenshtein distance).
///
/// - Parameter limit: a distance above it is returned as `limit + 1`, sooner.
/// - Complexity: O(a.count · b.count).
public func editDistance<Element: Equatable>(
  _ a: [Element], _ b: [Element], limit: Int = .max - 1
) -> Int {
  if abs(a.count - b.count) > limit { return limit + 1 }
  if a.isEmpty || b.isEmpty { return max(a.count, b.count) }
  var beforeLast = [Int](repeating: 0, count: b.count + 1)
  var last = Array(0...b.count)
  var row = last
  for i in 1...a.count {
    row[0] = i
    var lowest = i
    for j in 1...b.count {
      var cost = min(last[j], row[j - 1]) + 1
      cost = min(cost, last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        cost = min(cost, beforeLast[j - 2] + 1)
      }
      row[j] = cost
      lowest = min(lowest, cost)
    }
    // A swap uses the row before the last, but never costs less than the row between.
    if lowest > limit { return limit + 1 }
    (beforeLast, last, row) = (last, row, beforeLast)
  }
  return min(last[b.count], limit + 1)
}

/// Returns the name nearest to a misspelt one by `editDistance` after folding case and accents, if
/// it is within a third of the length (at least 1, at most 3 edits); of several the first.
///
/// - Returns: one of `names` as written; nil if none is near.
public func nearest(to text: String, among names: some Sequence<String>) -> String? {
  let wanted = Array(TextFolding.fold(text).utf8)
  let limit = min(max(wanted.count / 3, 1), 3)
  var best: String?
  var distance = limit + 1
  for name in names {
    let candidate = Array(TextFolding.fold(name).utf8)
    let found = editDistance(wanted, candidate, limit: distance - 1)
    if found < distance { (best, distance) = (name, found) }
    if distance == 0 { break }
  }
  return best
}

/// Returns "; did you mean \"heat\"?" with the name nearest to a misspelt one, for the end of an
/// error; nil if none is near.
///
/// - Complexity: that of `nearest(to:among:)`.
public func suggestion(for text: String, among names: some Sequence<String>) -> String? {
  nearest(to: text, among: names).map(suggestion)
}

/// Returns "; did you mean \"heat\"?" with a name that was found to be the nearest.
public func suggestion(of name: String) -> String {
  "; did you mean \(QuotedText.whole(name))?"
}

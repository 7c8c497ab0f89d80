import Debut

/// Figures of the lists that a model gives, whatever came next.
///
/// - Stability: evolving.
public struct ListFigures: Hashable, Sendable {
  /// The share of candidates that are in any list, 0 ... 1: of several folds the mean.
  public let coverage: Double
  /// The mean number of training events of the items listed.
  public let popularity: Double

  init(coverage: Double, popularity: Double) {
    self.coverage = coverage
    self.popularity = popularity
  }

  /// Computes the figures of one fold.
  ///
  /// - Parameters:
  ///   - lists: items by the model's index; -1 for none.
  ///   - supports: the number of training events of each item.
  ///   - candidates: the number of items that may be listed.
  init(_ lists: [Int32], supports: [Int], candidates: Int) {
    var isListed = [Bool](repeating: false, count: supports.count)
    var (sum, count) = (0, 0)
    for item in lists where item >= 0 {
      isListed[Int(item)] = true
      sum += supports[Int(item)]
      count += 1
    }
    coverage = Double(isListed.count { $0 }) / Double(max(candidates, 1))
    popularity = Double(sum) / Double(max(count, 1))
  }

  /// Returns the means over folds; nil unless all have figures.
  package static func mean(_ folds: [ListFigures?]) -> ListFigures? {
    let known = folds.compactMap { $0 }
    guard !known.isEmpty, known.count == folds.count else { return nil }
    return ListFigures(
      coverage: known.reduce(0) { $0 + $1.coverage } / Double(known.count),
      popularity: known.reduce(0) { $0 + $1.popularity } / Double(known.count))
  }
}

import Debut

/// An item, and its similarity to another by a model's item vectors.
///
/// - Stability: evolving.
public struct SimilarItem: Hashable, Sendable {
  /// The item's id.
  public let itemID: Vocabulary.Key
  /// The cosine of the two items' vectors, from -1 to 1.
  public let similarity: Double
  /// Training ratings of the item.
  public let support: Int
}

extension TrainedModel {
  /// Returns the items most similar to one by the model's item vectors, highest cosine first, equal ones
  /// by smaller id. It needs no ratings, so it works for an opened model without data.
  ///
  /// - Parameters:
  ///   - itemID: the item compared; one that the model was not trained on has no similar items.
  ///   - minSupport: items with fewer training ratings are left out.
  ///   - command: named in the error.
  /// - Throws: `EngineError.severalFolds`; `.noItemVectors`.
  /// - Complexity: O(items * dimension), plus sorting.
  public func similarItems(
    to itemID: Vocabulary.Key, minSupport: Int
  ) throws -> [SimilarItem] {
    let fold = try single()
    let vectors = try itemVectors(of: fold)
    guard let own = index(ofItemID: itemID) else { return [] }
    let found = items.indices.compactMap { item -> SimilarItem? in
      guard item != own, fold.supports[item] >= minSupport,
        let cosine = vectors.cosine(own, item)
      else { return nil }
      return SimilarItem(
        itemID: itemIDs[item], similarity: cosine, support: fold.supports[item])
    }
    return found.sorted {
      $0.similarity != $1.similarity ? $0.similarity > $1.similarity : $0.itemID < $1.itemID
    }
  }
}

extension ItemVectors {
  /// Returns the cosine of two vectors; nil if one of them is zero or not finite.
  fileprivate func cosine(_ a: Int, _ b: Int) -> Double? {
    var (product, first, second) = (0.0, 0.0, 0.0)
    for i in 0..<dimension {
      let x = Double(values[a * dimension + i])
      let y = Double(values[b * dimension + i])
      product += x * y
      first += x * x
      second += y * y
    }
    let norm = (first * second).squareRoot()
    return norm > 0 && norm.isFinite && product.isFinite ? product / norm : nil
  }
}

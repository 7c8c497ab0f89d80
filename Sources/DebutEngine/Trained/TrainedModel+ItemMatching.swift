import Debut

extension TrainedModel {
  /// Checks that the model's items are those of a data set.
  ///
  /// Ids are only numbers: two catalogues may give the same id to different items. If both have titles,
  /// most of the titles of the same ids must agree. A few may differ, because catalogues are corrected over
  /// the years.
  ///
  /// - Throws: `EngineError.otherItems` if no id is shared, or most titles differ.
  /// - Complexity: O(items); O(1) for the data that the model was trained on.
  public func checkItems(of data: Dataset) throws {
    guard data.fingerprint != dataset.fingerprint else { return }
    var shared = 0
    var titled = 0
    var clashes: [(id: Vocabulary.Key, trained: String, asked: String)] = []
    for item in items {
      guard let index = data.catalogue.index(ofID: item.id) else { continue }
      shared += 1
      let other = data.catalogue[index]
      guard !item.title.isEmpty, !other.title.isEmpty else { continue }
      titled += 1
      if item.title != other.title { clashes.append((item.id, item.name, other.name)) }
    }
    guard shared == 0 || 2 * clashes.count > titled else { return }
    let evidence = clashes.first.map {
      "item \($0.id) is \($0.trained) there and \($0.asked) here"
    }
    throw EngineError.otherItems(
      model: name, trainedOn: dataset.name, asked: data.name,
      evidence: evidence ?? "they have no item in common")
  }
}

extension TrainedModel {
  /// The overlap of a model's items and those of a data set, by id.
  ///
  /// - Stability: stable.
  public struct ItemMatch: Hashable, Sendable {
    /// The number of rated items of the data.
    public let items: Int
    /// The number of those that the model was not trained on.
    public let unknownToModel: Int
    /// The number of items of the model that the data does not have.
    public let missingInData: Int

    /// The number of rated items of the data that the model was trained on.
    public var known: Int { items - unknownToModel }
    /// True if the model was not trained on most items of the data.
    public var isSlight: Bool { 2 * known < items }
  }

  /// Counts the items that model and data share.
  public func itemMatch(with data: Dataset) -> ItemMatch {
    let rated = data.catalogue.items.prefix(data.catalogue.ratedCount)
    return ItemMatch(
      items: rated.count, unknownToModel: rated.count { index(ofItemID: $0.id) == nil },
      missingInData: items.count { data.catalogue.index(ofID: $0.id) == nil })
  }
}

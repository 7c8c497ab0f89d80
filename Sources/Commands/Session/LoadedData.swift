import DebutEngine

/// A data set, its origin, and an index of its titles.
final class LoadedData {
  let dataset: Dataset
  /// The way in which it was loaded.
  let origin: DataOrigin
  /// Made when a title is first looked up: start and `load` do without it.
  private(set) lazy var titles = TitleIndex(dataset.catalogue)

  /// Every genre that some item has, by name.
  private(set) lazy var genres = Set(dataset.catalogue.items.flatMap(\.genres)).sorted()

  init(_ dataset: Dataset, origin: DataOrigin) {
    self.dataset = dataset
    self.origin = origin
  }

  /// Data from a path, with the defaults of `load`.
  convenience init(_ dataset: Dataset, path: String) {
    self.init(dataset, origin: .init(path: path))
  }

  /// The items of a model, without any rating.
  convenience init(itemsOf model: TrainedModel) {
    let none = Histories(
      columns: .init(items: [], ratings: [], timestamps: []), users: [], ranges: [])
    self.init(
      Dataset(
        name: model.datasetName, isGenerated: model.datasetIsGenerated, scale: model.scale,
        catalogue: Catalogue(rated: model.items), histories: none,
        fingerprint: model.datasetFingerprint),
      origin: .init(path: ""))
  }

  /// The argument of `load`.
  var path: String { origin.path }

  /// The name, with a word on its origin if it was generated.
  var label: String { dataset.isGenerated ? "\(dataset.name) (generated)" : dataset.name }

  /// Returns the item that a word names: an id, a title, or the start of one title.
  ///
  /// - Throws: `DataError.unknownItemID`, `.unknownTitle`, `.ambiguousTitle`.
  func item(_ word: String) throws -> Item { dataset.catalogue[try titles.resolve(word)] }

  /// Returns an item's name: "Heat (1995)". If the data lacks the item, the model's name for it, or
  /// else "item 6".
  func name(ofItem id: Int64, of model: TrainedModel) -> String {
    if dataset.catalogue.index(ofID: id) != nil { return name(ofItem: id) }
    return model.index(ofItemID: id).map { model.items[$0].name } ?? "item \(id)"
  }

  /// Returns an item's name: "Heat (1995)", or "item 6" if no title is known.
  func name(ofItem id: Int64) -> String {
    dataset.catalogue.index(ofID: id).map { dataset.catalogue[$0].name } ?? "item \(id)"
  }

  /// Returns a user's whole history by item ids, oldest first.
  ///
  /// - Throws: `ShellError.unknownUser`.
  func history(ofUser id: Int64) throws -> [RatedItem] {
    guard let user = dataset.histories.users.index(of: id) else {
      throw ShellError.unknownUser(id: id, dataset: label)
    }
    return dataset.histories[user].map(ratedItem)
  }

  /// Returns a rating by its item's id.
  func ratedItem(_ rating: Interaction) -> RatedItem {
    RatedItem(
      itemID: dataset.catalogue[rating.item].id, stars: rating.rating, timestamp: rating.timestamp)
  }

  /// Returns whether a rating of an item of `other` has the same meaning here.
  func accepts(_ rating: RatedItem, of other: LoadedData) -> Bool {
    guard let here = dataset.catalogue.index(ofID: rating.itemID),
      let there = other.dataset.catalogue.index(ofID: rating.itemID)
    else { return false }
    return dataset.catalogue[here].name == other.dataset.catalogue[there].name
      && dataset.scale.contains(rating.stars)
  }
}

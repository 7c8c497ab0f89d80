import DebutEngine

/// A data set, its origin, and an index of its titles.
final class LoadedData {
  let dataset: Dataset
  /// The way in which it was loaded.
  let origin: DataOrigin
  /// The cache of its columns; nil if it was read without one.
  let cache: CacheUse?
  /// Made when a title is first looked up: start and `load` do without it.
  private(set) lazy var titles = TitleIndex(dataset.catalogue)

  /// Every genre that some item has, by name.
  private(set) lazy var genres = Set(dataset.catalogue.items.flatMap(\.genres)).sorted()

  init(_ dataset: Dataset, origin: DataOrigin, cache: CacheUse? = nil) {
    self.dataset = dataset
    self.origin = origin
    self.cache = cache
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

  /// True if any item has a title.
  private(set) lazy var hasTitles = dataset.catalogue.items.contains { !$0.title.isEmpty }

  /// Returns the data with the titles, years and genres that a model has of the same ids.
  func titled(by model: TrainedModel) -> LoadedData {
    let catalogue = dataset.catalogue
    let items = catalogue.items.map { item in
      model.index(ofItemID: item.id).map { model.items[$0] } ?? item
    }
    guard items.contains(where: { !$0.title.isEmpty }) else { return self }
    return LoadedData(
      dataset.with(
        Catalogue(
          rated: Array(items.prefix(catalogue.ratedCount)),
          unrated: Array(items.dropFirst(catalogue.ratedCount)))),
      origin: origin)
  }

  /// The argument of `load`.
  var path: String { origin.path }

  /// The name, with a word on its origin if it was generated.
  var label: String { dataset.isGenerated ? "\(dataset.name) (generated)" : dataset.name }

  /// Returns an item's name: "Heat (1995)". If the data lacks the item, the model's name for it, or
  /// else "item 6".
  func name(ofItem id: Vocabulary.Key, of model: TrainedModel) -> String {
    if dataset.catalogue.index(ofID: id) != nil { return name(ofItem: id) }
    return model.index(ofItemID: id).map { model.items[$0].name } ?? "item \(id)"
  }

  /// Returns an item's name: "Heat (1995)", or "item 6" if no title is known.
  func name(ofItem id: Vocabulary.Key) -> String {
    dataset.catalogue.index(ofID: id).map { dataset.catalogue[$0].name } ?? "item \(id)"
  }

  /// Returns a user's id as the data has it, and the user's whole history by item ids, oldest first.
  ///
  /// - Throws: `ShellError.unknownUser`.
  func user(_ id: Vocabulary.Key) throws -> (id: Vocabulary.Key, history: [RatedItem]) {
    let users = dataset.histories.users
    guard let user = users.index(of: id) else {
      throw ShellError.unknownUser(id: id, dataset: label)
    }
    return (users[user], dataset.histories[user].map(ratedItem))
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

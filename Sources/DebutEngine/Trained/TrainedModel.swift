import Debut

/// A model that was trained, once for each fold of a split, and is bound to the items that it was
/// trained on. Does not change after training.
public final class TrainedModel {
  /// What a model remembers of the data that it was trained on.
  public struct Origin: Hashable, Sendable {
    /// What the user called the data.
    public let name: String
    /// Whether the ratings were invented.
    public let isGenerated: Bool
    /// The data set's `fingerprint`.
    public let fingerprint: String
    /// The scale of its ratings; answers are clipped to it.
    public let scale: RatingScale

    public init(name: String, isGenerated: Bool, fingerprint: String, scale: RatingScale) {
      self.name = name
      self.isGenerated = isGenerated
      self.fingerprint = fingerprint
      self.scale = scale
    }

    public init(_ dataset: Dataset) {
      self.init(
        name: dataset.name, isGenerated: dataset.isGenerated, fingerprint: dataset.fingerprint,
        scale: dataset.scale)
    }
  }

  /// What the user calls it: the model's name, or what `--as` said.
  public let name: String
  /// What the model says of itself.
  public let descriptor: ModelDescriptor
  /// Every option with its value, defaults included.
  public let options: [Setting]
  /// How it was trained by gradient steps; nil where it was not.
  package let plan: TrainingPlan?
  /// The seed of every fold's training.
  public let seed: UInt64
  /// The split that it was trained under.
  public let split: Split
  /// The data that it was trained on.
  public let dataset: Origin
  /// What the data said of each of the model's items, by the model's index.
  public let items: [Item]
  /// The ids of the items, by the model's index.
  public let itemIDs: Vocabulary
  /// One for each fold; exactly one for splits without folds.
  public let folds: [TrainedFold]
  /// Lines for people, such as "--epochs has no effect on bias".
  public let warnings: [TrainingWarning]
  /// The code of plugins that it was trained by, as `PluginCode.lines` has it.
  let pluginCode: [String]

  /// - Precondition: at least one fold; item ids are unique.
  package convenience init(
    name: String, descriptor: ModelDescriptor, options: [Setting], plan: TrainingPlan?,
    seed: UInt64, split: Split, dataset: Origin, items: [Item], folds: [TrainedFold],
    warnings: [TrainingWarning] = []
  ) {
    self.init(
      name: name, descriptor: descriptor, options: options, plan: plan, seed: seed, split: split,
      dataset: dataset, items: items, folds: folds, warnings: warnings, pluginCode: [])
  }

  init(
    name: String, descriptor: ModelDescriptor, options: [Setting], plan: TrainingPlan?,
    seed: UInt64, split: Split, dataset: Origin, items: [Item], folds: [TrainedFold],
    warnings: [TrainingWarning] = [], pluginCode: [String]
  ) {
    precondition(!folds.isEmpty, "a trained model was trained at least once")
    self.name = name
    self.descriptor = descriptor
    self.options = options
    self.plan = plan
    self.seed = seed
    self.split = split
    self.dataset = dataset
    self.items = items
    itemIDs = Vocabulary(items.map(\.id))
    self.folds = folds
    self.warnings = warnings
    self.pluginCode = pluginCode
  }

  /// What the user called the data.
  public var datasetName: String { dataset.name }
  /// Whether its ratings were invented.
  public var datasetIsGenerated: Bool { dataset.isGenerated }
  /// The fingerprint of the data.
  public var datasetFingerprint: String { dataset.fingerprint }
  /// The scale of the ratings; answers are clipped to it.
  public var scale: RatingScale { dataset.scale }

  /// The model's index of the item with this id.
  public func index(ofItemID id: Int64) -> Int? { itemIDs.index(of: id) }

  /// Training ratings of each item, of the first fold where there are several.
  public var supports: [Int] { folds[0].supports }

  /// Returns the one fold of a model that was trained once.
  ///
  /// - Throws: `EngineError.severalFolds`.
  public func single() throws -> TrainedFold {
    guard folds.count == 1 else {
      throw EngineError.severalFolds(model: name, folds: folds.compactMap(\.fold))
    }
    return folds[0]
  }

  /// Whether it was trained by the code that is registered, and not by that of plugins before they were
  /// reloaded.
  ///
  /// - Throws: `EngineError.unknownModel` where it is no longer registered.
  func isUpToDate(with registry: Registry) throws -> Bool {
    let recipe = try ModelRecipe(retraining: self, registry: registry)
    return pluginCode == PluginCode.lines(for: recipe, registry: registry)
  }

  /// A user as this model sees them.
  ///
  /// - Parameters:
  ///   - userID: the id in the data, for a user of a data set. A trained user vector answers where the
  ///     model has one and `history` begins with exactly the ratings that it was made from.
  ///   - history: what the user rated, oldest first. Items that the model does not know are left out
  ///     and counted.
  /// - Throws: `EngineError.severalFolds`.
  public func answer(userID: Int64? = nil, history: [RatedItem]) throws -> UserState {
    state(of: history, userID: userID, by: try single())
  }

  /// Returns the user with these ratings as one of the folds sees them.
  func state(of history: [RatedItem], userID: Int64?, by fold: TrainedFold) -> UserState {
    let known = history.compactMap { interaction($0) }
    let prefix = History(known)
    let query = UserQuery(
      history: prefix, trainedUser: userID.flatMap { fold.trainedUser($0, beginning: prefix) })
    return UserState(
      model: self, fold: fold, answer: fold.model.answering(query), rated: known.map(\.item),
      unknownItems: history.count - known.count)
  }

  /// The rating by the model's own index; nil where it does not know the item.
  func interaction(_ rated: RatedItem) -> Interaction? {
    index(ofItemID: rated.itemID).map {
      Interaction(item: $0, rating: rated.stars, timestamp: rated.timestamp)
    }
  }
}

import Debut

/// A model that was trained, once for each fold of a split, with the items that it was trained on. It does
/// not change after training, so several threads may use it at once.
///
/// - Stability: stable; properties may be added.
public final class TrainedModel {
  /// The data that a model was trained on.
  ///
  /// - Stability: stable.
  public struct Origin: Hashable, Sendable {
    /// The name of the data.
    public let name: String
    /// True if the ratings were generated.
    public let isGenerated: Bool
    /// The data set's `fingerprint`.
    public let fingerprint: String
    /// The scale of its ratings; predictions are clipped to it.
    public let scale: RatingScale

    /// Makes the origin from its parts.
    public init(name: String, isGenerated: Bool, fingerprint: String, scale: RatingScale) {
      self.name = name
      self.isGenerated = isGenerated
      self.fingerprint = fingerprint
      self.scale = scale
    }

    /// Takes the origin from a data set.
    public init(_ dataset: Dataset) {
      self.init(
        name: dataset.name, isGenerated: dataset.isGenerated, fingerprint: dataset.fingerprint,
        scale: dataset.scale)
    }
  }

  /// The name that the user gave it, by default that of the model type.
  public let name: String
  /// The description of the model type.
  public let descriptor: ModelDescriptor
  /// Every option with its value, defaults included.
  public let options: [Setting]
  /// The settings of the training by gradient steps; nil if there was none.
  package let plan: TrainingPlan?
  /// The seed of every fold's training.
  public let seed: UInt64
  /// The split that it was trained under.
  public let split: Split
  /// The data that it was trained on.
  public let dataset: Origin
  /// The items in the model's order, with what the data has of each.
  public let items: [Item]
  /// The ids of the items, by the model's index.
  public let itemIDs: Vocabulary
  /// One for each fold; exactly one for splits without folds.
  public let folds: [TrainedFold]
  /// Lines for people, such as "epochs has no effect on bias".
  public let warnings: [TrainingWarning]
  /// The code of plugins that it was trained by, as `PluginCode.lines` has it.
  let pluginCode: [String]

  /// Makes a trained model.
  ///
  /// - Precondition: at least one fold; item ids are unique.
  package init(
    name: String, descriptor: ModelDescriptor, options: [Setting], plan: TrainingPlan?,
    seed: UInt64, split: Split, dataset: Origin, items: [Item], folds: [TrainedFold],
    warnings: [TrainingWarning] = [], pluginCode: [String] = []
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

  /// The name of the data.
  public var datasetName: String { dataset.name }
  /// True if its ratings were generated.
  public var datasetIsGenerated: Bool { dataset.isGenerated }
  /// The fingerprint of the data.
  public var datasetFingerprint: String { dataset.fingerprint }
  /// The scale of the ratings; predictions are clipped to it.
  public var scale: RatingScale { dataset.scale }

  /// True if the model predicts stars; otherwise its scores have no unit.
  public var predictsStars: Bool { descriptor.learning == .ratings }

  /// Returns a score clipped to the scale, if it is one of stars.
  func clip(_ score: Float) -> Float { predictsStars ? scale.clip(score) : score }

  /// Returns the model's index of the item with this id; nil if the model was not trained on it.
  public func index(ofItemID id: Vocabulary.Key) -> Int? { itemIDs.index(of: id) }

  /// The number of training ratings of each item, in the first fold if there are several.
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

  /// Returns true if it was trained by the code that is registered, and not by that of plugins before they
  /// were reloaded.
  ///
  /// - Throws: `EngineError.unknownModel` where it is no longer registered.
  func isUpToDate(with registry: Registry) throws -> Bool {
    let recipe = try ModelRecipe(retraining: self, registry: registry)
    return pluginCode == PluginCode.lines(for: recipe, registry: registry)
  }

  /// Returns the state of a user in this model, from which it predicts and recommends.
  ///
  /// ```swift
  /// let user = try model.answer(history: [RatedItem(itemID: 318, stars: 5)])
  /// user.rate(RatedItem(itemID: 858, stars: 4))
  /// let list = user.top(10)
  /// ```
  ///
  /// - Parameters:
  ///   - userID: the id in the data, for a user of a data set. If the model has a trained user vector and
  ///     `history` begins with exactly the ratings that it was made from, that vector predicts.
  ///   - history: the user's ratings, oldest first. Items that the model was not trained on are left out
  ///     and counted.
  /// - Throws: `EngineError.severalFolds`.
  public func answer(userID: Vocabulary.Key? = nil, history: [RatedItem]) throws -> UserState {
    state(of: history, userID: userID, by: try single())
  }

  /// Returns the state of a user with these ratings in one of the folds.
  func state(of history: [RatedItem], userID: Vocabulary.Key?, by fold: TrainedFold) -> UserState {
    let known = history.compactMap { interaction($0) }
    let prefix = History(known)
    let query = UserQuery(
      history: prefix, trainedUser: userID.flatMap { fold.trainedUser($0, beginning: prefix) },
      isAfterTraining: true)
    return UserState(
      model: self, fold: fold, representation: fold.model.answering(query),
      rated: known.map(\.item),
      unknownItems: history.count - known.count)
  }

  /// Returns the rating by the model's own index; nil if the model was not trained on the item.
  func interaction(_ rated: RatedItem) -> Interaction? {
    index(ofItemID: rated.itemID).map {
      Interaction(item: $0, rating: rated.stars, timestamp: rated.timestamp)
    }
  }
}

// MARK: Epochs

extension TrainedModel {
  /// The number of whole epochs of the fold that was trained last; 0 for a model without epochs.
  public var epochCount: Int { lastLog.epochs.count }

  /// The number of planned epochs, if training ended before them because it was told to stop, or because
  /// the user stopped it. Nil if all were trained, or early stopping ended them.
  public var remainingPlannedEpochs: Int? {
    guard let plan, lastLog.end != .early, epochCount < plan.epochs, !isHopeless else { return nil }
    // A model with a loop of its own need not report its epochs.
    return epochCount > 0 || lastLog.end == .interrupted ? plan.epochs : nil
  }

  /// True if early stopping ended the epochs, and the user stopped what came after them.
  private var isHopeless: Bool {
    folds[folds.count - 1].checkpoint.map { $0.stopping.isHopeless(after: $0.epoch) } ?? false
  }

  /// The epoch at which training was told to stop, though more are planned; otherwise nil.
  var stopAfter: Int? { lastLog.end == .epochs && remainingPlannedEpochs != nil ? epochCount : nil }

  /// True if `TrainingJob.resume` can go on: the state of the training was kept, and epochs are left, or the user
  /// stopped what a model learns after them.
  public var isResumable: Bool {
    (remainingPlannedEpochs != nil || lastLog.end == .interrupted) && folds.count == 1
      && folds[0].checkpoint != nil
  }

  private var lastLog: TrainingLog { folds[folds.count - 1].log }
}

/// Trains the members of a model that combines others. The engine provides it as
/// `TrainingContext.members`; recipes come from an option made by `OptionField.init(_:_:atLeast:_:)`.
///
/// - Stability: evolving.
public protocol MemberTraining {
  /// Returns the model that the user has trained already on the very ratings of this training.
  ///
  /// - Returns: nil if there is none; `train` then makes an equal one.
  func trained(_ recipe: ModelRecipe) -> TrainedMember?

  /// Trains a registered model on the same threads.
  ///
  /// - Parameters:
  ///   - recipe: the model, its options and its settings. A bare name means the model with its defaults.
  ///   - data: the data to train on; all of it is used.
  /// - Throws: `EngineError` for names and options that are not right, and for what goes wrong in
  ///   training; `.interrupted` if the user stopped it.
  func train(_ recipe: ModelRecipe, on data: TrainingSet) throws -> TrainedMember

  /// Makes a member that has learnt nothing yet, to be restored from a file.
  ///
  /// - Throws: `EngineError.unknownModel`, `.unknownOption`, `.badOption`.
  func make(_ recipe: ModelRecipe) throws -> any Recommender
}

/// A trained member of a model that combines others.
///
/// - Stability: evolving.
public struct TrainedMember {
  /// The model, ready to predict.
  public let model: any Recommender
  /// Ids of the users of its training data that it set aside to validate: it has no vector of theirs,
  /// and counts the other users without them.
  public let validationUsers: [Vocabulary.Key]
  /// Lines about its training, for people.
  public let notes: [String]

  package init(_ model: any Recommender, _ log: TrainingLog) {
    self.model = model
    validationUsers = log.validationUsers
    notes = log.notes
  }
}

/// The member training of a context without other models.
struct NoMembers: MemberTraining {
  func trained(_ recipe: ModelRecipe) -> TrainedMember? { nil }

  func train(_ recipe: ModelRecipe, on data: TrainingSet) throws -> TrainedMember {
    throw EngineError.unknownModel(name: recipe.model, known: [])
  }

  func make(_ recipe: ModelRecipe) throws -> any Recommender {
    throw EngineError.unknownModel(name: recipe.model, known: [])
  }
}

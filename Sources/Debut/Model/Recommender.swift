/// A model that learns from ratings and predicts what a user with a given history would rate an item.
///
/// The split into `represent` and `score` is the point of the protocol. A representation is made once
/// per user and extended by one rating at a time; it takes the place of a latent-factor model's user
/// vector.
///
/// After `fit` the engine calls `represent`, `extend` and `score` from several threads at once: they
/// must not change the model. They never throw and never trap; a model that has no prediction returns
/// NaN. Items are indices 0 ..< `TrainingSet.itemCount`; the engine passes no others.
///
/// - Stability: stable.
public protocol Recommender: AnyObject, SendableMetatype {
  /// The options that a user may set; `NoOptions` for none.
  associatedtype Options: ModelOptions
  /// The state of one user: a value, whose copies are independent of each other.
  associatedtype Representation

  /// The model's name, help and training defaults.
  static var descriptor: ModelDescriptor { get }

  /// Creates a model that has learnt nothing yet.
  init(options: Options)

  /// Trains the model. Called once. Gradient models inherit this (see `GradientRecommender`).
  ///
  /// - Throws: `EngineError` for what the data or the options make impossible.
  func fit(_ data: TrainingSet, _ context: TrainingContext) throws

  /// Returns the representation of a user.
  func represent(_ user: UserQuery) -> Representation

  /// Adds one rating to a representation. O(1) for a recurrent model: no replay.
  func extend(_ representation: inout Representation, by interaction: Interaction)

  /// Returns the expected rating of one item in stars, not clipped; NaN if there is no prediction.
  func score(_ representation: Representation, item: Int) -> Float

  /// Writes the expected ratings of many items, as `score(_:item:)` returns them for each.
  func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>)

  /// Writes the expected rating of each item of a user's next ratings in stars, predicted from the representation
  /// and the ratings before it.
  ///
  /// Evaluations ask so. The default scores and extends in turn, on a copy; a model that answers for many
  /// positions at once is several times as fast. The numbers are those in turn, up to rounding: no prediction
  /// may rest on the rating that is predicted, or on a later one.
  ///
  /// - Parameters:
  ///   - representation: the user before the first of the ratings.
  ///   - history: the ratings, oldest first, all of items of the training data.
  ///   - stars: [ratings], NaN before the call; it stays where there is no prediction.
  func score(
    _ representation: Representation, along history: History,
    into stars: UnsafeMutableBufferPointer<Float>)

  /// Returns the items with the highest scores, if the model finds them without scoring all; nil, the
  /// default, if it does not.
  ///
  /// - Parameters:
  ///   - count: items of the list, above 0; fewer if there are no more.
  ///   - representation: the user, as this model represents them.
  ///   - isWanted: false for items to leave out. Call it for those alone that may be listed.
  /// - Returns: the list of scoring every item by `score(_:items:into:)`, to the last bit: highest score first,
  ///   equal scores in the order of the items, none that is NaN.
  func top(_ count: Int, _ representation: Representation, where isWanted: (Int32) -> Bool)
    -> [ScoredItem]?

  /// Returns the path that made the representation.
  func path(of representation: Representation) -> AnswerPath

  /// Writes everything that the model has learnt, for a model file. Gradient models inherit this: their
  /// parameters are written under their names.
  ///
  /// - Throws: `EngineError.cannotSave` if the model cannot be saved, which is the default.
  func save(to state: inout StateWriter) throws

  /// Reads what `save` wrote, in place of `fit`, so that the model returns the same bits as the one
  /// that was saved. Gradient models inherit this.
  ///
  /// - Parameters:
  ///   - state: the arrays of the file.
  ///   - outline: the part of the training data that a file keeps: the items, the users in their
  ///     order, and who rated what. Stars and times are not in it: every rating is the mean.
  ///   - context: the seed and the threads of the training.
  /// - Throws: what the reader throws if an array is missing or of the wrong shape.
  func restore(from state: StateReader, _ outline: TrainingSet, _ context: TrainingContext) throws

  /// Returns the bytes that the model and its training take at their peak, besides the data; nil, the
  /// default, if the model states nothing and the engine is to guess.
  ///
  /// Cross-validation runs as many trainings at once as their memory allows. An estimate is enough,
  /// rather too high than too low. Leave out the members of a model that combines others.
  static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int?
}

extension Recommender {
  /// Scores one item after the other.
  public func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    for i in items.indices { stars[i] = score(representation, item: Int(items[i])) }
  }

  /// Scores and extends in turn.
  public func score(
    _ representation: Representation, along history: History,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    var user = representation
    for (position, next) in history.enumerated() {
      stars[position] = score(user, item: next.item)
      if position + 1 < history.count { extend(&user, by: next) }
    }
  }

  /// Returns nil: all items are scored.
  public func top(
    _ count: Int, _ representation: Representation, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? { nil }

  /// Throws `EngineError.cannotSave`: only the model itself can write what it has learnt.
  public func save(to state: inout StateWriter) throws {
    throw EngineError.cannotSave(
      model: Self.descriptor.name, reason: "it does not say how (see Recommender.save)")
  }

  /// Throws `EngineError.badModelFile`, as no file of this model can have been written.
  public func restore(
    from state: StateReader, _ outline: TrainingSet, _ context: TrainingContext
  ) throws {
    throw EngineError.badModelFile(
      reason: "\(Self.descriptor.name) does not say how to be opened (see Recommender.restore)")
  }

  /// Returns nil: nothing is stated.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? { nil }
}

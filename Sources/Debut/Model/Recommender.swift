/// Learns from ratings, and says what a user with a given history would think of an item.
///
/// The split into `represent` and `score` is the point of the protocol: a representation is made once
/// per user and extended by one rating at a time, and stands where a latent-factor model has its user
/// vector.
///
/// After `fit` the engine calls `represent`, `extend` and `score` from several threads at once, so
/// they must not change the model. They never throw and never trap: what a model cannot answer is NaN.
/// Items are indices 0 ..< `TrainingSet.itemCount`; the engine keeps others away.
public protocol Recommender: AnyObject, SendableMetatype {
  associatedtype Options: ModelOptions
  /// What the model knows of one user: a value, whose copies go ways of their own.
  associatedtype Representation

  static var descriptor: ModelDescriptor { get }

  init(options: Options)

  /// Learns. Called once. Gradient models inherit this (see `GradientRecommender`).
  ///
  /// - Throws: `EngineError` for what the data or the options make impossible.
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws

  /// What the model makes of a user.
  func represent(_ user: UserQuery) -> Representation

  /// Takes one more rating into account. O(1) for a recurrent model: no replay.
  func extend(_ representation: inout Representation, by interaction: Interaction)

  /// The expected rating of one item in stars, not clipped; NaN where the model cannot say.
  func score(_ representation: Representation, item: Int) -> Float

  /// The expected ratings of many items. The default asks for one after the other.
  func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>)

  /// Which path made the representation.
  func path(of representation: Representation) -> AnswerPath

  /// Writes all that the model has learnt, for a model file. Gradient models inherit this: their
  /// parameters are written under their names.
  ///
  /// - Throws: `EngineError.cannotSave` where the model cannot be saved, as it is unless it says how.
  func save(to state: inout StateWriter) throws

  /// Takes back what `save` wrote, in place of `fit`, so that the model answers with the same bits as
  /// the one that was saved. Gradient models inherit this.
  ///
  /// - Parameter outline: what the file knows of the training data: the items, the users in their
  ///   order, and who rated what. Stars and times are not in it: every rating is the mean.
  /// - Throws: what the reader throws where an array is missing or of the wrong shape.
  func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext) throws
}

extension Recommender {
  /// Asks for one item after the other.
  public func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    for i in items.indices { stars[i] = score(representation, item: Int(items[i])) }
  }

  /// Refuses: nobody but the model knows what it has learnt.
  public func save(to state: inout StateWriter) throws {
    throw EngineError.cannotSave(
      model: Self.descriptor.name, reason: "it does not say how (see Recommender.save)")
  }

  /// Refuses.
  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    throw EngineError.badModelFile(
      reason: "\(Self.descriptor.name) does not say how to be opened (see Recommender.restore)")
  }
}

/// Who is asked about.
public struct UserQuery: Sendable {
  /// The user's index among the training users, where the model was trained on this user and
  /// `history` begins with the ratings that it saw.
  public let trainedUser: Int?
  /// What is known of the user, oldest first.
  public let history: History

  public init(history: History, trainedUser: Int? = nil) {
    self.history = history
    self.trainedUser = trainedUser
  }
}

/// How an answer came about, in words that the user reads.
public struct AnswerPath: Hashable, Sendable, CustomStringConvertible {
  /// The words.
  public let description: String
  /// How many of the user's ratings the answer rests on; nil: all that the model was told.
  public let ratings: Int?

  public init(_ description: String, ratings: Int? = nil) {
    self.description = description
    self.ratings = ratings
  }

  /// "trained vector"
  public static let trainedVector = AnswerPath("trained vector")
  /// "item mean": nothing of the user is used.
  public static let itemMean = AnswerPath("item mean", ratings: 0)
  /// "global mean"
  public static let globalMean = AnswerPath("global mean", ratings: 0)
  /// "sequence of 7 ratings"
  public static func sequence(_ ratings: Int) -> AnswerPath { counted("sequence", ratings) }
  /// "fold-in of 7 ratings"
  public static func foldIn(_ ratings: Int) -> AnswerPath { counted("fold-in", ratings) }
  /// "bias from 7 ratings" and the like: `what` says which quantity rests on the ratings.
  public static func counted(_ what: String, _ ratings: Int) -> AnswerPath {
    AnswerPath("\(what) of \(ratings) rating\(ratings == 1 ? "" : "s")", ratings: ratings)
  }
}

import Debut

/// A model that predicts the mean of all training ratings for every user and item.
///
/// - Stability: stable.
public final class GlobalMean: Recommender {
  public typealias Options = NoOptions
  /// A user, of whom the model reads nothing.
  public struct Representation: Sendable {}

  public static let descriptor = ModelDescriptor(
    name: "global-mean",
    summary: "one number for everyone and everything: the mean of all training ratings",
    discussion: """
      Learns one number. It knows neither users nor items, so it cannot order a list: every item ties. \
      It is the floor; a model that is not clearly below its error has learnt nothing.
      """,
    reference: "the first term of Koren, Bell and Volinsky 2009, equation 3")

  private var mean: Float = .nan

  public init(options: Options) {}

  /// Returns 0, because a single number is kept.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? { 0 }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    mean = data.meanRating
  }

  public func save(to state: inout StateWriter) { state.add("mean", [mean]) }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    mean = try state.floats("mean", shape: [1])[0]
  }

  public func represent(_ user: UserQuery) -> Representation { Representation() }
  public func extend(_ representation: inout Representation, by interaction: Interaction) {}
  public func score(_ representation: Representation, item: Int) -> Float { mean }
  public func path(of representation: Representation) -> AnswerPath { .globalMean }
}

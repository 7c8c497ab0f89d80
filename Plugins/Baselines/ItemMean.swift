import Debut

/// A model that predicts an item's mean rating, shrunk towards the mean of all ratings.
///
/// - Stability: stable.
public final class ItemMean: Recommender {
  public struct Options: ModelOptions {
    public var shrinkage: Float = 3

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "shrinkage", \.shrinkage, in: 0...1000,
        "ratings at the global mean that every item's mean is averaged with")
    ]
  }
  /// A user, of whom the model reads nothing.
  public struct Representation: Sendable {}

  public static let descriptor = ModelDescriptor(
    name: "item-mean",
    summary: "the mean rating of each item, the same for everyone",
    discussion: """
      Learns one number an item: the sum of its deviations from the global mean, divided by their \
      number plus `shrinkage`, so that an item with two ratings stays near the mean of all. An item \
      without ratings is at the global mean. Users do not enter: everyone gets the same list. A model \
      that personalises has to beat it.
      """,
    reference: "Koren, Bell and Volinsky 2009, equation 3, without the user's term")

  private let options: Options
  private var means: [Float] = []

  public init(options: Options) { self.options = options }

  /// Returns the bytes of a sum, a count and a mean for each item.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    MemorySum.product(32, size.items)
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let mean = Double(data.meanRating)
    var sums = [Double](repeating: 0, count: data.itemCount)
    for history in data.histories {
      for (item, rating) in zip(history.items, history.ratings) {
        sums[Int(item)] += Double(rating) - mean
      }
    }
    means = zip(sums, data.itemCounts).map { sum, count in
      let weight = Double(count) + Double(options.shrinkage)
      return Float(mean + (weight > 0 ? sum / weight : 0))
    }
  }

  public func save(to state: inout StateWriter) { state.add("item.mean", means) }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    means = try state.floats("item.mean", shape: [outline.itemCount])
  }

  public func represent(_ user: UserQuery) -> Representation { Representation() }
  public func extend(_ representation: inout Representation, by interaction: Interaction) {}
  public func score(_ representation: Representation, item: Int) -> Float { means[item] }
  public func path(of representation: Representation) -> AnswerPath { .itemMean }
}

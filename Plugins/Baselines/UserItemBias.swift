import Debut

/// A model that predicts mean + item bias + user bias. The user's bias is updated with each rating.
///
/// - Stability: stable.
public final class UserItemBias: Recommender {
  public struct Options: ModelOptions {
    public var userShrinkage: Float = 3
    public var itemShrinkage: Float = 3
    public var decay: Float = 0.9
    public var alternations = 10

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "user-shrinkage", \.userShrinkage, in: 0...1000,
        "ratings at the expected value that every user's bias is averaged with"),
      .init(
        "item-shrinkage", \.itemShrinkage, in: 0...1000,
        "the same for every item's bias"),
      .init(
        "decay", \.decay, in: 0...1,
        "what a user's rating weighs against the one after it; 1: all the same"),
      .init(
        "alternations", \.alternations, in: 1...1000,
        "how often user and item biases are fitted in turn"),
    ]
  }

  /// A user's bias so far.
  public struct Representation: Sendable {
    var bias: DecayedMean
    var ratings = 0
  }

  public static let descriptor = ModelDescriptor(
    name: "bias",
    summary:
      "mean + item bias + user bias, the user's bias from their history, recent ratings first",
    discussion: """
      Learns what each item gets above or below the mean of all ratings, freed of who rated it: item \
      and user biases are fitted in turn as shrunk means of each other's residuals. Nothing of a \
      training user is kept. Any user's bias is the mean of their ratings' residuals, with \
      `user-shrinkage` zeros added and each rating weighing `decay` times the one after it: two \
      additions a rating.

      It orders items the same way for everyone, since the user's bias is added to all of them alike, \
      so it predicts ratings and cannot personalise a list. Below five ratings little beats it, and \
      with `decay` 0.9 it is a harder opponent than most factor models: people's use of the scale \
      drifts. With `decay=1` it is the textbook's bias model.
      """,
    reference: "Koren, Bell and Volinsky 2009, equation 3; Koren 2009 for drifting user biases")

  private let options: Options
  /// [items] mean + item bias, in stars.
  private var base: [Float] = []

  public init(options: Options) { self.options = options }

  /// Returns the bytes of the biases and counts of users and items, in double precision and in single.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    MemorySum.product(64, size.users + size.items)
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    let fit = try BiasFit(
      data, userShrinkage: Double(options.userShrinkage),
      itemShrinkage: Double(options.itemShrinkage), alternations: options.alternations,
      check: run.checkGoesOn)
    base = fit.itemBiases.map { Float(fit.mean + $0) }
  }

  public func save(to state: inout StateWriter) { state.add("item.base", base) }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    base = try state.floats("item.base", shape: [outline.itemCount])
  }

  public func represent(_ user: UserQuery) -> Representation {
    var representation = Representation(
      bias: DecayedMean(
        decay: Double(options.decay), shrinkage: Double(options.userShrinkage)))
    for interaction in user.history { extend(&representation, by: interaction) }
    return representation
  }

  public func extend(_ representation: inout Representation, by interaction: Interaction) {
    representation.bias.add(Double(interaction.rating) - Double(base[interaction.item]))
    representation.ratings += 1
  }

  public func score(_ representation: Representation, item: Int) -> Float {
    base[item] + Float(representation.bias.value)
  }

  public func score(
    _ representation: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    let bias = Float(representation.bias.value)
    for i in items.indices { stars[i] = base[Int(items[i])] + bias }
  }

  public func path(of representation: Representation) -> AnswerPath {
    representation.ratings == 0 ? .itemMean : .counted("bias", representation.ratings)
  }
}

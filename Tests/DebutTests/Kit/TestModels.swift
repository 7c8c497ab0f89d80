import DebutEngine

/// Says how much it was told: 1 star, 0.05 for each rating known, and 2 where the user was trained on.
final class CountingModel: Recommender {
  struct Options: ModelOptions {
    /// The model cannot say anything of this item.
    var silent = -1
    static let fields: [OptionField<Options>] = [
      .init("silent", \.silent, in: -1...1000, "an item it cannot score")
    ]
  }

  typealias Representation = (known: Int, isTrained: Bool)

  static let descriptor = ModelDescriptor(
    name: "counting", summary: "counts", discussion: "counts", reference: "none")

  private let options: Options

  init(options: Options) { self.options = options }

  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}

  func represent(_ user: UserQuery) -> Representation {
    (user.history.count, user.trainedUser != nil)
  }

  func extend(_ representation: inout Representation, by interaction: Interaction) {
    representation.known += 1
  }

  func score(_ representation: Representation, item: Int) -> Float {
    item == options.silent
      ? .nan : 1 + 0.05 * Float(representation.known) + (representation.isTrained ? 2 : 0)
  }

  func path(of representation: Representation) -> AnswerPath { .foldIn(representation.known) }
}

/// The training mean of an item and half of it for every third: has ties, and scores out of scale.
final class TieModel: Recommender {
  typealias Options = NoOptions

  static let descriptor = ModelDescriptor(
    name: "tie", summary: "ties", discussion: "ties", reference: "none")

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float {
    item % 7 == 6 ? .nan : Float(item % 3) * 3
  }
  func path(of representation: Int) -> AnswerPath { .itemMean }
}

/// A pattern planted in `Dataset.tiny`: what a user thinks of an item follows from the last rating.
/// r = mean + b_i + a_c . v_i for item i after context c = (item before, liked or not).
final class PlantedModel: GradientRecommender {
  struct Options: ModelOptions {
    var dimension = 4
    /// The model of the tests that must be causal and is not.
    var peeks = false
    static let fields: [OptionField<Options>] = [
      .init("dimension", \.dimension, in: 1...64, "numbers a context"),
      .init("peeks", \.peeks, "reads the rating that it predicts"),
    ]
  }

  static let descriptor = ModelDescriptor(
    name: "planted", summary: "planted", discussion: "planted", reference: "none",
    training: TrainingDefaults(
      epochs: 30, batch: 8, sampler: "test-every", accepts: [.everyPosition, .lastPosition],
      chunk: 8))

  private let options: Options
  private(set) var mean: Float = 0
  private(set) var learntUsers = 0
  /// The context at the end of each row of the piece before.
  private var carried: [Int32] = []
  private(set) var parameters: [Parameter] = []
  private(set) var factors: [Float] = []
  let optimiser = AdamOptions(learningRate: 0.03)

  init(options: Options) { self.options = options }

  func learningRateFactor(progress: Float, epochs: Int) -> Float {
    factors.append(progress)
    return 1
  }

  func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    mean = data.meanRating
    learntUsers = data.histories.count
    parameters = [
      Parameter("bias", rows: data.itemCount, columns: 1, isTable: true),
      Parameter(
        "context", rows: 1 + 2 * data.itemCount, columns: options.dimension, isTable: true),
      Parameter("item", rows: data.itemCount, columns: options.dimension, isTable: true),
    ]
    for parameter in parameters { parameter.fillUniform(0.3, using: &generator) }
  }

  private func context(_ item: Int32, _ rating: Float) -> Int32 {
    1 + 2 * item + (rating > mean ? 1 : 0)
  }

  func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    let all = zip(batch.items, batch.ratings).map { context($0, $1) }
    let first = batch.firstStep == 0 ? [Int32](repeating: 0, count: batch.rows) : carried
    let before = options.peeks ? all : Array((first.prefix(batch.rows) + all).prefix(all.count))
    carried = Array(all.suffix(batch.rows))
    let bias = tape.gather(parameters[0], batch.items)
    let match = tape.rowDots(
      tape.gather(parameters[1], before), tape.gather(parameters[2], batch.items))
    return tape.meanSquaredError(
      tape.add(bias, match), targets: batch.ratings.map { $0 - mean }, weights: batch.targets)
  }

  func represent(_ user: UserQuery) -> Int32 {
    user.history.last.map { context(Int32($0.item), $0.rating) } ?? 0
  }

  func extend(_ representation: inout Int32, by interaction: Interaction) {
    representation = context(Int32(interaction.item), interaction.rating)
  }

  func score(_ representation: Int32, item: Int) -> Float {
    var stars = mean + parameters[0].value.base[item]
    let width = options.dimension
    for d in 0..<width {
      stars +=
        parameters[1].value.base[Int(representation) * width + d]
        * parameters[2].value.base[item * width + d]
    }
    return stars
  }

  func path(of representation: Int32) -> AnswerPath { .sequence(representation == 0 ? 0 : 1) }
}

/// One number, trained towards 5 in steps of `rate` and predicted for everything.
final class DriftModel: GradientRecommender {
  struct Options: ModelOptions {
    var rate: Float = 0.5
    var start: Float = 1
    static let fields: [OptionField<Options>] = [
      .init("rate", \.rate, in: -1e30...1e30, "the learning rate"),
      .init("start", \.start, in: -1e30...1e30, "the first value"),
    ]
  }

  static let descriptor = ModelDescriptor(
    name: "drift", summary: "drifts", discussion: "drifts", reference: "none",
    training: TrainingDefaults(epochs: 12, batch: 1000, sampler: "test-single"))

  private let options: Options
  let parameters = [Parameter("level", rows: 1, columns: 1, isTable: true)]

  init(options: Options) { self.options = options }

  var optimiser: AdamOptions { AdamOptions(learningRate: options.rate) }
  var level: Float { parameters[0].value.base[0] }

  func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws { parameters[0].fill(options.start) }

  func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    let level = tape.gather(parameters[0], [Int32](repeating: 0, count: batch.items.count))
    return tape.meanSquaredError(
      level, targets: [Float](repeating: 5, count: batch.items.count), weights: batch.targets)
  }

  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float { level }
  func path(of representation: Int) -> AnswerPath { .globalMean }
}

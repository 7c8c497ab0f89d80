@testable import Debut
@testable import DebutEngine

extension Registry {
  /// Those of the other tests, and the models below.
  static func filing() throws -> Registry {
    var registry = try Registry.testing()
    try registry.add(SavedTieModel.self)
    try registry.add(UnfaithfulModel.self)
    try registry.add(VectorsModel.self)
    try registry.add(ScheduledModel.self)
    try registry.add(SizedModel.self)
    return registry
  }
}

/// Says the same of everything, and can be saved.
final class SavedTieModel: Recommender {
  static let descriptor = ModelDescriptor(
    name: "tie-saved", summary: "ties", discussion: "ties", reference: "none")
  private var level: Float = 3

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws { level = data.meanRating }
  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float { level }
  func path(of representation: Int) -> AnswerPath { .globalMean }
  func save(to state: inout StateWriter) { state.add("level", [level]) }
  func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext) throws {
    level = try state.floats("level", shape: [1])[0]
  }
}

/// Makes one of the mistakes that authors can make when a model is saved.
final class UnfaithfulModel: Recommender {
  struct Options: ModelOptions {
    enum Fault: String, CaseIterable {
      case unfaithful
      case twoNames = "two names"
      case enginesName = "engine's name"
    }
    var fault = Fault.unfaithful
    static let fields: [OptionField<Options>] = [.init("fault", \.fault, "the mistake")]
  }

  static let descriptor = ModelDescriptor(
    name: "unfaithful", summary: "forgets", discussion: "forgets", reference: "none")
  private let options: Options
  private var level: Float = 3

  init(options: Options) { self.options = options }
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws { level = 4.25 }
  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float { level }
  func path(of representation: Int) -> AnswerPath { .globalMean }
  func save(to state: inout StateWriter) {
    state.add("level", [level])
    if options.fault == .twoNames { state.add("level", [level]) }
    if options.fault == .enginesName { state.add("debut.level", [level]) }
  }
  func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext) throws {
    _ = try state.floats("level", shape: [1])
  }
}

/// Has vectors of items, and nothing else.
final class VectorsModel: ProvidesItemVectors {
  static let descriptor = ModelDescriptor(
    name: "vectors", summary: "vectors", discussion: "vectors", reference: "none")
  private var values: [Float] = []

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    values = (0..<2 * data.itemCount).map(Float.init)
  }
  func represent(_ user: UserQuery) -> Int { 0 }
  func extend(_ representation: inout Int, by interaction: Interaction) {}
  func score(_ representation: Int, item: Int) -> Float { 3 }
  func path(of representation: Int) -> AnswerPath { .globalMean }
  var itemVectors: Result<ItemVectors, NoItemVectors> {
    .success(ItemVectors(dimension: 2, values: values))
  }
}

/// One number, trained with a learning rate that falls to zero.
final class ScheduledModel: GradientRecommender {
  static let descriptor = ModelDescriptor(
    name: "scheduled", summary: "falls", discussion: "falls", reference: "none",
    training: TrainingDefaults(epochs: 4, batch: 100, sampler: "test-single"))
  let parameters = [Parameter("level", rows: 1, columns: 1, isTable: true)]
  let optimiser = AdamOptions(learningRate: 0.1)

  init(options: NoOptions) {}
  func learningRateFactor(progress: Float, epochs: Int) -> Float { 1 - progress }
  func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws { parameters[0].fill(1) }
  func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    let level = tape.gather(parameters[0], [Int32](repeating: 0, count: batch.items.count))
    return tape.meanSquaredError(level, targets: batch.ratings, weights: batch.targets)
  }
  func represent(_ user: UserQuery) -> Int { 0 }
  func extend(_ representation: inout Int, by interaction: Interaction) {}
  func score(_ representation: Int, item: Int) -> Float { parameters[0].value.base[0] }
  func path(of representation: Int) -> AnswerPath { .globalMean }
}

/// A network of layers as large as an option says, which may be larger than any memory.
final class SizedModel: GradientRecommender {
  struct Options: ModelOptions {
    var size = 3
    static let fields: [OptionField<Options>] = [
      .init("size", \.size, in: 1...(1 << 40), "numbers of every layer")
    ]
  }
  static let descriptor = ModelDescriptor(
    name: "sized", summary: "sized", discussion: "sized", reference: "none",
    training: TrainingDefaults(epochs: 1, batch: 100, sampler: "test-single"))
  let optimiser = AdamOptions()
  private let size: Int
  private(set) var parameters: [Parameter] = []

  init(options: Options) { size = options.size }
  func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    parameters =
      Embedding("items", count: data.itemCount, dimension: size, using: &generator).parameters
      + GRU("gru", inputs: size, hidden: size, using: &generator).parameters
      + BatchNorm("bn", columns: size).parameters
      + Linear("out", inputs: size, outputs: size, using: &generator).parameters
    parameters[0].initialise { $0[size - 1] = 1 }
  }
  func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    let vectors = tape.gather(parameters[0], batch.items)
    return tape.meanSquaredError(tape.rowDots(vectors, vectors), targets: batch.ratings)
  }
  func represent(_ user: UserQuery) -> Int { 0 }
  func extend(_ representation: inout Int, by interaction: Interaction) {}
  func score(_ representation: Int, item: Int) -> Float { parameters[0].row(item)[0] }
  func path(of representation: Int) -> AnswerPath { .globalMean }
}

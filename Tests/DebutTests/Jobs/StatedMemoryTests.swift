import DebutTesting
import Testing

@testable import DebutEngine

/// Statements of a plugin about the memory of its training may be any number: none ends the program.
@Suite struct StatedMemoryTests {
  private static let data = Dataset.tiny(users: 20)

  private func registry() throws -> Registry {
    var registry = Registry()
    try registry.add(StatingModel.self)
    try registry.add(CombiningModel.self)
    try registry.add(CountingModel.self)
    return registry
  }

  private func bytes(_ model: String, _ stated: Int? = nil) throws -> Int {
    try MemoryEstimate.bytes(of: recipe(model, stated), on: Self.data, registry: registry())
  }

  private func recipe(_ model: String, _ stated: Int? = nil) -> ModelRecipe {
    ModelRecipe(
      model: model, settings: stated.map { [Setting(name: "bytes", value: "\($0)")] } ?? [])
  }

  private func train(_ recipe: ModelRecipe) throws -> TrainedModel {
    try TrainingJob.train(
      recipe, on: Self.data, split: .none, registry: registry(), compute: .testing(),
      monitor: SilentMonitor())
  }

  @Test func aStatementIsTakenAsItIs() throws {
    #expect(try bytes("stating", 1_000_000) - bytes("stating", 0) == 1_000_000)
    #expect(try train(recipe("stating", 0)).descriptor.name == "stating")
  }

  @Test(arguments: [-1, -5_000_000_000, Int.min])
  func aNegativeStatementIsAnErrorThatNamesTheModel(stated: Int) throws {
    let expected = EngineError.badModel(
      model: "stating",
      reason: "the memory that it states for its training is \(stated) bytes, and 0 is the least")
    #expect(throws: expected) { try train(recipe("stating", stated)) }
    // A member is named by its own name.
    #expect(throws: expected) { try train(combining(stated)) }
    // Before any training of a cross-validation.
    #expect(throws: expected) {
      try CrossValidation([.init(recipe("stating", stated))], split: .freshUsers(folds: [0])).run(
        on: Self.data, registry: registry(), compute: .testing(),
        monitor: SilentCrossValidationMonitor())
    }
  }

  @Test(arguments: [Int.max, Int.max - 1, Int.max / 2 + 1])
  func aStatementBeyondAllMemoryIsRefused(stated: Int) throws {
    #expect(try bytes("stating", stated) > stated - 1)
    for line in [recipe("stating", stated), combining(stated)] {
      let error = #expect(throws: EngineError.self) { try train(line) }
      guard case .tooLittleMemory(let model, let needed, _, _)? = error else {
        Issue.record("no refusal: \(String(describing: error))")
        continue
      }
      #expect(model == line.model && needed >= stated)
    }
  }

  /// A member that states a number, and one that states nothing.
  private func combining(_ stated: Int) -> ModelRecipe {
    let members = "stating(bytes=\(stated)),counting"
    return ModelRecipe(model: "combining", settings: [Setting(name: "members", value: members)])
  }

  @Test func sumsEndAtTheGreatestNumber() throws {
    let bytes = try MemoryEstimate.bytes(of: combining(.max), on: Self.data, registry: registry())
    #expect(bytes == .max)
    var sum = MemorySum()
    sum.addBytes(-3, 5)
    sum.addTrained(.min, .min)
    #expect(sum.bytes == 0)
    sum.addFloats(.max, 2)
    sum.addOnTape(7)
    #expect(sum.bytes == .max)
    #expect(MemorySum.product(-1, .max) == 0)
    #expect(MemorySum.product(.max, .max) == .max)
    #expect(MemorySum.product(6, 7) == 42)
  }
}

/// A model of two others that states nothing of its own.
private final class CombiningModel: Recommender {
  struct Options: ModelOptions {
    var members = [ModelRecipe("stating"), ModelRecipe("counting")]
    static let fields: [OptionField<Options>] = [.init("members", \.members, atLeast: 2, "two")]
  }

  static let descriptor = ModelDescriptor(
    name: "combining", summary: "combines", discussion: "combines", reference: "none")

  init(options: Options) {}
  static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? { 0 }
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float { 3 }
  func path(of representation: Int) -> AnswerPath { .itemMean }
}

/// A model that states any number.
private final class StatingModel: Recommender {
  struct Options: ModelOptions {
    var bytes = 0
    static let fields: [OptionField<Options>] = [
      .init("bytes", \.bytes, in: Int.min...Int.max, "what it states")
    ]
  }

  static let descriptor = ModelDescriptor(
    name: "stating", summary: "states", discussion: "states", reference: "none")

  init(options: Options) {}
  static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? { options.bytes }
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { user.history.count }
  func extend(_ representation: inout Int, by interaction: Interaction) { representation += 1 }
  func score(_ representation: Int, item: Int) -> Float { 3 }
  func path(of representation: Int) -> AnswerPath { .itemMean }
}

import DebutTesting
import Testing

@testable import DebutEngine

/// A model states the memory of its training; options that are no sizes do not count. A training for which
/// there is no room is refused before it begins.
@Suite struct MemoryEstimateTests {
  private let data = Dataset.tiny(users: 60)

  private func recipe(
    _ model: String, _ settings: KeyValuePairs<String, String> = [:], batch: Int? = nil
  ) -> ModelRecipe {
    ModelRecipe(
      model: model, settings: settings.map { Setting(name: $0.key, value: $0.value) }, batch: batch)
  }

  private func bytes(
    _ model: String, _ settings: KeyValuePairs<String, String> = [:], batch: Int? = nil
  ) throws -> Int {
    try MemoryEstimate.bytes(
      of: recipe(model, settings, batch: batch), on: data, registry: try .builtIns())
  }

  @Test func sizesCountAndOthersDoNot() throws {
    #expect(try bytes("mf", ["alternations": "1000"]) == bytes("mf"))
    #expect(try bytes("mf", ["factors": "100"]) > bytes("mf"))
    #expect(try bytes("bias") < bytes("mf"))
    #expect(try bytes("gru-sequence", ["hidden": "512"]) > bytes("gru-sequence"))
    #expect(try bytes("item-knn", ["min-ratings": "100000"]) == bytes("item-knn"))
  }

  /// A batch has no more rows than the sampler makes, each as long as the sampler says.
  @Test func examplesCountAsTheSamplerMakesThem() throws {
    // One example a user, two, and one a rating.
    let users = data.histories.count
    func sampled(_ batch: Int) throws -> Int {
      try bytes("mlinknet", ["length": "4"], batch: batch)
    }
    #expect(try sampled(users) > sampled(users - 1))
    #expect(try sampled(1_000_000) == sampled(users))
    #expect(try bytes("gru-sequence", batch: 1_000_000) > bytes("gru-sequence", batch: users))
    #expect(try bytes("gru-sequence", batch: 1_000_000) == bytes("gru-sequence", batch: 2 * users))
    let ratings = data.histories.ratingCount
    #expect(try bytes("latent-cf", batch: 1_000_000) == bytes("latent-cf", batch: ratings))
    #expect(try bytes("latent-cf", batch: ratings) > bytes("latent-cf", batch: users))
    #expect(try bytes("mlinknet", ["length": "8"]) > bytes("mlinknet", ["length": "4"]))
  }

  @Test func membersCountWithTheWhole() throws {
    let both = try bytes("ensemble", ["members": "mf,gru-sequence"])
    #expect(try both > bytes("mf") + bytes("gru-sequence"))
  }

  /// Sizes of a million users and items, and of as many as there are numbers.
  private static let sizes = [1_000_000, Int.max / 4].map {
    TrainingSize(users: $0, items: $0, ratings: $0, longestHistory: $0, batch: $0)
  }

  @Test func everyModelStatesItForAnySize() throws {
    let registry = try Registry.builtIns()
    for entry in registry.models {
      let tiny = TrainingSize(users: 1, items: 1, ratings: 1, longestHistory: 1)
      let least = try #require(try entry.trainingMemory([], for: tiny), "\(entry.descriptor.name)")
      for size in Self.sizes {
        let bytes = try #require(try entry.trainingMemory([], for: size))
        #expect(bytes >= least, "\(entry.descriptor.name)")
      }
    }
  }

  /// Sizes among the options, and values that must need more than the defaults.
  private static let larger: [(model: String, option: String, value: String)] = [
    ("latent-cf", "factors", "1024"), ("deep-cf", "factors", "1024"),
    ("latent-cf-mlp", "factors", "1024"), ("mlinknet", "factors", "1024"),
    ("mlinknet", "units", "4096"), ("mlinknet", "window", "10000"), ("mf", "factors", "128"),
    ("item-knn", "table", "100000"), ("gru-sequence", "hidden", "4096"),
    ("gru-sequence", "factors", "1024"), ("gru-sequence", "rank", "64"),
    ("gru-hybrid", "grus", "64"), ("gru-hybrid", "hidden", "4096"),
    ("attention-sequence", "factors", "1024"),
    ("attention-sequence", "heads", "64"), ("attention-sequence", "depth", "256"),
    ("attention-sequence", "blocks", "16"),
    ("attention-sequence", "window", "1024"), ("ensemble", "members", "mf,bias,item-mean"),
    ("als", "factors", "128"), ("sasrec", "heads", "16"), ("sasrec", "depth", "256"),
    ("sasrec", "blocks", "16"), ("sasrec", "window", "1024"),
  ]

  @Test func theNeedGrowsWithEverySize() throws {
    let registry = try Registry.builtIns()
    let size = TrainingSize(
      users: 1000, items: 1000, ratings: 100_000, longestHistory: 800, batch: 64)
    for (model, option, value) in Self.larger {
      let entry = try registry.model(model)
      let usual = try #require(try entry.trainingMemory([], for: size))
      let more = try #require(
        try entry.trainingMemory([Setting(name: option, value: value)], for: size))
      #expect(more > usual, "\(model) \(option)=\(value)")
    }
    for entry in registry.models where entry.descriptor.training != nil {
      let large = TrainingSize(
        users: 1000, items: 1000, ratings: 100_000, longestHistory: 800, batch: 100_000)
      let usual = try #require(try entry.trainingMemory([], for: size))
      #expect(try #require(try entry.trainingMemory([], for: large)) > usual)
    }
  }

  @Test func aTrainingWithoutRoomIsRefusedWithTheOptionsToLower() throws {
    let registry = try Registry.builtIns()
    func refusal(_ recipe: ModelRecipe, free: Int) -> EngineError? {
      #expect(throws: EngineError.self) {
        try MemoryEstimate.check(recipe, on: data, registry: registry, free: free)
      }
    }
    let wide = recipe("gru-hybrid", ["grus": "64", "hidden": "4096"])
    guard
      case .tooLittleMemory(let model, let needed, 16_000_000_000, let lower)? =
        refusal(wide, free: 16_000_000_000)
    else { return #expect(Bool(false), "there is no room for it") }
    #expect(model == "gru-hybrid")
    #expect(needed == (try bytes("gru-hybrid", ["grus": "64", "hidden": "4096"])))
    #expect(lower.first == "hidden" && lower.contains("grus"))
    guard
      case .tooLittleMemory(_, _, _, let batch)? =
        refusal(recipe("gru-sequence", ["hidden": "1024"], batch: 60), free: 100_000_000)
    else { return #expect(Bool(false), "there is no room for it") }
    #expect(batch.contains("batch") && batch.contains("hidden"))
    // As much as it needs is enough.
    let enough = try bytes("bias")
    try MemoryEstimate.check(recipe("bias"), on: data, registry: registry, free: enough)
    #expect(throws: EngineError.self) {
      try MemoryEstimate.check(recipe("bias"), on: data, registry: registry, free: enough - 1)
    }
  }

  @Test func theMachineHasMemory() {
    // A test process takes more than 16 MiB itself.
    #expect(MachineMemory.available > 1 << 24)
    #expect(MachineMemory.available < 1 << 50)
  }
}

import DebutTesting
import Testing

@testable import DebutEngine

/// A model states the memory of its training; options that are no sizes do not count.
@Suite struct MemoryEstimateTests {
  private let data = Dataset.tiny(users: 60)

  private func bytes(_ model: String, _ settings: KeyValuePairs<String, String> = [:]) throws -> Int
  {
    MemoryEstimate.bytes(
      of: ModelRecipe(
        model: model, settings: settings.map { Setting(name: $0.key, value: $0.value) }),
      on: data, registry: try .builtIns())
  }

  @Test func sizesCountAndOthersDoNot() throws {
    #expect(try bytes("mf", ["alternations": "1000"]) == bytes("mf"))
    #expect(try bytes("mf", ["factors": "100"]) > bytes("mf"))
    #expect(try bytes("bias") < bytes("mf"))
    #expect(try bytes("gru-sequence", ["hidden": "512"]) > bytes("gru-sequence"))
    #expect(try bytes("item-knn", ["min-ratings": "100000"]) == bytes("item-knn"))
  }

  @Test func membersCountWithTheWhole() throws {
    let both = try bytes("ensemble", ["members": "mf,gru-sequence"])
    #expect(try both > bytes("mf") + bytes("gru-sequence"))
  }
}

import DebutEngine
import DebutTesting
import Testing

/// Every option of every model at the ends of its range: a training ends, or is refused with an error.
@Suite struct OptionBoundsTests {
  /// Options whose upper ends make models of gigabytes.
  private static let large: Set = [
    "factors", "hidden", "grus", "units", "rank", "heads", "depth", "blocks", "window", "members",
  ]

  /// Sizes that make every model small, unless they are what is tried.
  private static let small = [
    "factors": "3", "rank": "2", "hidden": "4", "grus": "1", "units": "5",
  ]

  /// Values at the ends of each option of a model.
  private static func ends(_ model: String) throws -> [Setting] {
    try Registry.builtIns().model(model).options.flatMap { option -> [Setting] in
      let words = option.expectation.split(separator: " ").map(String.init)
      var values = option.choices
      if option.expectation == "yes or no" { values = ["yes", "no"] }
      if let from = words.lastIndex(of: "from"), words.count > from + 3 {
        values = [words[from + 1]]
        if !large.contains(option.name) { values.append(words[from + 3]) }
        if words[0] == "auto" { values.append("auto") }
      }
      return values.map { Setting(name: option.name, value: $0) }
    }
  }

  static let models = [
    "global-mean", "item-mean", "bias", "mf", "item-knn", "latent-cf", "deep-cf", "latent-cf-mlp",
    "mlinknet", "gru-sequence", "gru-hybrid", "attention-sequence", "ensemble",
  ]

  @Test(arguments: models) func noEndOfARangeEndsTheProcess(model: String) throws {
    let bench = TestBench(
      .tiny(users: 4, ratings: 20...20), registry: try .builtIns(), split: .none)
    let descriptor = try bench.registry.model(model).descriptor
    let known = Set(try bench.registry.model(model).options.map(\.name))
    let ends = try Self.ends(model)
    #expect(ends.isEmpty == (model == "global-mean"))
    var accepted = 0
    for end in ends {
      var settings = [end]
      for (name, value) in Self.small where known.contains(name) && name != end.name {
        settings.append(Setting(name: name, value: value))
      }
      if model == "ensemble" { settings.append(Setting(name: "members", value: "bias,item-mean")) }
      let recipe = ModelRecipe(
        model: model, settings: settings, epochs: descriptor.training == nil ? nil : 1)
      do {
        let trained = try bench.train(recipe)
        let list = try trained.answer(history: bench.history(of: 0, first: 3)).top(5)
        #expect(list.allSatisfy { trained.scale.contains($0.stars) }, "\(end)")
        accepted += 1
      } catch let error as EngineError {
        #expect(!error.description.isEmpty, "\(end)")
      }
    }
    #expect(accepted >= ends.count / 2)
  }
}

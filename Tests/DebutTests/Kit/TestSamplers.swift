import DebutEngine

private func describe(_ name: String, _ shape: ExampleShape) -> SamplerDescriptor {
  SamplerDescriptor(name: name, summary: name, discussion: name, reference: "none", shape: shape)
}

/// Whole histories, a target everywhere.
struct EverySampler: Sampler {
  static let descriptor = describe("test-every", .everyPosition)
  init(options: NoOptions) {}
  func examples(from data: TrainingSet, using generator: inout SeededGenerator) -> Examples {
    var examples = Examples()
    for user in data.histories.indices {
      examples.append(user: user, positions: data.histories[user].indices, firstTarget: 0)
    }
    return examples
  }
}

/// Single ratings.
struct SingleSampler: Sampler {
  static let descriptor = describe("test-single", .singleRating)
  init(options: NoOptions) {}
  func examples(from data: TrainingSet, using generator: inout SeededGenerator) -> Examples {
    var examples = Examples()
    for user in data.histories.indices {
      for position in data.histories[user].indices {
        examples.append(user: user, positions: [position], firstTarget: 0)
      }
    }
    return examples
  }
}

/// Ten neighbouring ratings at a random place, the last of them the target. Stands in for random-20.
struct WindowSampler: Sampler {
  struct Options: ModelOptions {
    var length = 10
    /// The name of an option of `PlantedModel` too.
    var dimension = 1
    static let fields: [OptionField<Options>] = [
      .init("length", \.length, in: 2...100, "ratings of an example"),
      .init("dimension", \.dimension, in: 1...1, "nothing"),
    ]
  }

  static let descriptor = describe("random-20", .lastPosition)
  private let length: Int
  init(options: Options) { length = options.length }
  func examples(from data: TrainingSet, using generator: inout SeededGenerator) -> Examples {
    var examples = Examples()
    for user in data.histories.indices {
      let count = data.histories[user].count
      guard count >= length else {
        examples.usersLeftOut += 1
        continue
      }
      let first = generator.below(count - length + 1)
      examples.append(user: user, positions: first..<first + length, firstTarget: length - 1)
    }
    return examples
  }
}

/// The last two ratings: what the second is after the first.
struct PairSampler: Sampler {
  static let descriptor = describe("test-pair", .lastPosition)
  init(options: NoOptions) {}
  func examples(from data: TrainingSet, using generator: inout SeededGenerator) -> Examples {
    var examples = Examples()
    for user in data.histories.indices where data.histories[user].count >= 2 {
      let count = data.histories[user].count
      examples.append(user: user, positions: count - 2..<count, firstTarget: 1)
    }
    return examples
  }
}

/// Never an example.
struct EmptySampler: Sampler {
  static let descriptor = describe("test-empty", .everyPosition)
  init(options: NoOptions) {}
  func examples(from data: TrainingSet, using generator: inout SeededGenerator) -> Examples {
    Examples()
  }
}

extension Registry {
  static func testing() throws -> Registry {
    var registry = Registry()
    try registry.add(CountingModel.self)
    try registry.add(TieModel.self)
    try registry.add(PlantedModel.self)
    try registry.add(DriftModel.self)
    try registry.add(EverySampler.self)
    try registry.add(SingleSampler.self)
    try registry.add(WindowSampler.self)
    try registry.add(PairSampler.self)
    try registry.add(EmptySampler.self)
    return registry
  }
}

import Debut

/// An estimate of the memory of a training, rather too high than too low. It decides how many trainings run
/// at once, and refuses one that the machine has no room for.
enum MemoryEstimate {
  /// Returns the bytes of one training and its evaluation: a fixed part, a few words a rating, and what the
  /// model states or else a guess from its options.
  ///
  /// A model that combines others takes as much as all of them besides. Trained members count twice,
  /// because copies of them are trained.
  ///
  /// - Throws: `EngineError.badModel` for a model that states a negative number.
  static func bytes(of request: ModelRecipe, on dataset: Dataset, registry: Registry) throws -> Int
  {
    let resolved = try? ResolvedRecipe(request, in: registry)
    let size = Self.size(of: resolved?.plan, on: dataset)
    var memory = MemorySum()
    memory.addBytes(64 << 20)
    memory.addBytes(128, size.ratings)
    memory.addBytes(
      try resolved?.trainingMemory(for: size) ?? guess(of: resolved?.options ?? [], size))
    let members = (try? registry.model(request.model)).map(request.members) ?? []
    for member in members {
      let own = try bytes(of: member, on: dataset, registry: registry.without(model: request.model))
      memory.addBytes(member.name == nil ? 1 : 2, own)
    }
    return memory.bytes
  }

  /// Returns the size of a training.
  ///
  /// - Parameter plan: the settings of training by gradient steps; nil for models without.
  static func size(of plan: TrainingPlan?, on dataset: Dataset) -> TrainingSize {
    let histories = dataset.histories
    let longest = histories.ranges.map(\.count).max() ?? 0
    let examples = plan.map { Self.examples(of: $0, on: dataset, longest: longest) }
    return TrainingSize(
      users: histories.count, items: dataset.catalogue.ratedCount, ratings: histories.ratingCount,
      longestHistory: longest, batch: examples?.batch ?? 1, longestExample: examples?.longest)
  }

  /// Returns the number of examples of the largest batch, no more than an epoch has, and of ratings of the
  /// longest one. Only the sampler knows, unless a user is one example, or each rating is.
  private static func examples(
    of plan: TrainingPlan, on dataset: Dataset, longest: Int
  ) -> (batch: Int, longest: Int) {
    let histories = dataset.histories
    switch type(of: plan.sampler).descriptor.shape {
    case .singleRating: return (min(plan.batch, max(histories.ratingCount, 1)), 1)
    case .everyPosition where plan.batch <= histories.count: return (plan.batch, longest)
    case .everyPosition, .lastPosition:
      let everything = TrainingSet(
        histories: histories, itemCount: dataset.catalogue.ratedCount, feedback: dataset.feedback,
        catalogue: dataset.catalogue)
      var generator = SeededGenerator(seed: 0)
      let examples = plan.sampler.examples(from: everything, using: &generator)
      let lengths = (0..<examples.count).map(examples.length)
      return (min(plan.batch, max(lengths.count, 1)), lengths.max() ?? 1)
    }
  }

  /// Returns a guess from the options: for every user and item a vector as long as the largest whole number
  /// among them, with gradient and two moments; and a square of that length, up to 128 by 128, for every
  /// user and six times for every item, as variational factorisations and cross-fitting keep (halves of
  /// it, in floats, twice).
  private static func guess(of options: [Setting], _ size: TrainingSize) -> Int {
    let width = min(max(options.compactMap { Int($0.value) }.max() ?? 0, 16), 4096)
    let square = min(width, 128) * min(width, 128)
    var memory = MemorySum()
    memory.addBytes(64, width, width)
    memory.addFloats(size.users, 4 * width + square)
    memory.addFloats(size.items, 4 * width + 6 * square)
    return memory.bytes
  }

  /// Checks that there is room for a training, before any of it is allocated.
  ///
  /// - Parameter free: the bytes that are free.
  /// - Throws: `EngineError.tooLittleMemory`, with the options that make most of the need; `.badModel`
  ///   for a model that states a negative number.
  static func check(
    _ request: ModelRecipe, on dataset: Dataset, registry: Registry,
    free: Int = MachineMemory.available
  ) throws {
    let needed = try bytes(of: request, on: dataset, registry: registry)
    guard needed > free else { return }
    let savings = try reductions(of: request, registry).map { name, smaller in
      (name, saved: needed - (try bytes(of: smaller, on: dataset, registry: registry)))
    }
    throw EngineError.tooLittleMemory(
      model: request.model, needed: needed, free: free,
      lower: savings.filter { $0.saved > needed / 8 }.sorted { $0.saved > $1.saved }.map(\.0))
  }

  /// Returns recipes with one whole number halved in each, and its name; "batch" for that of the batch.
  private static func reductions(
    of request: ModelRecipe, _ registry: Registry
  ) -> [(String, ModelRecipe)] {
    guard let resolved = try? ResolvedRecipe(request, in: registry) else { return [] }
    var smaller = resolved.options.compactMap { option -> (String, ModelRecipe)? in
      guard let value = Int(option.value), value > 1 else { return nil }
      var recipe = request
      recipe.settings =
        (request.settings ?? []).filter { $0.name != option.name }
        + [Setting(name: option.name, value: "\(value / 2)")]
      return (option.name, recipe)
    }
    if let batch = resolved.plan?.batch, batch > 1 {
      var recipe = request
      recipe.batch = batch / 2
      smaller.append(("batch", recipe))
    }
    return smaller
  }
}

import Debut

/// An estimate of the memory of a training, rather too high than too low. It decides how many trainings run
/// at once, and refuses one that the machine has no room for.
enum MemoryEstimate {
  /// Returns the bytes of one training and its evaluation: a fixed part, a few words a rating, and what the
  /// model states or else a guess from its options.
  ///
  /// A model that combines others takes as much as all of them besides. Trained members count twice,
  /// because copies of them are trained.
  static func bytes(of request: ModelRecipe, on dataset: Dataset, registry: Registry) -> Int {
    let resolved = try? ResolvedRecipe(request, in: registry)
    let size = TrainingSize(
      users: dataset.histories.count, items: dataset.catalogue.ratedCount,
      ratings: dataset.histories.ratingCount,
      longestHistory: dataset.histories.ranges.map(\.count).max() ?? 0,
      batch: resolved?.plan?.batch ?? 1)
    var memory = MemorySum()
    memory.addBytes(64 << 20)
    memory.addBytes(128, size.ratings)
    memory.addBytes(
      resolved?.trainingMemory(for: size) ?? guess(of: resolved?.options ?? [], size))
    let members = (try? registry.model(request.model)).map(request.members) ?? []
    for member in members {
      let own = bytes(of: member, on: dataset, registry: registry.without(model: request.model))
      memory.addBytes(member.name == nil ? 1 : 2, own)
    }
    return memory.bytes
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
  /// - Throws: `EngineError.tooLittleMemory`, with the options that make most of the need.
  static func check(
    _ request: ModelRecipe, on dataset: Dataset, registry: Registry,
    free: Int = MachineMemory.available
  ) throws {
    let needed = bytes(of: request, on: dataset, registry: registry)
    guard needed > free else { return }
    let savings = reductions(of: request, registry).map { name, smaller in
      (name, saved: needed - bytes(of: smaller, on: dataset, registry: registry))
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

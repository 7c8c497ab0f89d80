import Debut

/// The members that a model's options name, each as a whole recipe, and those of them that the session has
/// trained.
///
/// A bare name means a trained model if there is one, else a registered model. The result is
/// self-contained: a whole recipe trains the very model that the session has.
struct MemberResolver {
  /// The recipe, with whole recipes in place of names.
  private(set) var recipe: ModelRecipe
  private var trainedMembers: [ModelRecipe: TrainedModel] = [:]
  private let trained: [TrainedModel]
  private let dataset: Dataset
  private let split: Split
  private let registry: Registry

  /// - Throws: `EngineError.unknownModel`, `.unknownMember`, `.badMember`; the errors of a member's own
  ///   options.
  init(
    of recipe: ModelRecipe, among trained: [TrainedModel], on dataset: Dataset, split: Split,
    registry: Registry
  ) throws {
    self.recipe = recipe
    self.trained = trained
    self.dataset = dataset
    self.split = split
    self.registry = registry
    for option in try registry.model(recipe.model).options where option.namesModels {
      // A text that is no list is rejected by the option itself.
      guard let recipes = recipe.members(in: option) else { continue }
      let text = ModelRecipe.text(try recipes.map { try resolved($0) })
      self.recipe.settings =
        (self.recipe.settings ?? []) + [Setting(name: option.name, value: text)]
    }
  }

  /// Returns the trained members of one partition.
  ///
  /// - Throws: `EngineError.badMember` if one was trained on other ratings than the partition's: the
  ///   check for leakage would not find these.
  func trained(on partition: Partition) throws -> [ModelRecipe: TrainedMember] {
    try trainedMembers.mapValues { model in
      guard let fold = model.folds.first(where: { $0.fold == partition.fold }),
        fold.training.areSame(as: partition.training)
      else {
        throw refusal(model.name, "it was trained on other ratings than those of this split")
      }
      return TrainedMember(fold.model, fold.log)
    }
  }

  private func refusal(_ member: String, _ reason: String) -> EngineError {
    .badMember(owner: recipe.model, member: member, reason: reason)
  }

  /// Returns the whole recipe of a member, and keeps the trained model that it stands for.
  private mutating func resolved(_ member: ModelRecipe) throws -> ModelRecipe {
    if member.settings == nil, let model = trained.first(where: { $0.name == member.model }) {
      try check(model)
      let whole = try ModelRecipe(of: model, seed: recipe.trainingSeed, registry: registry)
      trainedMembers[whole] = model
      return whole
    }
    guard member.model != recipe.model else {
      throw refusal(member.label, "a model cannot be a part of itself")
    }
    let registered = registry.models.map(\.descriptor.name)
    guard registered.contains(member.model) else {
      let bare = member.settings == nil ? trained.map(\.name) : []
      throw EngineError.unknownMember(
        owner: recipe.model, name: member.model,
        known: bare + registered.filter { $0 != recipe.model && !bare.contains($0) })
    }
    let whole = try completed(member)
    // A recipe that was made of a trained model finds it again.
    if let model = trained.first(where: { $0.name == member.name }), (try? check(model)) != nil,
      try ModelRecipe(of: model, seed: recipe.trainingSeed, registry: registry) == whole
    {
      trainedMembers[whole] = model
    }
    return whole
  }

  /// Returns the recipe with every option of the model.
  private func completed(_ member: ModelRecipe) throws -> ModelRecipe {
    let resolved = try ResolvedRecipe(member, in: registry)
    let sampling = try member.splitSettings(for: resolved.entry, registry: registry).sampler
    var whole = member
    whole.settings = resolved.options + sampling
    return whole
  }

  /// Checks that a trained model is the one that its recipe gives under this split of this data.
  ///
  /// - Throws: `EngineError.badMember`; `.unknownModel` if it is no longer registered.
  private func check(_ model: TrainedModel) throws {
    guard model.descriptor.name != recipe.model else {
      throw refusal(model.name, "it combines models itself; name its members instead")
    }
    guard !model.folds.contains(where: { $0.log.end == .interrupted }) else {
      throw refusal(model.name, "its training was interrupted; train it to its end first")
    }
    if let planned = model.remainingPlannedEpochs {
      throw refusal(
        model.name,
        "\(model.epochCount) of its \(planned) epochs are trained; train it to its end first")
    }
    let folds = model.folds.compactMap(\.fold)
    guard model.datasetFingerprint == dataset.fingerprint, model.scale == dataset.scale,
      split.heldOutFolds.isEmpty
        ? model.split == split : split.heldOutFolds.allSatisfy(folds.contains)
    else {
      throw refusal(
        model.name,
        "it was trained on \(model.datasetName) (\(model.split)), and the others would be on "
          + "\(dataset.name) (\(split)); train \(model.name) anew, or go back to its data "
          + "and split")
    }
    guard try model.isUpToDate(with: registry) else {
      throw refusal(
        model.name,
        "its plugin has been loaded anew since it was trained, and a copy would be of other code; "
          + "train \(model.name) anew")
    }
  }
}

extension SeenUsers {
  /// Returns true if these are the users of some histories, with the same ratings. - Complexity: O(ratings).
  fileprivate func areSame(as histories: Histories) -> Bool {
    users == histories.users && ratingCount == histories.ratingCount
      && histories.indices.allSatisfy { matches($0, beginning: histories[$0]) }
  }
}

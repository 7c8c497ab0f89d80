import Debut

/// The models that a model's options name, each as a whole recipe, and those among them that the
/// session has trained.
///
/// A bare name is that of a trained model before it is that of a registered one. What comes of it no
/// longer needs the session: the recipe says all, and a model trained by it is what the session has.
struct MemberResolver {
  /// The request, with whole recipes in place of names.
  private(set) var request: TrainingRequest
  private var atHand: [ModelRecipe: TrainedModel] = [:]
  private let trained: [TrainedModel]
  private let dataset: Dataset
  private let split: Split
  private let registry: Registry

  /// - Throws: `EngineError.unknownMember`, `.badMember`; what is wrong with a member's own options.
  init(
    of request: TrainingRequest, among trained: [TrainedModel], on dataset: Dataset, split: Split,
    registry: Registry
  ) throws {
    self.request = request
    self.trained = trained
    self.dataset = dataset
    self.split = split
    self.registry = registry
    for option in try registry.model(request.model).options where option.namesModels {
      // What is no list is told by the option itself.
      guard let recipes = request.members(in: option) else { continue }
      let text = ModelRecipe.text(try recipes.map { try whole($0) })
      self.request.settings.append(Setting(name: option.name, value: text))
    }
  }

  /// The trained models of one partition.
  ///
  /// - Throws: `EngineError.badMember` where one was trained on other ratings than the partition's:
  ///   what combines it would seem not to have seen them.
  func trained(on partition: Partition) throws -> [ModelRecipe: TrainedMember] {
    try atHand.mapValues { model in
      guard let fold = model.folds.first(where: { $0.fold == partition.fold }),
        fold.training.areSame(as: partition.training)
      else {
        throw refusal(model.name, "it was trained on other ratings than those of this split")
      }
      return TrainedMember(fold.model, fold.log)
    }
  }

  private func refusal(_ member: String, _ reason: String) -> EngineError {
    .badMember(owner: request.model, member: member, reason: reason)
  }

  private mutating func whole(_ recipe: ModelRecipe) throws -> ModelRecipe {
    if recipe.settings == nil, let model = trained.first(where: { $0.name == recipe.model }) {
      try check(model)
      let whole = try ModelRecipe(of: model, seed: request.seed, registry: registry)
      atHand[whole] = model
      return whole
    }
    guard recipe.model != request.model else {
      throw refusal(recipe.label, "a model cannot be a part of itself")
    }
    let registered = registry.models.map(\.descriptor.name)
    guard registered.contains(recipe.model) else {
      let bare = recipe.settings == nil ? trained.map(\.name) : []
      throw EngineError.unknownMember(
        owner: request.model, name: recipe.model,
        known: bare + registered.filter { $0 != request.model && !bare.contains($0) })
    }
    let whole = try completed(recipe)
    // A recipe that was made of a trained model finds it again.
    if let model = trained.first(where: { $0.name == recipe.name }), (try? check(model)) != nil,
      try ModelRecipe(of: model, seed: request.seed, registry: registry) == whole
    {
      atHand[whole] = model
    }
    return whole
  }

  /// The recipe with every option of the model.
  private func completed(_ recipe: ModelRecipe) throws -> ModelRecipe {
    let entry = try registry.model(recipe.model)
    let training = recipe.request(seed: request.seed)
    let settings = try training.splitSettings(for: entry, registry: registry)
    if let defaults = entry.descriptor.training {
      _ = try TrainingPlan(training, defaults, settings: settings.sampler, registry: registry)
    }
    var whole = recipe
    whole.settings = try entry.complete(settings.model) + settings.sampler
    return whole
  }

  /// Makes sure that a trained model is what its recipe gives under this split of this data.
  private func check(_ model: TrainedModel) throws {
    guard model.descriptor.name != request.model else {
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
  /// Whether these are the users of some histories, with the same ratings. - Complexity: O(ratings).
  fileprivate func areSame(as histories: Histories) -> Bool {
    users == histories.users && ratingCount == histories.ratingCount
      && histories.indices.allSatisfy { matches($0, beginning: histories[$0]) }
  }
}

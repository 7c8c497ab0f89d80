import DebutEngine

extension Examination {
  /// Writes a model file, opens it, and compares the predictions of both models for some users.
  func saveAndLoad() throws -> String {
    let data = data(users: 40)
    let compute = Compute(kernels: subject.kernels, workers: Workers(threads: 1))
    let defaults = try subject.registry.model(subject.model).descriptor.training
    let trained = try TrainingJob.train(
      ModelRecipe(
        model: subject.model, settings: subject.settings, epochs: defaults == nil ? nil : 2,
        batch: defaults.map { min($0.batch, 16) }, seed: 3),
      on: data, split: .freshUsers(folds: [0]), registry: subject.registry, compute: compute,
      monitor: SilentMonitor())
    let model = trained.folds[0].model
    try skipIfNotSaved(model)
    let folder = try TemporaryFolder()
    let path = "\(folder.path)/model.safetensors"
    try ModelFile.save(trained, to: path, registry: subject.registry, compute: compute)
    let opened = try ModelFile.open(path, registry: subject.registry, compute: compute).model
    try require(
      opened.options == trained.options,
      "it is saved with the options \(trained.options), and opened with \(opened.options)")
    let histories = data.histories.indices.prefix(10).map { data.histories[$0] }
    for history in histories {
      try compare(model, opened.folds[0].model, history, itemCount: trained.items.count)
    }
    return "\(histories.count) users, every item after every rating, bit by bit"
  }

  /// Skips the check if the model refuses to be saved with `EngineError.cannotSave`.
  private func skipIfNotSaved(_ model: any Recommender) throws {
    var state = StateWriter()
    do {
      try model.save(to: &state)
    } catch EngineError.cannotSave(_, let reason) {
      throw ConformanceSkip(reason: "it cannot be saved: \(reason)")
    }
  }

  private func compare(
    _ model: any Recommender, _ opened: any Recommender, _ history: History, itemCount: Int
  ) throws {
    let views = [model, opened].map { $0.answering(UserQuery(history: .empty)) }
    for (position, next) in history.enumerated() {
      for item in 0..<itemCount {
        let stars = views.map { $0.score(item: item) }
        try require(
          stars[0].bitPattern == stars[1].bitPattern,
          "after \(position) ratings item \(item) gets \(stars[0]) before saving and "
            + "\(stars[1]) after opening")
      }
      for view in views { view.extend(by: next) }
    }
  }
}

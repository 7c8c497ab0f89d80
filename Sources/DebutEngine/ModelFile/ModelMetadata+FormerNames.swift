import Debut

// Models that were called otherwise when their files were written.
extension ModelMetadata {
  /// Returns the texts with today's names in place of former ones: of the model; of the trained model and its
  /// evaluation, if they had the model's; and of the models that options name.
  ///
  /// - Throws: `EngineError.unknownModel`.
  func withTodaysNames(in registry: Registry) throws -> ModelMetadata {
    let entry = try registry.model(written: model, options: Set(options.keys))
    var metadata = self
    for option in entry.options where option.namesModels {
      guard let text = options[option.name], let recipes = ModelRecipe.list(text) else { continue }
      let renamed = recipes.map { $0.withTodaysNames(in: registry) }
      if renamed != recipes { metadata.options[option.name] = ModelRecipe.text(renamed) }
    }
    let today = entry.descriptor.name
    guard today != model else { return metadata }
    metadata.model = today
    if name == model {
      metadata.name = today
      metadata.evaluation = evaluation?.renamed(from: model, to: today)
    }
    return metadata
  }
}

extension ModelRecipe {
  /// Returns the recipe with today's names of models. One that is renamed keeps its former name as its
  /// label, under which a file has its arrays.
  fileprivate func withTodaysNames(in registry: Registry) -> ModelRecipe {
    let names = Set((settings ?? []).map(\.name))
    // A model that is not there is reported when it is made.
    guard let entry = try? registry.model(written: model, options: names) else { return self }
    var recipe = self
    for option in entry.options where option.namesModels {
      guard let place = settings?.lastIndex(where: { $0.name == option.name }),
        let text = settings?[place].value, let members = ModelRecipe.list(text)
      else { continue }
      let renamed = members.map { $0.withTodaysNames(in: registry) }
      if renamed != members {
        recipe.settings?[place] = Setting(name: option.name, value: ModelRecipe.text(renamed))
      }
    }
    guard entry.descriptor.name != model else { return recipe }
    recipe.name = label
    recipe.model = entry.descriptor.name
    // A bare name would be looked up among trained models.
    recipe.settings = recipe.settings ?? []
    return recipe
  }
}

extension EvaluationRecord {
  fileprivate func renamed(from former: String, to name: String) -> EvaluationRecord {
    EvaluationRecord(
      protocolName: protocolName, fold: fold, fraction: fraction, dataset: dataset,
      fingerprint: fingerprint,
      rows: rows.map { row in
        guard row.model == former else { return row }
        return EvaluationRow(
          model: name, history: row.history, ratings: row.ratings, values: row.values,
          spread: row.spread, secondsPerFold: row.secondsPerFold, fallbackShare: row.fallbackShare)
      })
  }
}

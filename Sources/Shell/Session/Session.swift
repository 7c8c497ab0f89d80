import DebutEngine

/// What a session holds. Commands read it, and change it at their very end.
final class Session {
  private(set) var registry: Registry
  private(set) var plugins = PluginShelf()
  /// Whether it was said that plugins are code.
  var hasToldOfRights = false
  let console: Console
  /// Where answers go.
  let answers: OutputSink
  var mode: OutputMode
  /// Whether the time that each line took is told.
  var showsTime = false
  /// Whether what is expected next is shown while a line is typed at a terminal with colours.
  var showsHints = true
  private(set) var data: LoadedData?
  var split = Session.defaultSplit
  /// In the order in which they were trained first.
  private(set) var models: [TrainedModel] = []
  private(set) var currentName: String?
  /// The fresh users at the keyboard.
  let people = People()
  /// The curve of error by known ratings that `evaluate` drew last.
  var errorCurve: ErrorCurve?
  private let computes: ComputePool
  /// What the last evaluation said of a model, by the model's name.
  private var evaluations: [String: EvaluationRecord] = [:]
  /// The items of the current model, where they were asked for without data.
  private var modelItems: (model: TrainedModel, items: LoadedData)?

  static let defaultSplit = Split.freshUsers(folds: [0])

  init(registry: Registry, console: Console, mode: OutputMode = .table) {
    self.registry = registry
    self.console = console
    self.mode = mode
    answers = OutputSink(console: console)
    computes = ComputePool()
  }

  // MARK: Data

  /// - Throws: `ShellError.noData`.
  func loadedData() throws -> LoadedData {
    guard let data else { throw ShellError.noData }
    return data
  }

  /// What is known of items: the data, or without any what the current model brought along.
  ///
  /// - Throws: `ShellError.noData` where there is neither.
  func knownItems() throws -> LoadedData {
    if let data { return data }
    guard let model = try? currentModel() else { throw ShellError.noData }
    if let known = modelItems, known.model === model { return known.items }
    let items = LoadedData(itemsOf: model)
    modelItems = (model, items)
    return items
  }

  /// Takes new data, with the default split. Models stay; of people's ratings those stay whose
  /// item the new data has under the same title, on its scale.
  ///
  /// - Returns: how many of all people's ratings were dropped.
  func adopt(_ new: LoadedData) -> Int {
    var dropped = 0
    if let old = try? knownItems(), old.dataset.fingerprint != new.dataset.fingerprint {
      for person in people.all {
        let before = person.ratings.count
        person.keep { new.accepts($0, of: old) }
        dropped += before - person.ratings.count
      }
    }
    data = new
    split = Self.defaultSplit
    return dropped
  }

  // MARK: Models

  /// The model that answers unless another is named.
  ///
  /// - Throws: `ShellError.noModel`.
  func currentModel() throws -> TrainedModel {
    guard let name = currentName, let model = models.first(where: { $0.name == name }) else {
      throw ShellError.noModel
    }
    return model
  }

  /// - Throws: `ShellError.unknownTrained`.
  func model(named name: String) throws -> TrainedModel {
    guard let model = models.first(where: { $0.name == name }) else {
      throw ShellError.unknownTrained(name: name, known: models.map(\.name))
    }
    return model
  }

  /// Takes a model in, in place of one of the same name, and makes it current.
  func adopt(_ model: TrainedModel, evaluation: EvaluationRecord? = nil) {
    evaluations[model.name] = evaluation
    if let place = models.firstIndex(where: { $0.name == model.name }) {
      models[place] = model
    } else {
      models.append(model)
    }
    becomeCurrent(model.name)
  }

  /// - Precondition: a trained model has this name.
  func makeCurrent(_ name: String) {
    precondition(models.contains { $0.name == name }, "only a trained model can be current")
    becomeCurrent(name)
  }

  /// Without data the ratings of the person are of the items of the model before: of another catalogue
  /// they may name others.
  private func becomeCurrent(_ name: String) {
    let before = try? knownItems()
    currentName = name
    guard let before, let after = try? knownItems(),
      before.dataset.fingerprint != after.dataset.fingerprint
    else { return }
    for person in people.all { person.keep { after.accepts($0, of: before) } }
  }

  /// Takes data, split and models in place of all that there are.
  func replace(
    data: LoadedData?, split: Split, models: [(TrainedModel, EvaluationRecord?)], current: String?
  ) {
    self.data = data
    self.split = split
    self.models = models.map(\.0)
    evaluations = [:]
    for (model, evaluation) in models { evaluations[model.name] = evaluation }
    currentName = models.contains { $0.0.name == current } ? current : models.last?.0.name
  }

  /// What the last evaluation said of a model; nil where there was none.
  func evaluation(of model: TrainedModel) -> EvaluationRecord? { evaluations[model.name] }

  /// Keeps what an evaluation said, to be saved with the models.
  func keep(_ evaluation: Evaluation, of models: [TrainedModel], on dataset: Dataset) {
    for model in models {
      evaluations[model.name] = EvaluationRecord(evaluation, of: model.name, on: dataset)
    }
  }

  // MARK: Plugins

  /// Takes a loaded plugin in, in place of an earlier version of it. Trained models stay as they are.
  ///
  /// - Throws: `PluginError.duplicateName`; nothing changes then.
  func adopt(_ plugin: LoadedPlugin) throws { registry = try plugins.adopt(plugin, into: registry) }

  // MARK: The person at the keyboard

  /// The one whose turn it is.
  var person: Person { people.current }

  func rate(_ item: RatedItem) { person.rate(item) }

  func unrate(itemID: Int64) { person.unrate(itemID: itemID) }

  /// The person at the keyboard as a model sees them; kept, and extended by each new rating.
  ///
  /// - Throws: `EngineError.severalFolds`.
  func personView(of model: TrainedModel, for command: String) throws -> UserState {
    try person.view(of: model, for: command)
  }

  // MARK: Work

  /// The kernels and threads to work with.
  ///
  /// - Parameters:
  ///   - threads: nil: as many as the machine has cores.
  ///   - variant: nil: the fastest, or what `DEBUT_KERNELS` says.
  /// - Throws: `ShellError.badValue` and what the choice of kernels throws.
  func compute(threads: Int? = nil, variant: KernelVariant? = nil) throws -> Compute {
    try computes.compute(threads: threads, variant: variant)
  }

  /// What shows the progress of an evaluation over folds and seeds.
  func crossValidationProgress() -> CrossValidationProgressLine {
    CrossValidationProgressLine(console: console)
  }

  /// What shows the progress of work.
  func progress(_ what: String) -> ProgressMonitor { ProgressMonitor(what, console: console) }
}

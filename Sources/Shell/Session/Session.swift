import Debut

/// What a session holds. Commands read it, and change it at their very end.
final class Session {
  private(set) var registry: Registry
  private(set) var plugins = PluginShelf()
  let console: Console
  /// Where answers go.
  let answers: Answers
  var mode: OutputMode
  /// Whether the time that each line took is told.
  var showsTime = false
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

  static let defaultSplit = Split.freshUsers(folds: [0])

  init(registry: Registry, console: Console, mode: OutputMode = .table) {
    self.registry = registry
    self.console = console
    self.mode = mode
    answers = Answers(console: console)
    computes = ComputePool()
  }

  // MARK: Data

  /// - Throws: `ShellError.noData`.
  func loadedData() throws -> LoadedData {
    guard let data else { throw ShellError.noData }
    return data
  }

  /// Takes new data, with the default split. Models stay; of people's ratings those stay whose
  /// item the new data has under the same title, on its scale.
  ///
  /// - Returns: how many of all people's ratings were dropped.
  func adopt(_ new: LoadedData) -> Int {
    var dropped = 0
    if let old = data, old.dataset.fingerprint != new.dataset.fingerprint {
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
  func adopt(_ model: TrainedModel) {
    if let place = models.firstIndex(where: { $0.name == model.name }) {
      models[place] = model
    } else {
      models.append(model)
    }
    currentName = model.name
  }

  /// - Precondition: a trained model has this name.
  func makeCurrent(_ name: String) {
    precondition(models.contains { $0.name == name }, "only a trained model can be current")
    currentName = name
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
  func personView(of model: TrainedModel, for command: String) throws -> UserView {
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

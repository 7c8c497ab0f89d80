import DebutEngine

/// The state of a session. Commands read it, and change it at their very end.
package final class Session {
  private(set) var registry: Registry
  private(set) var plugins = PluginShelf()
  /// True if the note that plugins are code was given.
  var hasToldOfRights = false
  /// The surroundings: cancellation, progress, the width of answers.
  let host: SessionHost
  /// The file that answers go to, if there is one.
  package let redirection = Redirection()
  package var mode: OutputMode
  /// True if the time of each line is shown.
  package var showsTime = false
  /// True if hints at what is expected next are shown while a line is typed at a terminal with
  /// colours.
  package var showsHints = true
  /// True if long answers go through the pager while someone is at a terminal.
  package var usesPager = true
  private(set) var data: LoadedData?
  var split = Session.defaultSplit
  /// In the order in which they were trained first.
  private(set) var models: [TrainedModel] = []
  private(set) var currentName: String?
  /// The fresh users at the keyboard.
  let people = People()
  /// The curve of error by known ratings of the last `evaluate`.
  var errorCurve: ErrorCurve?
  /// The saved sessions that this one was saved to or opened from: the folder, and a number that changes
  /// with its list.
  var savedPlaces: [String: UInt64] = [:]
  /// The copy that is kept for the case that the process ends; nil: none is kept.
  package var autosave: Autosave?
  private let computes = ComputePool()
  /// The last evaluation of each model, by the model's name.
  private var evaluations: [String: EvaluationRecord] = [:]
  /// The items of the current model, if they were needed without data.
  private var modelItems: (model: TrainedModel, items: LoadedData)?
  /// The loaded data with the titles of the current model's items, if it has none of its own.
  private var titledItems: (model: TrainedModel, items: LoadedData)?

  static let defaultSplit = Split.freshUsers(folds: [0])

  package init(registry: Registry, host: SessionHost = SessionHost(), mode: OutputMode = .table) {
    self.registry = registry
    self.host = host
    self.mode = mode
  }

  /// The columns to lay answers out for; nil if no terminal shows them.
  var answerColumns: Int? { redirection.isActive ? nil : host.columns() }

  // MARK: Data

  /// Returns the loaded data, for commands that need ratings.
  ///
  /// - Throws: `ShellError.noData`.
  func ratings() throws -> LoadedData {
    guard let data else { throw ShellError.noData }
    return data
  }

  /// Returns what is known of items, for commands that need no ratings: the loaded data, or without any
  /// the items that the current model brought along.
  ///
  /// - Throws: `ShellError.noData` if there is neither.
  ///
  /// Data without any title gets those of the current model's items, which has the same ids.
  func items() throws -> LoadedData {
    if let data {
      guard let model = try? currentModel(), !data.hasTitles else { return data }
      if let known = titledItems, known.model === model { return known.items }
      let items = data.titled(by: model)
      titledItems = (model, items)
      return items
    }
    guard let model = try? currentModel() else { throw ShellError.noData }
    if let known = modelItems, known.model === model { return known.items }
    let items = LoadedData(itemsOf: model)
    modelItems = (model, items)
    return items
  }

  /// Takes new data, with its standard split. Models stay. Of people's ratings those stay whose item
  /// the new data has under the same title, on its scale.
  ///
  /// - Returns: the number of ratings dropped, of all people.
  func adopt(_ new: LoadedData) -> Int {
    var dropped = 0
    if let old = try? items(), old.dataset.fingerprint != new.dataset.fingerprint {
      for person in people.all {
        let before = person.ratings.count
        person.move(from: old, to: new)
        dropped += before - person.ratings.count
      }
    }
    data = new
    titledItems = nil
    split = Split.standard(for: new.dataset)
    return dropped
  }

  // MARK: Models

  /// Returns the model that answers unless another is named.
  ///
  /// - Throws: `ShellError.noModel`.
  func currentModel() throws -> TrainedModel {
    guard let name = currentName, let model = models.first(where: { $0.name == name }) else {
      throw ShellError.noModel
    }
    return model
  }

  /// Returns the trained model of a name, by default the current one.
  ///
  /// - Throws: `ShellError.unknownTrained`, `.noModel`.
  func model(named name: String?) throws -> TrainedModel {
    guard let name else { return try currentModel() }
    guard let model = models.first(where: { $0.name == name }) else {
      throw ShellError.unknownTrained(name: name, known: models.map(\.name))
    }
    return model
  }

  /// Takes a model in, in place of one of the same name, and makes it current.
  func adopt(_ model: TrainedModel, evaluation: EvaluationRecord? = nil) {
    evaluations[model.name] = evaluation
    // An earlier model, released since, may have had its place in memory.
    saved.models.removeAll { $0 == ObjectIdentifier(model) }
    if let place = models.firstIndex(where: { $0.name == model.name }) {
      models[place] = model
    } else {
      models.append(model)
    }
    becomeCurrent(model.name)
  }

  /// The models and ratings that would be lost with the session.
  private var saved = SavedState()

  /// Records that a model's file holds it as it is.
  func noteSaved(_ model: TrainedModel) { saved.models.append(ObjectIdentifier(model)) }

  /// Records that a folder holds all models, and all ratings of all people.
  func noteAllSaved() {
    for model in models { noteSaved(model) }
    noteSaved(people.all)
  }

  /// Records that a file holds all ratings of some people.
  func noteSaved(_ people: [Person]) { saved.ratings += people.map(\.ratings) }

  /// A phrase on the models and ratings that no file holds, such as "mf and 3 ratings are"; nil if there are
  /// none.
  package var unsavedText: String? {
    let lost = models.filter { !saved.models.contains(ObjectIdentifier($0)) }.map(\.name)
    let ratings = people.all.map(\.ratings).filter { !$0.isEmpty && !saved.ratings.contains($0) }
    let count = ratings.reduce(0) { $0 + $1.count }
    var parts = lost.count > 3 ? ["\(lost.count) models"] : lost
    if count > 0 { parts.append(NumberText.counted(count, rowName)) }
    guard let last = parts.last else { return nil }
    let isOne = parts.count == 1 && (count == 1 || lost.count == 1)
    return (parts.count > 1 ? parts.dropLast().joined(separator: ", ") + " and " : "") + last
      + (isOne ? " is" : " are")
  }

  /// The models that a file holds, and the ratings of people that one holds.
  private struct SavedState {
    var models: [ObjectIdentifier] = []
    var ratings: [[RatedItem]] = []
  }

  /// Lets another model answer.
  ///
  /// - Precondition: a trained model has this name.
  func makeCurrent(_ name: String) {
    precondition(models.contains { $0.name == name }, "only a trained model can be current")
    becomeCurrent(name)
  }

  /// Changes the current model. Without data, people's ratings are of the items of the model
  /// before; in another catalogue the ids may name other items, so only ratings of the same items
  /// are kept.
  private func becomeCurrent(_ name: String) {
    let before = try? items()
    currentName = name
    guard let before, let after = try? items(),
      before.dataset.fingerprint != after.dataset.fingerprint
    else { return }
    for person in people.all { person.move(from: before, to: after) }
  }

  /// Takes data, split and models in place of all that there are.
  func replace(
    data: LoadedData?, split: Split, models: [(TrainedModel, EvaluationRecord?)], current: String?
  ) {
    self.data = data
    titledItems = nil
    self.split = split
    self.models = models.map(\.0)
    evaluations = [:]
    for (model, evaluation) in models { evaluations[model.name] = evaluation }
    currentName = models.contains { $0.0.name == current } ? current : models.last?.0.name
  }

  /// Returns the last evaluation of a model; nil if there was none.
  func evaluation(of model: TrainedModel) -> EvaluationRecord? { evaluations[model.name] }

  /// Keeps an evaluation, to be saved with the models.
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

  /// The prompt: "debut> ", with a name if somebody other than `me` is at the keyboard.
  package var prompt: String {
    person.name == People.firstName ? "debut> " : "debut (\(TextWidth.visible(person.name)))> "
  }

  /// The person who rates and is answered now.
  var person: Person { people.current }

  func rate(_ item: RatedItem) { person.rate(item, repeats: keepsRepeats) }

  /// "rating", or "event" on data of events.
  var rowName: String { (try? items())?.rowName ?? "rating" }

  /// True if a person may have an item several times, as in data of events.
  var keepsRepeats: Bool { (try? items())?.dataset.feedback.keepsRepeats ?? false }

  func unrate(itemID: Vocabulary.Key) { person.unrate(itemID: itemID) }

  /// Returns the state of the person at the keyboard in a model; it is kept, and extended by each new
  /// rating.
  ///
  /// - Throws: `EngineError.severalFolds`.
  func personView(of model: TrainedModel) throws -> UserState {
    try person.view(of: model)
  }

  // MARK: Work

  /// Returns the kernels and threads to work with.
  ///
  /// - Parameters:
  ///   - threads: nil: as many as the machine has cores.
  ///   - variant: nil: the fastest, or the one that `DEBUT_KERNELS` names.
  /// - Throws: `ShellError.badValue` and what the choice of kernels throws.
  func compute(threads: Int? = nil, variant: KernelVariant? = nil) throws -> Compute {
    try computes.compute(threads: threads, variant: variant)
  }
}

import ArgumentParser
import DebutEngine

struct OpenCommand: ShellCommand {
  static let examples = ["open best.safetensors --as older", "open --session work"]

  // The parser would take --last for the folder that --session wants.
  static func prepared(_ words: [String]) -> [String] {
    guard words.contains("--last") else { return words }
    var words = words
    if let place = words.firstIndex(of: "--session"), place + 1 < words.count,
      words[place + 1] == "--last"
    {
      words.remove(at: place)
    }
    return words
  }

  static let configuration = CommandConfiguration(
    commandName: "open",
    abstract: "Read a saved model, or a saved session.",
    discussion: """
      The model answers as it did when it was saved, with or without the data loaded: it brings its \
      items and their titles along. With other data loaded, items are matched by id, with a \
      warning where the model knows less than half of them; data that has none of the model's items, or \
      others under the same ids, is refused. A file that is damaged or \
      not a model is refused with the reason. No file makes the program run code.

      open --session DIR goes on where save --session DIR stopped: data, split, models and your ratings \
      take the place of what the session has. A session at a terminal is kept after each line that \
      changes it: open --session --last goes on where one stopped that did not end by itself.
      """)

  @Argument(help: ArgumentHelp("A file that save wrote.", valueName: "file"))
  var path: String?

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp("What to call the model (default: as before).", valueName: "new-name"))
  var newName: String?

  @Flag(help: "Open a file without checksums, such as one that another program made.")
  var unverified = false

  @Option(help: ArgumentHelp("Open the session in this folder.", valueName: "file"))
  var session: String?

  @Flag(help: "With --session: the copy that a session left which did not end by itself.")
  var last = false

  func run(in session: Session) throws -> Answer {
    if last { return try openLast(session) }
    if let folder = self.session {
      for (word, isGiven) in [
        ("a file", path != nil), ("--as", newName != nil), ("--unverified", unverified),
      ] where isGiven {
        throw ShellError.needless(option: word, reason: "--session says already what is opened")
      }
      return try SessionFolder(Environment.expanding(folder)).open(session)
    }
    guard let path else {
      throw ShellError.usage(reason: "open needs a file to read", usage: Self.usage)
    }
    return try openModel(Environment.expanding(path), session)
  }

  /// Opens the copy of a session whose process died.
  private func openLast(_ session: Session) throws -> Answer {
    guard self.session == nil, path == nil else {
      throw ShellError.needless(
        option: path ?? self.session ?? "", reason: "--last says already what is opened")
    }
    guard let copy = AutosaveShelf.standard()?.copies().first else { throw ShellError.nothingKept }
    return try SessionFolder(copy.session).open(session)
  }

  private func openModel(_ path: String, _ session: Session) throws -> Answer {
    let name = try newName.map { try ArgumentCheck.name($0) }
    if SessionFolder(path).holdsSession { throw ShellError.isSession(folder: path) }
    let opened = try ModelFile.open(
      path, as: name, unverified: unverified, registry: session.registry,
      compute: try session.compute(),
      shouldStop: { session.host.cancellation.isRequested })
    let model = opened.model
    _ = try ArgumentCheck.name(model.name, what: "the model's name; --as gives it another")
    if let data = session.data { try model.checkItems(of: data.dataset) }
    let replaces = session.models.contains { $0.name == model.name }
    session.adopt(model, evaluation: opened.evaluation)
    session.noteSaved(model)
    return answer(opened, path, replaces: replaces, session)
  }

  private func answer(
    _ opened: ModelFile.Opened, _ path: String, replaces: Bool, _ session: Session
  ) -> Answer {
    let model = opened.model
    let fold = model.folds[0]
    var answer = Answer("open")
    answer.add("model", .text(model.descriptor.name))
    answer.add("name", .text(model.name))
    answer.add("path", .text(path))
    answer.add("dataset", .text(model.datasetName))
    answer.add("split", .text(model.split.word))
    answer.add("fold", model.split.foldText.map { .text($0) } ?? .null)
    answer.add("items", .count(model.items.count))
    answer.add("epochs", .count(model.epochCount))
    answer.add("planned", model.plan.map { .count($0.epochs) } ?? .null)
    answer.add("rmse", .number(opened.evaluation?.rmse, decimals: 4))
    let gain = opened.evaluation?.figure("ndcg@10")
    answer.add("ndcg@10", gain.map { .number($0, decimals: 4) } ?? .absent)
    answer.add("verified", .flag(opened.isVerified))
    let kind = model.name == model.descriptor.name ? "" : " (\(model.descriptor.name))"
    let origin = model.datasetName + (model.datasetIsGenerated ? " (generated)" : "")
    let ratings = NumberText.counted(fold.training.ratingCount, model.rowName)
    var text = "opened \(model.name)\(kind), trained on \(ratings) of \(origin), "
    text += model.split.description
    if model.remainingPlannedEpochs != nil, let epochs = model.epochText { text += ", \(epochs)" }
    if let rmse = opened.evaluation?.rmse {
      text += "; RMSE \(NumberText.fixed(rmse, decimals: 4)) when it was evaluated last"
    }
    if let gain {
      text += "; NDCG@10 \(NumberText.fixed(gain, decimals: 4)) when it was evaluated last"
    }
    answer.blocks = [
      .line(replaces ? text + "; replaces the \(model.name) of before" : text)
    ]
    if !opened.isVerified { answer.warn("nobody knows whether \(path) is as it was written") }
    for fault in model.faults { answer.note("\(model.name): \(fault)") }
    Self.addMatch(of: model, session, to: &answer)
    return answer
  }

  /// Notes how many items data and model do not share; a warning if that is most of them.
  private static func addMatch(
    of model: TrainedModel, _ session: Session, to answer: inout Answer
  ) {
    guard let data = session.data,
      data.dataset.fingerprint != model.datasetFingerprint
    else { return }
    let match = model.itemMatch(with: data.dataset)
    if let note = model.scaleNote(data.dataset) { answer.note(note) }
    let items = NumberText.counted(match.items, "item")
    let known =
      match.unknownToModel == 0
      ? "it knows all of its \(items)"
      : "it does not know \(NumberText.grouped(match.unknownToModel)) of its \(items)"
    let missing =
      match.missingInData == 0
      ? "" : ", and \(NumberText.grouped(match.missingInData)) of its own are not there"
    let text =
      "\(data.label) is not the data that \(model.name) was trained on: \(known)\(missing)"
    guard match.isSlight else { return answer.note(text) }
    let share = 100 * Double(match.known) / Double(max(match.items, 1))
    answer.warn(
      "\(text); it recommends only from the \(NumberText.grouped(match.known)) that it knows "
        + "(\(NumberText.fixed(share, decimals: 1)) %), predicts of the others what it expects of their "
        + "genres, and takes no account of their ratings")
  }
}

import ArgumentParser
import DebutEngine

struct SaveCommand: ShellCommand {
  static let examples = ["save best.safetensors", "save --session work"]
  static let configuration = CommandConfiguration(
    commandName: "save",
    abstract: "Write a trained model, the whole session or item vectors to files.",
    discussion: """
      save PATH [NAME] writes a model, by default the current one, as a safetensors file that open \
      reads, and Python too: weights, item ids and titles, options, what the last evaluate said, and \
      from where train --resume goes on. The file takes its place when it is whole and opens again with \
      the same answers: if anything goes wrong, the old file is still there.

      save --session DIR writes data set's place, split, all models and your ratings to a folder, to \
      go on another day. Two programs that save to one folder do so one after the other. \
      save --embeddings FILE [NAME] writes the items' vectors as CSV.

      A file that is there already is written over only if it is of the kind that is written: a model, a \
      session, a file of vectors. --force writes over any other.
      """)

  @Argument(help: ArgumentHelp("The file to write.", valueName: "file"))
  var path: String?

  @Argument(
    help: ArgumentHelp("A trained model (default: the current one).", valueName: "name"))
  var name: String?

  @Flag(help: "Leave out what only train --resume needs: the file is smaller.")
  var answersOnly = false

  @Flag(help: "Write over a file that is not of its kind.")
  var force = false

  @Option(help: ArgumentHelp("Write the session to this folder.", valueName: "file"))
  var session: String?

  @Option(help: ArgumentHelp("Write the items' vectors to this CSV file.", valueName: "file"))
  var embeddings: String?

  func run(in session: Session) throws -> Answer {
    if let folder = self.session {
      try refuse(path.map { _ in "a file" }, besides: "--session")
      try refuse(embeddings.map { _ in "--embeddings" }, besides: "--session")
      try refuse(answersOnly ? "--answers-only" : nil, besides: "--session")
      return try SessionFolder(Environment.expanding(folder)).save(session, force: force)
    }
    if let embeddings { return try saveVectors(embeddings, session) }
    guard let path else {
      throw ShellError.usage(reason: "save needs a file to write", usage: Self.usage)
    }
    return try saveModel(Environment.expanding(path), session)
  }

  private func refuse(_ word: String?, besides option: String) throws {
    guard let word else { return }
    throw ShellError.needless(option: word, reason: "\(option) says already what is saved")
  }

  private func saveModel(_ path: String, _ session: Session) throws -> Answer {
    let model = try session.model(named: name)
    try Overwriting.check(path, force: force, expected: "a model", isOurs: ModelFile.isModel)
    try ModelFile.save(
      model, to: path, evaluation: session.evaluation(of: model), withTraining: !answersOnly,
      registry: session.registry, compute: try session.compute(),
      shouldStop: { session.host.cancellation.isRequested })
    session.noteSaved(model)
    let size = FileSize.of(path)
    var answer = Answer("save")
    answer.add("model", .text(model.descriptor.name))
    answer.add("name", .text(model.name))
    answer.add("path", .text(path))
    answer.add("bytes", .count(size))
    answer.blocks = [.line("saved \(model.name) to \(path), \(NumberText.bytes(size))")]
    for fault in model.faults { answer.note("\(model.name): \(fault)") }
    return answer
  }

  /// Writes item vectors. The one word without an option is the model here.
  private func saveVectors(_ path: String, _ session: Session) throws -> Answer {
    try refuse(name.map { "the name \($0)" }, besides: "--embeddings")
    try refuse(answersOnly ? "--answers-only" : nil, besides: "--embeddings")
    let model = try session.model(named: self.path)
    let path = Environment.expanding(path)
    try Overwriting.check(path, force: force, expected: "a file of item vectors") {
      Overwriting.begins($0, with: "item,title,v1")
    }
    let columns = try naming("save --embeddings") { try model.writeItemVectors(to: path) }
    var answer = Answer("save")
    answer.add("model", .text(model.descriptor.name))
    answer.add("name", .text(model.name))
    answer.add("path", .text(path))
    answer.add("items", .count(model.items.count))
    answer.add("columns", .count(columns))
    answer.blocks = [
      .line(
        "wrote the vectors of \(NumberText.counted(model.items.count, "item")) to \(path), "
          + "\(NumberText.counted(columns, "number")) each")
    ]
    return answer
  }
}

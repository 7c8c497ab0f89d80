import ArgumentParser
import Debut

struct EvaluateCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judge trained models by the ratings held out, by length of history.",
    discussion: """
      Every held-out rating is predicted from those of the same user before it. Errors are in stars: \
      root mean squared (RMSE) and mean absolute (MAE). Several models are asked the same and stand side \
      by side. A model is refused that was trained on what it would be asked.

      --protocol sampler draws examples from the held-out users' histories instead, as the models' \
      samplers do, and predicts the last rating of each.
      --predictions writes every single prediction, from which anyone can compute the table.
      """)

  @Argument(
    help: ArgumentHelp("Trained models (default: the current one).", valueName: "name"))
  var names: [String] = []

  @Option(
    name: .customLong("protocol"),
    help: ArgumentHelp(
      "split: as the session's split says, whose own name (fresh-users, leave-last-out or by-time) "
        + "is accepted too; or sampler.", valueName: "protocol"),
    completion: .list(["split", "sampler", "fresh-users", "leave-last-out", "by-time"]))
  var method = "split"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of the protocol sampler: how often to draw (default: 20).", valueName: "n"))
  var draws: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of the drawing (default: 0).", valueName: "seed"))
  var seed: UInt64?

  @Option(help: ArgumentHelp("Write every prediction to a CSV file.", valueName: "file"))
  var predictions: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Threads (default: the number of cores).", valueName: "n"))
  var threads: Int?

  func run(in session: Session) throws -> Outcome {
    let data = try session.loadedData()
    let models = try chosen(in: session)
    let evaluation = try Evaluator.evaluate(
      models, on: data.dataset, split: session.split, protocol: evaluationProtocol(session),
      registry: session.registry, compute: try session.compute(threads: threads),
      shouldStop: { Interruption.isRequested })
    session.keep(evaluation, of: models, on: data.dataset)
    let path = predictions.map(Environment.expanding)
    if let path { try evaluation.writePredictions(to: path) }
    var answer = EvaluationReport(evaluation, models: models.map(\.name)).answer(data)
    if let path { answer.note("every prediction is in \(path)") }
    return .answer(answer)
  }

  /// The models named, each once, or the current one.
  private func chosen(in session: Session) throws -> [TrainedModel] {
    guard !names.isEmpty else { return [try session.currentModel()] }
    var seen: Set<String> = []
    return try names.filter { seen.insert($0).inserted }.map { try session.model(named: $0) }
  }

  private func evaluationProtocol(_ session: Session) throws -> EvaluationProtocol {
    if method == "sampler" {
      return .sampler(draws: draws ?? 20, seed: seed ?? 0)
    }
    if draws != nil || seed != nil {
      throw ShellError.needless(
        option: draws != nil ? "--draws" : "--seed", reason: "it belongs to --protocol sampler")
    }
    if method == "split" || method == session.split.word { return .split }
    guard SplitCommand.Kind(rawValue: method) != nil else {
      throw ShellError.badValue(what: "--protocol", value: method, expected: "split or sampler")
    }
    throw ShellError.otherProtocol(asked: method, split: session.split.word)
  }
}

/// What `evaluate` shows.
struct EvaluationReport {
  private let evaluation: Evaluation
  private let models: [String]

  init(_ evaluation: Evaluation, models: [String]) {
    self.evaluation = evaluation
    self.models = models
  }

  func answer(_ data: LoadedData) -> Answer {
    var answer = Answer("evaluate")
    answer.add("dataset", .text(data.dataset.name))
    answer.add("protocol", .text(evaluation.protocolName))
    answer.add("fold", evaluation.fold.isEmpty ? .null : .text(evaluation.fold))
    if let fraction = evaluation.fraction { answer.add("at", .number(fraction, decimals: 4)) }
    answer.rows = rows
    answer.blocks = [.line(title(data)), .table(models.count == 1 ? alone : sideBySide)]
    for note in evaluation.notes { answer.note(note) }
    return answer
  }

  private func title(_ data: LoadedData) -> String {
    let folds = evaluation.fold
    let fold =
      switch folds.utf8.count {
      case 0: ""
      case 1: ", fold \(folds)"
      default: folds == "all" ? ", all folds" : ", folds \(folds)"
      }
    let what = models.count == 1 ? "\(models[0]) on \(data.label)" : "RMSE on \(data.label)"
    let method = evaluation.protocolName
    let cut = evaluation.fraction.map { (method == "by-time" ? "" : ", by-time") + " at \($0)" }
    return "\(what), \(method)\(fold)\(cut ?? ""), in stars, by ratings known of the user"
  }

  /// For programs: a row for each model and bucket.
  private var rows: Table {
    var table = Table("model", "history", "ratings", "rmse", "mae", "rmsePerUser")
    for row in evaluation.rows {
      table.add([
        .text(row.model), .text(row.history), .count(row.ratings), .number(row.rmse, decimals: 4),
        .number(row.mae, decimals: 4),
        row.history == "all" ? .number(row.rmsePerUser, decimals: 4) : .absent,
      ])
    }
    return table
  }

  /// The rows of a model, the total last.
  private func ordered(_ model: String) -> [EvaluationRow] {
    let rows = evaluation.rows.filter { $0.model == model }
    return rows.filter { $0.history != "all" } + rows.filter { $0.history == "all" }
  }

  private var alone: Table {
    var table = Table([
      .init("history"), .init("ratings"), .init("rmse", heading: "RMSE"),
      .init("mae", heading: "MAE"), .init("rmsePerUser", heading: "RMSE per user"),
    ])
    for row in ordered(models[0]) {
      table.add([
        .text(row.history), .count(row.ratings), .number(row.rmse, decimals: 4),
        .number(row.mae, decimals: 4), .number(row.rmsePerUser, decimals: 4),
      ])
    }
    return table
  }

  private var sideBySide: Table {
    var table = Table([.init("history"), .init("ratings")] + models.map { .init($0) })
    let columns = models.map { ordered($0) }
    for (i, row) in columns[0].enumerated() {
      let errors = columns.map { Value.number($0[i].rmse, decimals: 4) }
      table.add([.text(row.history), .count(row.ratings)] + errors)
    }
    guard let total = columns[0].last else { return table }
    let totals = columns.compactMap(\.last)
    table.add(
      [.text("all, per user"), .count(total.ratings)]
        + totals.map { .number($0.rmsePerUser, decimals: 4) })
    table.add(
      [.text("all, MAE"), .count(total.ratings)] + totals.map { .number($0.mae, decimals: 4) })
    return table
  }
}

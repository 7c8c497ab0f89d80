import ArgumentParser
import DebutEngine

struct ShowCommand: ShellCommand {
  static let examples = ["show"]
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Show what the session holds: data, split and trained models.")

  func run(in session: Session) throws -> Answer {
    let compute = try session.compute()
    var answer = Answer("show")
    answer.add("dataset", session.data.map { .text($0.label) } ?? .null)
    answer.add("path", session.data.map { .text($0.path) } ?? .null)
    answer.add("split", .text(session.split.word))
    answer.add("fold", session.split.foldText.map { .text($0) } ?? .null)
    answer.add("current", session.currentName.map { .text($0) } ?? .null)
    answer.add("user", .text(session.person.name))
    answer.add("yourRatings", .count(session.person.ratings.count))
    answer.add("mode", .text(session.mode.rawValue))
    answer.add("kernels", .text(compute.kernels.variant.rawValue))
    answer.add("threads", .count(compute.workers.threads))
    let rows = Self.models(session)
    answer.rows = rows
    answer.blocks = [
      .facts([
        ("data", .text(session.data.map { $0.sentence } ?? "none")),
        ("split", .text(session.split.description)),
        (
          session.people.you,
          .text(NumberText.counted(session.person.ratings.count, session.rowName))
        ),
        ("mode", .text(session.mode.rawValue)),
        (
          "works on",
          .text(
            "\(compute.kernels.variant.rawValue) kernels, "
              + NumberText.counted(compute.workers.threads, "thread"))
        ),
      ])
    ]
    answer.blocks?.append(
      rows.rows.isEmpty ? .line("no model is trained yet") : .text(""))
    if !rows.rows.isEmpty { answer.blocks?.append(.table(rows)) }
    for model in session.models {
      for fault in model.faults { answer.note("\(model.name): \(fault)") }
    }
    return answer
  }

  private static func models(_ session: Session) -> Table {
    let isForPeople = session.mode.isForPeople
    var rows = Table(
      [
        .init("current", heading: ""), .init("name", whenNarrow: .keep), .init("model"),
        .init("dataset", whenNarrow: .keep), .init("split", whenNarrow: .keep),
        .init("epochs", whenNarrow: .keep),
      ] + (isForPeople ? [] : [.init("planned")]) + [
        .init("loss"), .init("seconds", whenNarrow: .drop), .init("settings", whenNarrow: .drop),
      ])
    for model in session.models {
      rows.add(
        [
          isForPeople
            ? .text(model.name == session.currentName ? "*" : "")
            : .flag(model.name == session.currentName),
          .text(model.name), .text(model.descriptor.name),
          .text(model.datasetName + (model.datasetIsGenerated ? " (generated)" : "")),
          .text(model.split.description),
        ] + epochs(of: model, isForPeople: isForPeople) + [
          .number(model.lastLoss, decimals: 4),
          seconds(of: model),
          .text(model.options.map { "\($0.name)=\($0.value)" }.joined(separator: " ")),
        ])
    }
    return rows
  }

  /// Returns the time of the training; null if the model comes from a file.
  private static func seconds(of model: TrainedModel) -> Value {
    let seconds = model.folds.reduce(0) { $0 + $1.seconds }
    return seconds > 0 ? .number(seconds, decimals: 2) : .null
  }

  /// Returns the epochs; for people in one column, "5 of 10" of a model that can be trained
  /// further.
  private static func epochs(of model: TrainedModel, isForPeople: Bool) -> [Value] {
    guard isForPeople else {
      return [.count(model.epochCount), model.plan.map { .count($0.epochs) } ?? .null]
    }
    if let planned = model.remainingPlannedEpochs {
      return [.text("\(model.epochCount) of \(planned)")]
    }
    return [model.descriptor.training == nil ? .null : .count(model.epochCount)]
  }
}

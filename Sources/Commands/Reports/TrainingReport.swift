import DebutEngine

/// The answer of `train`.
struct TrainingReport {
  private let model: TrainedModel
  private let replaces: Bool
  private let currentBefore: String?
  private let compute: Compute

  /// Prepares the report.
  ///
  /// - Parameters:
  ///   - replaces: whether a model of the same name was trained before.
  ///   - currentBefore: another model that was current until now.
  init(_ model: TrainedModel, replaces: Bool, currentBefore: String?, compute: Compute) {
    self.model = model
    self.replaces = replaces
    self.currentBefore = currentBefore
    self.compute = compute
  }

  private var last: TrainedFold { model.folds[model.folds.count - 1] }

  /// Whole epochs of the fold that was trained last.
  var epochs: Int { model.epochCount }

  var isInterrupted: Bool { last.log.end == .interrupted }

  private var seconds: Double { model.folds.reduce(0) { $0 + $1.seconds } }

  /// The end of the training: early stopping in any fold counts, as an interruption of the last one
  /// does.
  private var stopped: TrainingLog.End {
    if isInterrupted { return .interrupted }
    return model.folds.contains { $0.log.end == .early } ? .early : .epochs
  }

  func answer(_ data: LoadedData) -> Answer {
    var answer = Answer("train")
    answer.add("model", .text(model.descriptor.name))
    answer.add("name", .text(model.name))
    answer.add("dataset", .text(model.datasetName))
    answer.add("split", .text(model.split.word))
    answer.add("fold", model.split.foldText.map { .text($0) } ?? .null)
    answer.add("epochs", .count(epochs))
    answer.add("planned", model.plan.map { .count($0.epochs) } ?? .null)
    answer.add("seconds", .number(seconds, decimals: 3))
    answer.add("loss", .number(model.lastLoss, decimals: 5))
    answer.add("stopped", .text(stopped.rawValue))
    answer.add("seed", .seed(model.seed))
    answer.add("kernels", .text(compute.kernels.variant.rawValue))
    answer.add("threads", .count(compute.workers.threads))
    answer.blocks = [.line(sentence(data))]
    for warning in model.warnings { answer.warn(warning.text) }
    let advice = model.plan == nil ? "" : "; a smaller learning rate may help"
    for fault in model.faults { answer.warn("\(model.name): \(fault)\(advice)") }
    for note in notes { answer.note(note) }
    return answer
  }

  private var notes: [String] {
    var notes: [String] = []
    if let currentBefore {
      notes.append("\(model.name) is the current model now, in place of \(currentBefore)")
    }
    for fold in model.folds {
      let before = model.folds.count > 1 ? fold.fold.map { "fold \($0): " } ?? "" : ""
      notes += fold.log.notes.map { before + $0 }
      if let kept = fold.log.keptEpoch {
        notes.append("\(before)kept as it was after epoch \(kept)")
      }
    }
    if model.isResumable {
      let rest = model.remainingPlannedEpochs.map { "goes on to epoch \($0)" }
      notes.append("train --resume \(model.name) \(rest ?? "learns what comes after the epochs")")
    }
    return notes
  }

  private func sentence(_ data: LoadedData) -> String {
    let name = model.name == model.descriptor.name ? "" : " (\(model.descriptor.name))"
    let ratings = model.folds.reduce(0) { $0 + $1.training.ratingCount }
    var text = "trained \(model.name)\(name) on \(NumberText.counted(ratings, data.rowName))"
    text += " of \(data.label)"
    if model.folds.count > 1 { text += " in \(model.folds.count) folds" }
    if let epochs = model.epochText { text += ", \(epochs)" }
    if stopped == .early { text += " (stopped early)" }
    if isInterrupted { text += " (interrupted)" }
    if let loss = model.lastLoss { text += ", loss \(NumberText.fixed(loss, decimals: 4))" }
    text += ", in \(NumberText.duration(seconds))"
    return replaces ? text + "; replaces the \(model.name) trained before" : text
  }
}

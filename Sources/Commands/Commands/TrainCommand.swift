import ArgumentParser
import DebutEngine

struct TrainCommand: ShellCommand {
  static let examples = ["train", "train mf factors=32 --epochs 10 --as wide"]
  static let configuration = CommandConfiguration(
    commandName: "train",
    abstract: "Train a model on the ratings that the split does not hold out.",
    discussion: """
      Without a model the most accurate one is trained, for ratings or for events without stars; `models` marks it, and its help says what it \
      costs. `help MODEL` lists a model's own settings, which are given as key=value; so are those of its \
      sampler, which `help SAMPLER` lists. Under a split of several folds one model is trained for \
      each. Ctrl-C stops at the end of the step and keeps the model as trained so far; before the first step \
      there is nothing to keep. The same seed \
      gives the same model at any number of threads. The trained model becomes the current one; it \
      replaces one of the same name.

      --epochs is the plan, --stop-after where this run stops: train --epochs 10 --stop-after 5 trains \
      the first half of 10 epochs. train --resume NAME goes on from the end of the last whole epoch to \
      the planned number of epochs: with the data that it was trained on, and its own split, settings \
      and seed. It comes to the very bits of a training in one go, also after Ctrl-C, and after save, \
      quit and open, on the same kernels. With --epochs there are to be so many in all: another plan, \
      which comes to the same as if it had been the plan from the start only where the learning rate \
      does not follow it. That of gru-sequence, gru-hybrid, attention-sequence and latent-cf does, as it \
      falls to zero at the end; a warning says so.
      """)

  @Argument(
    help: ArgumentHelp(
      "The model; models lists them and marks the default.", valueName: "model"))
  var model: String?

  @Argument(help: ArgumentHelp("Settings of the model, or of its sampler.", valueName: "key=value"))
  var settings: [String] = []

  @Option(
    name: .customLong("as"),
    help: ArgumentHelp(
      "What to call the trained model (default: as the model).", valueName: "new-name"))
  var newName: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Passes over the examples (default: the model's, see help NAME).", valueName: "n"))
  var epochs: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop at the end of this epoch, though more are planned.", valueName: "n"))
  var stopAfter: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of all that is random (default: 0).", valueName: "seed"))
  var seed: UInt64?

  @Option(
    help: ArgumentHelp(
      "What makes the examples; samplers lists them (default: the model's).", valueName: "sampler"))
  var sampler: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Examples in a batch (default: the model's).", valueName: "n"))
  var batch: Int?

  @OptionGroup var threading: ThreadOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Stop after so many epochs without improvement on users set aside.", valueName: "epochs"))
  var patience: Int?

  @Option(
    help: ArgumentHelp("Go on training this model instead of a new one.", valueName: "name"))
  var resume: String?

  func run(in session: Session) throws -> Answer {
    let data = try session.ratings()
    let newName = try newName.map { try ArgumentCheck.name($0) }
    if let resume { return try goOn(with: session.model(named: resume), newName, data, session) }
    let requested = try requested(of: session.registry, for: data.dataset.feedback)
    let request = ModelRecipe(
      model: requested.model, settings: requested.settings, name: newName, epochs: epochs,
      stopAfter: stopAfter, batch: batch, sampler: sampler, patience: patience, seed: seed ?? 0)
    return try train(request.name ?? request.model, data, session) { compute, monitor in
      try TrainingJob.train(
        request, on: data.dataset, split: session.split, registry: session.registry,
        trained: session.models, compute: compute, monitor: monitor)
    }
  }

  private func goOn(
    with old: TrainedModel, _ newName: String?, _ data: LoadedData, _ session: Session
  ) throws -> Answer {
    let given = [
      ("the model \(model ?? "")", model != nil), ("--seed", seed != nil),
      ("--sampler", sampler != nil), ("--batch", batch != nil), ("--patience", patience != nil),
    ]
    if let needless = given.first(where: \.1) {
      throw ShellError.needless(
        option: needless.0, reason: "--resume goes on as \(old.name) was trained")
    }
    return try train(newName ?? old.name, data, session) { compute, monitor in
      try naming("train --resume") {
        try TrainingJob.resume(
          old, epochs: epochs, stopAfter: stopAfter, name: newName, on: data.dataset,
          registry: session.registry, compute: compute, monitor: monitor)
      }
    }
  }

  private func train(
    _ name: String, _ data: LoadedData, _ session: Session,
    _ work: (Compute, any TrainingMonitor) throws -> TrainedModel
  ) throws -> Answer {
    let compute = try threading.compute(in: session)
    let monitor = session.host.progress.training("train \(name)")
    defer { monitor.end() }
    let trained = try work(compute, monitor)
    monitor.end()
    let replaces = trained.name != resume && session.models.contains { $0.name == trained.name }
    let before = session.currentName.flatMap { $0 == trained.name ? nil : $0 }
    let report = TrainingReport(
      trained, replaces: replaces, currentBefore: before, compute: compute)
    if report.isInterrupted {
      session.host.progress.message("interrupted after epoch \(report.epochs)\n")
    }
    session.adopt(trained)
    return report.answer(data)
  }

  /// Resolves model and settings; if the first word is a setting, the default model is used.
  ///
  /// - Throws: `ShellError.settingIsOption` if a setting is meant to be an option.
  private func requested(of registry: Registry, for feedback: Feedback) throws -> (
    model: String, settings: [Setting]
  ) {
    let isNamed = model.map { !$0.contains("=") } ?? false
    guard let name = isNamed ? model : registry.preferred(for: feedback) else {
      throw ShellError.noModelNamed
    }
    let words = isNamed ? settings : (model.map { [$0] } ?? []) + settings
    let settings = try ArgumentCheck.settings(words)
    let own = Set(try registry.model(name).options.map(\.name))
    let options = [
      "as", "epochs", "stop-after", "seed", "sampler", "batch", "threads", "patience", "resume",
    ]
    for setting in settings where !own.contains(setting.name) && options.contains(setting.name) {
      throw ShellError.settingIsOption(name: setting.name, value: setting.value)
    }
    return (name, settings)
  }
}

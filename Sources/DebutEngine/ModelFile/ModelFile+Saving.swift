import Debut
import Safetensors

extension ModelFile {
  /// Writes a model, in place of a file that is there.
  ///
  /// The file is written beside its place, opened again and compared by its predictions, and then moved
  /// there: whatever happens, there is the old file or the new one.
  ///
  /// - Parameters:
  ///   - evaluation: figures to keep with the model.
  ///   - withTraining: true keeps the state that the training can continue from, in twice the room of the
  ///     trained weights.
  ///   - registry: contains the model, to open the file again.
  ///   - shouldStop: called every few milliseconds, on the calling thread; true stops the writing.
  /// - Throws: `EngineError.severalFolds`, `.cannotSave`, `.cannotWrite`, `.interrupted`.
  public static func save(
    _ model: TrainedModel, to path: String, evaluation: EvaluationRecord? = nil,
    withTraining: Bool = true, registry: Registry, compute: Compute,
    shouldStop: @escaping () -> Bool = { false }
  ) throws {
    try save(
      model, to: path, evaluation: evaluation, withTraining: withTraining,
      check: { written, fold in
        try checkAnswers(of: written, model, fold, registry: registry, compute: compute, shouldStop)
      }, shouldStop: shouldStop)
  }

  /// Writes a model without opening it again, which takes less time and runs no code of the model but its
  /// saving.
  ///
  /// - Parameters:
  ///   - syncs: asked before each wait for the disk; false leaves it out.
  ///   - shouldStop: called every few milliseconds; true stops the writing.
  /// - Throws: `EngineError.severalFolds`, `.cannotSave`, `.cannotWrite`, `.interrupted`.
  package static func saveUnchecked(
    _ model: TrainedModel, to path: String, evaluation: EvaluationRecord? = nil,
    syncs: @escaping () -> Bool, shouldStop: @escaping () -> Bool
  ) throws {
    try save(
      model, to: path, evaluation: evaluation, withTraining: true, check: { _, _ in }, syncs: syncs,
      shouldStop: shouldStop)
  }

  private static func save(
    _ model: TrainedModel, to path: String, evaluation: EvaluationRecord?, withTraining: Bool,
    check: (String, TrainedFold) throws -> Void, syncs: @escaping () -> Bool = { true },
    shouldStop: @escaping () -> Bool
  ) throws {
    let fold = try model.single()
    var content = try content(
      of: model, fold, evaluation: evaluation, withTraining: withTraining
    ) { if shouldStop() { throw EngineError.interrupted } }
    func checkWritten(_ written: String) throws { try check(written, fold) }
    try AtomicFile.write(to: path, check: checkWritten, syncs: syncs) { file in
      let isWhole = content.write(
        dataDigestKey: ModelMetadata.dataDigestKey,
        headerDigestKey: ModelMetadata.headerDigestKey, goesOn: { !shouldStop() }
      ) { file.write($0) }
      guard isWhole else { throw EngineError.interrupted }
    }
  }

  /// Returns the arrays and texts of the file.
  private static func content(
    of model: TrainedModel, _ fold: TrainedFold, evaluation: EvaluationRecord?, withTraining: Bool,
    checking check: () throws -> Void
  ) throws -> SafetensorsContent {
    var state = StateWriter()
    try fold.model.save(to: &state)
    func refusal(_ reason: String) -> EngineError {
      .cannotSave(model: model.descriptor.name, reason: reason)
    }
    if let name = state.content.names.first(where: { $0.hasPrefix(StateWriter.reserved) }) {
      throw refusal("it calls an array \"\(name)\", and such names are the engine's")
    }
    if let name = state.content.repeatedName {
      throw refusal("it calls two arrays \"\(name)\"")
    }
    if let misfit = state.content.misfit {
      throw refusal("an array does not fill its shape: \(misfit)")
    }
    ItemColumns.write(model.items, to: &state.content)
    try fold.training.write(to: &state.content, checking: check)
    let checkpoint = (withTraining ? fold.checkpoint : nil).map {
      CheckpointColumns.write($0, of: fold.model, to: &state)
    }
    let metadata = ModelMetadata(model, fold, evaluation, checkpoint)
    let isOfTexts = model.itemIDs.kind == .text || fold.training.users.kind == .text
    state.content.metadata = try metadata.texts(
      version: isOfTexts ? ModelMetadata.versionOfTextIDs : ModelMetadata.version)
    return state.content
  }

  /// Opens the file that was written, and compares its predictions with the model's.
  ///
  /// - Throws: `EngineError.cannotSave` if they differ.
  private static func checkAnswers(
    of path: String, _ model: TrainedModel, _ fold: TrainedFold, registry: Registry,
    compute: Compute, _ shouldStop: @escaping () -> Bool
  ) throws {
    let opened: Opened
    do {
      opened = try open(path, registry: registry, compute: compute, shouldStop: shouldStop)
    } catch EngineError.cannotOpen(_, let reason) {
      throw EngineError.cannotSave(
        model: model.descriptor.name, reason: "what it writes cannot be opened: \(reason)")
    } catch EngineError.missingPlugin(_, let reason) {
      throw EngineError.cannotSave(
        model: model.descriptor.name, reason: "it could not be opened again: \(reason)")
    }
    let probe = RoundTripCheck(fold, itemCount: model.items.count, scale: model.scale)
    if let difference = probe.difference(fold.model, opened.model.folds[0].model) {
      throw EngineError.cannotSave(
        model: model.descriptor.name,
        reason: "opened again, it would not answer as now: \(difference)")
    }
  }
}

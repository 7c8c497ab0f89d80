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
  /// - Throws: `EngineError.severalFolds`, `.cannotSave`, `.cannotWrite`.
  public static func save(
    _ model: TrainedModel, to path: String, evaluation: EvaluationRecord? = nil,
    withTraining: Bool = true, registry: Registry, compute: Compute
  ) throws {
    let fold = try model.single()
    var content = try content(
      of: model, fold, evaluation: evaluation, withTraining: withTraining)
    func check(_ written: String) throws {
      try checkAnswers(of: written, model, fold, registry: registry, compute: compute)
    }
    try AtomicFile.write(to: path, check: check) { file in
      content.write(
        dataDigestKey: ModelMetadata.dataDigestKey,
        headerDigestKey: ModelMetadata.headerDigestKey
      ) { file.write($0) }
    }
  }

  /// Returns the arrays and texts of the file.
  private static func content(
    of model: TrainedModel, _ fold: TrainedFold, evaluation: EvaluationRecord?, withTraining: Bool
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
    fold.training.write(to: &state.content)
    let checkpoint = (withTraining ? fold.checkpoint : nil).map {
      CheckpointColumns.write($0, of: fold.model, to: &state)
    }
    let metadata = ModelMetadata(model, fold, evaluation, checkpoint)
    state.content.metadata = try metadata.texts()
    return state.content
  }

  /// Opens the file that was written, and compares its predictions with the model's.
  ///
  /// - Throws: `EngineError.cannotSave` if they differ.
  private static func checkAnswers(
    of path: String, _ model: TrainedModel, _ fold: TrainedFold, registry: Registry,
    compute: Compute
  ) throws {
    let opened: Opened
    do {
      opened = try open(path, registry: registry, compute: compute)
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

import Debut
import Safetensors

/// Trained models as files: `docs/model-files.md` describes them byte for byte.
public enum ModelFile {
  /// A model that came out of a file.
  public struct Opened {
    public let model: TrainedModel
    /// What the last evaluation before saving said; nil where there was none.
    public let evaluation: EvaluationRecord?
    /// Whether the file's checksums were there, and right.
    public let isVerified: Bool
  }

  /// Writes a model, in place of a file that is there.
  ///
  /// The file is written beside its place and moved there when it is whole, on the disk, and opened
  /// again with the same answers: whatever happens, there is the old file or the new one.
  ///
  /// - Parameters:
  ///   - evaluation: goes into the file with the model.
  ///   - withTraining: whether training can go on from the file. Its state takes twice the room of
  ///     the trained weights.
  ///   - registry: has the model, to open the file again.
  /// - Throws: `EngineError.severalFolds`, `.cannotSave`, `.cannotWrite`.
  public static func save(
    _ model: TrainedModel, to path: String, evaluation: EvaluationRecord? = nil,
    withTraining: Bool = true, registry: Registry, compute: Compute
  ) throws {
    let fold = try model.single(for: "save")
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
    ItemColumns.write(model.items, to: &state.content)
    fold.training.write(to: &state.content)
    let checkpoint = (withTraining ? fold.checkpoint : nil).map {
      CheckpointColumns.write($0, of: fold.model, to: &state)
    }
    let metadata = ModelMetadata(model, fold, evaluation, checkpoint)
    state.content.metadata = try metadata.texts()
    return state.content
  }

  /// Opens the file that was written, and compares the answers.
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

extension ModelFile {
  /// Opens a model.
  ///
  /// - Parameters:
  ///   - name: what to call it; nil: what it was called when it was saved.
  ///   - unverified: accept a file without checksums, such as one that another program made. A file
  ///     with wrong ones is refused all the same.
  /// - Throws: `EngineError.cannotOpen` with the reason and what was expected, `.missingPlugin`.
  public static func open(
    _ path: String, as name: String? = nil, unverified: Bool = false, registry: Registry,
    compute: Compute
  ) throws -> Opened {
    do {
      return try open(
        SafetensorsFile(path: path), as: name, unverified: unverified, registry: registry,
        compute: compute)
    } catch let error as EngineError {
      switch error {
      case .unknownModel, .unknownSampler:
        throw EngineError.missingPlugin(path: path, reason: error.description)
      default: throw EngineError.cannotOpen(path: path, reason: error.description)
      }
    } catch {
      throw EngineError.cannotOpen(path: path, reason: String(describing: error))
    }
  }

  /// The same from a file's bytes.
  ///
  /// - Throws: `EngineError` and `SafetensorsError`, without a path.
  public static func open(
    bytes: [UInt8], unverified: Bool = false, registry: Registry, compute: Compute
  ) throws -> Opened {
    try open(
      SafetensorsFile(bytes: bytes), as: nil, unverified: unverified, registry: registry,
      compute: compute)
  }

  private static func open(
    _ file: SafetensorsFile, as name: String?, unverified: Bool, registry: Registry,
    compute: Compute
  ) throws -> Opened {
    let metadata = try ModelMetadata(file.header.metadata)
    let isVerified = try checkDigests(of: file, unverified: unverified)
    let items = try ItemColumns.read(from: file)
    let users = try SeenUsers(from: file, itemCount: items.count)
    let entry = try registry.model(metadata.model)
    let options = try entry.complete(metadata.settings)
    let model = try entry.make(options)
    try restore(
      model, metadata, items, users, from: file,
      TrainingContext(
        seed: metadata.seed, compute: compute, peers: registry.without(model: metadata.model)))
    let plan = try metadata.training.plan.map { try TrainingPlan($0, registry: registry) }
    let fold = TrainedFold(
      fold: metadata.training.fold, model: model, training: users, log: metadata.training.log,
      seconds: metadata.training.seconds, meanRating: metadata.training.mean,
      learningMean: metadata.training.learningMean,
      supports: users.supports(itemCount: items.count),
      checkpoint: try checkpoint(metadata.training, of: model, plan: plan, from: file))
    let request = TrainingRequest(
      model: metadata.model, settings: options, sampler: plan?.samplerName)
    let trained = TrainedModel(
      name: name ?? metadata.name, descriptor: entry.descriptor, options: options, plan: plan,
      seed: metadata.seed, split: metadata.split,
      dataset: .init(
        name: metadata.dataset.name, isGenerated: metadata.dataset.isGenerated,
        fingerprint: metadata.dataset.fingerprint, scale: metadata.scale),
      items: items, folds: [fold],
      pluginCode: CacheKey.pluginCode(for: request, registry: registry))
    return Opened(model: trained, evaluation: metadata.evaluation, isVerified: isVerified)
  }

  private static func restore(
    _ model: any Recommender, _ metadata: ModelMetadata, _ items: [Item], _ users: SeenUsers,
    from file: SafetensorsFile, _ run: TrainingContext
  ) throws {
    let outline = TrainingSet(
      histories: users.outline(
        mean: metadata.training.learningMean, without: Set(metadata.training.log.validationUsers)),
      itemCount: items.count, scale: metadata.scale, catalogue: Catalogue(rated: items))
    let state = StateReader(file)
    try model.restore(from: state, outline, run)
    if let name = state.leftOver {
      throw EngineError.badModelFile(
        reason: "it has a tensor \"\(name)\", which a \(metadata.model) with these options has not")
    }
  }

  private static func checkpoint(
    _ training: ModelMetadata.Training, of model: any Recommender, plan: TrainingPlan?,
    from file: SafetensorsFile
  ) throws -> TrainingCheckpoint? {
    guard let numbers = training.checkpoint, let plan,
      let model = model as? any GradientRecommender
    else { return nil }
    guard numbers.epoch == training.log.epochs.count else {
      throw EngineError.badModelFile(
        reason: "the state of its training is of epoch \(numbers.epoch), and its log has "
          + "\(training.log.epochs.count)")
    }
    return try CheckpointColumns.read(numbers, of: model, plan: plan, from: file)
  }

  /// Whether there are checksums.
  ///
  /// - Throws: `EngineError.badModelFile` where they are wrong, or missing and asked for.
  private static func checkDigests(of file: SafetensorsFile, unverified: Bool) throws -> Bool {
    let data = file.header.metadata[ModelMetadata.dataDigestKey]
    let header = file.header.metadata[ModelMetadata.headerDigestKey]
    guard data != nil || header != nil else {
      guard unverified else {
        throw EngineError.badModelFile(
          reason: "it has no checksum, so nobody knows whether it is as it was written; "
            + "--unverified opens it all the same")
      }
      return false
    }
    guard header == file.header.digest(without: ModelMetadata.headerDigestKey) else {
      throw EngineError.badModelFile(
        reason: "it was altered: its header does not have the checksum that it was written with")
    }
    guard try data == file.dataDigest() else {
      throw EngineError.badModelFile(
        reason: "it was altered: its tensors do not have the checksum that they were written with")
    }
    return true
  }
}

extension ModelMetadata {
  init(
    _ trained: TrainedModel, _ fold: TrainedFold, _ evaluation: EvaluationRecord?,
    _ checkpoint: CheckpointColumns.Numbers?
  ) {
    model = trained.descriptor.name
    name = trained.name
    options = Self.members(trained.options)
    seed = trained.seed
    scale = trained.scale
    dataset = Source(
      name: trained.dataset.name, isGenerated: trained.dataset.isGenerated,
      fingerprint: trained.dataset.fingerprint)
    split = Self.own(trained.split, fold)
    training = Training(
      fold: fold.fold, seconds: fold.seconds, mean: fold.meanRating,
      learningMean: fold.learningMean, savedLog: SavedTrainingLog(fold.log),
      plan: trained.plan.map {
        Plan(
          epochs: $0.epochs, batch: $0.batch, patience: $0.patience, sampler: $0.samplerName,
          samplerOptions: Self.members($0.samplerOptions))
      }, checkpoint: checkpoint)
    self.evaluation = evaluation
  }

  /// Of several folds of which only one was trained, this one.
  private static func own(_ split: Split, _ fold: TrainedFold) -> Split {
    if case .freshUsers = split, let number = fold.fold {
      .freshUsers(folds: [number])
    } else {
      split
    }
  }

  private static func members(_ settings: [Setting]) -> [String: String] {
    Dictionary(settings.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 })
  }

  var settings: [Setting] {
    options.sorted { $0.key < $1.key }.map { Setting(name: $0.key, value: $0.value) }
  }
}

extension TrainingPlan {
  package init(_ saved: ModelMetadata.Plan, registry: Registry) throws {
    try self.init(
      epochs: saved.epochs, batch: saved.batch, patience: saved.patience,
      samplerName: saved.sampler,
      samplerOptions: saved.samplerOptions.sorted { $0.key < $1.key }.map {
        Setting(name: $0.key, value: $0.value)
      }, registry: registry)
  }
}

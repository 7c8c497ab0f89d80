import Debut
import Safetensors

extension ModelFile {
  /// Opens a model.
  ///
  /// - Parameters:
  ///   - name: the name to give it; nil: the one that it was saved under.
  ///   - unverified: true accepts a file without checksums, such as one that another program made. A file
  ///     with wrong ones is refused all the same.
  ///   - shouldStop: called every few milliseconds, on the calling thread; true stops the reading.
  /// - Throws: `EngineError.cannotOpen`, `.noChecksum`, `.missingPlugin`, `.interrupted`.
  public static func open(
    _ path: String, as name: String? = nil, unverified: Bool = false, registry: Registry,
    compute: Compute, shouldStop: @escaping () -> Bool = { false }
  ) throws -> Opened {
    do {
      let file = try SafetensorsFile(path: path, shouldStop: shouldStop)
      do {
        let opened = try open(
          file, as: name, unverified: unverified, registry: registry, compute: compute)
        try file.checkUnchanged()
        return opened
      } catch let error as SafetensorsError where error == .interrupted {
        throw EngineError.interrupted
      } catch {
        // A file that is written at this moment has faults that it will not have.
        try file.checkUnchanged()
        throw error
      }
    } catch EngineError.interrupted {
      throw EngineError.interrupted
    } catch SafetensorsError.interrupted {
      throw EngineError.interrupted
    } catch let error as EngineError {
      switch error {
      case .unknownModel, .unknownSampler, .unknownNegatives:
        throw EngineError.missingPlugin(path: path, reason: error.description)
      case .noChecksum: throw EngineError.noChecksum(path: path)
      default: throw EngineError.cannotOpen(path: path, reason: error.description)
      }
    } catch {
      throw EngineError.cannotOpen(path: path, reason: String(describing: error))
    }
  }

  /// Opens a model from a file's bytes.
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
    let metadata = try ModelMetadata(file.header.metadata).withTodaysNames(in: registry)
    let isVerified = try checkDigests(of: file, unverified: unverified)
    let items = try ItemColumns.read(from: file)
    let users = try SeenUsers(from: file, itemCount: items.count)
    let entry = try registry.model(metadata.model)
    let options = try entry.complete(metadata.settings)
    let model = try entry.make(options)
    try restore(
      model, metadata, items, users, from: file,
      TrainingContext(
        seed: metadata.seed, plan: nil, compute: compute,
        members: RegisteredMembers(
          of: metadata.model, seed: metadata.seed, registry: registry, compute: compute,
          monitor: SilentMonitor()),
        negatives: registry, monitor: SilentMonitor()))
    let plan = try metadata.training.plan.map { try TrainingPlan($0, registry: registry) }
    let fold = TrainedFold(
      fold: metadata.training.fold, model: model, training: users, log: metadata.training.log,
      seconds: metadata.training.seconds, meanRating: metadata.training.mean,
      learningMean: metadata.training.learningMean,
      supports: users.supports(itemCount: items.count),
      checkpoint: try checkpoint(metadata.training, of: model, plan: plan, from: file))
    let recipe = ModelRecipe(
      model: metadata.model, settings: options, sampler: plan?.samplerName)
    let trained = TrainedModel(
      name: name ?? metadata.name, descriptor: entry.descriptor, options: options, plan: plan,
      seed: metadata.seed, split: metadata.split,
      dataset: .init(
        name: metadata.dataset.name, isGenerated: metadata.dataset.isGenerated,
        fingerprint: metadata.dataset.fingerprint, scale: metadata.scale),
      items: items, folds: [fold],
      pluginCode: PluginCode.lines(for: recipe, registry: registry))
    return Opened(
      model: trained, evaluation: metadata.evaluation, isVerified: isVerified,
      digest: digest(of: file))
  }

  /// Reads the learnt arrays of a model.
  ///
  /// - Throws: `EngineError.badModelFile`, also for an array that the model does not read.
  private static func restore(
    _ model: any Recommender, _ metadata: ModelMetadata, _ items: [Item], _ users: SeenUsers,
    from file: SafetensorsFile, _ context: TrainingContext
  ) throws {
    let outline = TrainingSet(
      histories: users.outline(
        mean: metadata.training.learningMean, without: Set(metadata.training.log.validationUsers)),
      itemCount: items.count, scale: metadata.scale, catalogue: Catalogue(rated: items))
    let state = StateReader(file)
    try model.restore(from: state, outline, context)
    if let name = state.leftOver {
      throw EngineError.badModelFile(
        reason: "it has a tensor \"\(name)\", which a \(metadata.model) with these options has not")
    }
  }

  /// Reads the state of the training; nil if the file has none.
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

  /// Compares the checksums. Returns false if there are none.
  ///
  /// - Throws: `EngineError.badModelFile` if they are wrong, or missing and required.
  private static func checkDigests(of file: SafetensorsFile, unverified: Bool) throws -> Bool {
    let data = file.header.metadata[ModelMetadata.dataDigestKey]
    let header = file.header.metadata[ModelMetadata.headerDigestKey]
    guard data != nil || header != nil else {
      guard unverified else {
        throw EngineError.noChecksum(path: nil)
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

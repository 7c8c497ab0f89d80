import Debut

/// The pieces of a cross-validation, and the threads that do them.
struct CrossValidationJobs: Sendable {
  /// One model, one seed, one sheet of questions.
  struct Job: Sendable {
    let contender: CrossValidation.Contender
    let request: ModelRecipe
    let split: Split
    let sheet: HeldOutFold
    /// What its answers depend on.
    let key: String
    let shown: CrossValidationProgress.Job
  }

  let pieces: [Job]
  private let dataset: Dataset
  private let registry: Registry
  private let compute: Compute
  private let monitor: any CrossValidationMonitor
  private let seeds: Int
  private let sheetCount: Int

  /// - Throws: `EngineError` for names, options and settings that are not right.
  init(
    _ plan: CrossValidation, dataset: Dataset, sheets: [HeldOutFold], registry: Registry,
    compute: Compute, program: String, monitor: any CrossValidationMonitor
  ) throws {
    self.dataset = dataset
    self.registry = registry
    self.compute = compute
    self.monitor = monitor
    seeds = plan.seeds
    sheetCount = sheets.count
    let ground = CacheKey.ground(
      dataset, program: program, kernels: compute.kernels.variant.rawValue)
    pieces = try plan.contenders.flatMap { contender in
      let recipe = try CacheKey.recipe(contender.request, registry: registry)
      return (0..<plan.seeds).flatMap { offset in
        var request = contender.request
        request.seed = contender.request.trainingSeed &+ UInt64(offset)
        return sheets.map { sheet in
          let split = sheet.fold.map { Split.freshUsers(folds: [$0]) } ?? plan.split
          return Job(
            contender: contender, request: request, split: split, sheet: sheet,
            key: "\(ground)split \(split.cacheKey)\n\(recipe)seed \(request.trainingSeed)\n",
            shown: .init(
              model: contender.name, fold: sheet.fold,
              seed: plan.seeds > 1 ? request.seed : nil))
        }
      }
    }
  }

  /// Where the piece stands: models first, then seeds, then sheets.
  func index(contender: Int, seed: Int, sheet: Int) -> Int {
    (contender * seeds + seed) * sheetCount + sheet
  }

  /// The answers of all pieces: those in the folder, and the others found out now.
  ///
  /// - Throws: the error of the first piece that failed; `.crossValidationInterrupted`.
  func answers(folder: PredictionCache?, memory: Int?, notes: inout [String]) throws
    -> [FoldPredictions]
  {
    let found = try folder?.read(pieces, notes: &notes)
    let board = JobQueue(
      pieces.map(\.shown), found: found ?? Array(repeating: nil, count: pieces.count),
      monitor: monitor)
    let open = board.open
    guard !open.isEmpty else { return try board.answers(folder: folder?.path) }
    let runners = runners(for: open.map { pieces[$0] }, memory: memory)
    let share = max(1, compute.workers.threads / runners)
    Workers(threads: runners).run(shards: runners) { _ in
      let own = Compute(kernels: compute.kernels, workers: Workers(threads: share))
      while let place = board.take() {
        do {
          let answers = try self.answers(to: pieces[place], at: place, on: own, board)
          try folder?.write(answers, of: pieces[place])
          board.finish(place, with: answers)
        } catch {
          board.fail(place, with: error)
        }
      }
    }
    return try board.answers(folder: folder?.path)
  }

  /// How many pieces run at once: as many as threads, while their memory lasts.
  private func runners(for pieces: [Job], memory: Int?) -> Int {
    let need = pieces.map { MemoryEstimate.bytes(of: $0.request, on: dataset, registry: registry) }
    let room = memory ?? MemoryEstimate.available / 2
    let fitting = room / max(need.max() ?? 1, 1)
    return max(1, min(compute.workers.threads, pieces.count, fitting))
  }

  /// Trains, asks, and lets the model go.
  ///
  /// - Throws: `EngineError.interrupted` where the user stopped it.
  private func answers(
    to piece: Job, at place: Int, on compute: Compute, _ board: JobQueue
  ) throws -> FoldPredictions {
    let monitor = PieceMonitor(place: place, board: board)
    let model = try atHand(piece) ?? train(piece, on: compute, monitor)
    let asker = try HeldOutPredictor(model, dataset: dataset, split: piece.split)
    try asker.guardHonesty([piece.sheet])
    return try asker.answers(
      to: piece.sheet, compute: compute, shouldStop: { monitor.shouldStop })
  }

  private func train(_ piece: Job, on compute: Compute, _ monitor: PieceMonitor) throws
    -> TrainedModel
  {
    let model = try TrainingJob.train(
      piece.request, on: dataset, split: piece.split, registry: registry, compute: compute,
      monitor: monitor)
    guard model.folds[0].log.end != .interrupted, !monitor.shouldStop else {
      throw EngineError.interrupted
    }
    return model
  }

  /// The fold of a model of the session that is what training would give.
  private func atHand(_ piece: Job) -> TrainedModel? {
    guard let model = piece.contender.trained?.model, model.seed == piece.request.trainingSeed,
      model.datasetFingerprint == dataset.fingerprint, model.scale == dataset.scale,
      piece.sheet.fold != nil || model.split == piece.split,
      (try? model.isUpToDate(with: registry)) == true
    else { return nil }
    let fold = model.folds.first { $0.fold == piece.sheet.fold && $0.log.end != .interrupted }
    return fold.map { model.keeping($0, under: piece.split) }
  }
}

extension TrainedModel {
  /// The same model with one of its folds alone.
  fileprivate func keeping(_ fold: TrainedFold, under split: Split) -> TrainedModel {
    TrainedModel(
      name: name, descriptor: descriptor, options: options, plan: plan, seed: seed, split: split,
      dataset: dataset, items: items, folds: [fold], pluginCode: pluginCode)
  }
}

/// Passes a training's steps on to the board.
private final class PieceMonitor: TrainingMonitor {
  private let place: Int
  private let board: JobQueue

  init(place: Int, board: JobQueue) {
    self.place = place
    self.board = board
  }

  var shouldStop: Bool { board.shouldStop }

  func on(_ event: TrainingEvent) {
    guard case .stepped(let epoch, let epochs, let fraction, _) = event else { return }
    board.move(place, to: (Double(epoch - 1) + fraction) / Double(max(epochs, 1)))
  }
}

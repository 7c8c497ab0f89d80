import Debut

/// The jobs of a cross-validation, and the threads that do them.
struct CrossValidationJobs: Sendable {
  /// One model, one seed, one fold.
  struct Job: Sendable {
    let contender: CrossValidation.Contender
    let request: ModelRecipe
    let split: Split
    let fold: HeldOutFold
    let shown: CrossValidationProgress.Job
  }

  private let jobs: [Job]
  /// The cache, and the key of each job in it.
  private let cache: (folder: PredictionCache, keys: [CacheKey])?
  private let dataset: Dataset
  private let registry: Registry
  private let compute: Compute
  private let monitor: any CrossValidationMonitor
  private let seeds: Int
  private let method: EvaluationProtocol
  private let foldCount: Int

  /// Lists the jobs.
  ///
  /// - Throws: `EngineError` for names, options and settings that are not right.
  init(
    _ plan: CrossValidation, dataset: Dataset, folds: [HeldOutFold], registry: Registry,
    compute: Compute, cache: PredictionCache?, program: String,
    monitor: any CrossValidationMonitor
  ) throws {
    self.dataset = dataset
    self.registry = registry
    self.compute = compute
    self.monitor = monitor
    seeds = plan.seeds
    method = plan.nextItem.map { .nextItem($0) } ?? .split
    foldCount = folds.count
    // Names and settings are checked before anything is trained.
    for contender in plan.contenders { _ = try ResolvedRecipe(contender.request, in: registry) }
    let jobs = plan.contenders.flatMap { contender in
      (0..<plan.seeds).flatMap { offset in
        var request = contender.request
        request.seed = contender.request.trainingSeed &+ UInt64(offset)
        return folds.map { fold in
          Job(
            contender: contender, request: request,
            split: fold.fold.map { .freshUsers(folds: [$0]) } ?? plan.split, fold: fold,
            shown: .init(
              model: contender.name, fold: fold.fold, seed: plan.seeds > 1 ? request.seed : nil))
        }
      }
    }
    self.jobs = jobs
    self.cache = try cache.map { cache in
      let ground = CacheKey.ground(
        dataset, program: program, kernels: compute.kernels.variant.rawValue)
      return (
        cache,
        try jobs.map {
          try CacheKey(
            $0.request, split: $0.split, fold: $0.fold, nextItem: plan.nextItem, on: ground,
            registry: registry)
        }
      )
    }
  }

  /// Returns the index of a job: models first, then seeds, then folds.
  func index(contender: Int, seed: Int, fold: Int) -> Int {
    (contender * seeds + seed) * foldCount + fold
  }

  /// Returns the predictions of all jobs: those in the cache, and those of the others, done now.
  ///
  /// - Throws: the error of the first job that failed; `.crossValidationInterrupted`.
  func run(memory: Int?, notes: inout [String]) throws -> [FoldPredictions] {
    let found =
      try cache.map { try $0.folder.read($0.keys, notes: &notes) }
      ?? Array(repeating: nil, count: jobs.count)
    let queue = JobQueue(jobs.map(\.shown), found: found, monitor: monitor)
    let folder = cache?.folder.path
    guard !queue.open.isEmpty else { return try queue.results(folder: folder) }
    let claims = folder.map { JobClaims(folder: $0) }
    let heart = claims?.keepAlive()
    defer { heart?.cancel() }
    let runners = try runners(for: queue.open.map { jobs[$0] }, memory: memory)
    let share = max(1, compute.workers.threads / runners)
    Workers(threads: runners).run(shards: runners) { _ in
      let own = Compute(kernels: compute.kernels, workers: Workers(threads: share))
      while let index = queue.take() {
        do {
          try run(index, on: own, queue, claims)
        } catch {
          queue.fail(index, with: error)
        }
      }
    }
    return try queue.results(folder: folder)
  }

  /// Returns the number of jobs that run at once: as many as threads, while their memory lasts.
  ///
  /// - Throws: `EngineError.badModel` for a model that states a negative memory.
  private func runners(for jobs: [Job], memory: Int?) throws -> Int {
    let need = try jobs.map {
      try MemoryEstimate.bytes(of: $0.request, on: dataset, registry: registry)
    }
    let room = memory ?? MachineMemory.available / 2
    let fitting = room / max(need.max() ?? 1, 1)
    return max(1, min(compute.workers.threads, jobs.count, fitting))
  }

  /// Does a job, unless another process did it or works on it.
  private func run(_ index: Int, on compute: Compute, _ queue: JobQueue, _ claims: JobClaims?)
    throws
  {
    guard let cache, let claims else {
      queue.begin(index)
      return queue.finish(index, with: try predictions(of: jobs[index], at: index, compute, queue))
    }
    let key = cache.keys[index]
    switch try claims.claim(key.fileName) {
    case .caller: break
    case .thisProcess: return queue.postpone(index, isForeign: false)
    case .anotherProcess: return queue.postpone(index, isForeign: true)
    }
    defer { claims.release(key.fileName) }
    // It may have been done between the last look and the claim: by another process, or here, if two
    // contenders are the same model under two names.
    if let done = cache.folder.predictions(of: key) {
      let isOwn = jobs.indices.contains { cache.keys[$0] == key && queue.hasDone($0) }
      return queue.finish(index, with: done, isForeign: !isOwn)
    }
    queue.begin(index)
    let result = try predictions(of: jobs[index], at: index, compute, queue)
    try cache.folder.write(result, of: key)
    queue.finish(index, with: result)
  }

  /// Trains and predicts, and releases the model.
  ///
  /// - Throws: `EngineError.interrupted` if the user stopped it.
  private func predictions(of job: Job, at index: Int, _ compute: Compute, _ queue: JobQueue)
    throws -> FoldPredictions
  {
    let monitor = JobMonitor(index: index, queue: queue)
    let model = try trained(job) ?? train(job, on: compute, monitor)
    let predictor = try HeldOutPredictor(model, dataset: dataset, split: job.split)
    try predictor.checkLeakage([job.fold]) { monitor.shouldStop }
    return try predictor.answers(
      to: job.fold, by: method, compute: compute, shouldStop: { monitor.shouldStop })
  }

  private func train(_ job: Job, on compute: Compute, _ monitor: JobMonitor) throws
    -> TrainedModel
  {
    let model = try TrainingJob.train(
      job.request, on: dataset, split: job.split, registry: registry, compute: compute,
      monitor: monitor)
    guard model.folds[0].log.end != .interrupted, !monitor.shouldStop else {
      throw EngineError.interrupted
    }
    return model
  }

  /// Returns the fold of a trained model, if it is what training would give.
  private func trained(_ job: Job) -> TrainedModel? {
    guard let model = job.contender.trained?.model, model.seed == job.request.trainingSeed,
      model.datasetFingerprint == dataset.fingerprint, model.scale == dataset.scale,
      job.fold.fold != nil || model.split == job.split,
      (try? model.isUpToDate(with: registry)) == true
    else { return nil }
    let fold = model.folds.first { $0.fold == job.fold.fold && $0.log.end != .interrupted }
    return fold.map { model.keeping($0, under: job.split) }
  }
}

extension TrainedModel {
  /// Returns the same model with one of its folds alone.
  fileprivate func keeping(_ fold: TrainedFold, under split: Split) -> TrainedModel {
    TrainedModel(
      name: name, descriptor: descriptor, options: options, plan: plan, seed: seed, split: split,
      dataset: dataset, items: items, folds: [fold], pluginCode: pluginCode)
  }
}

/// Passes the steps of a training on to the queue.
private final class JobMonitor: TrainingMonitor {
  private let index: Int
  private let queue: JobQueue

  init(index: Int, queue: JobQueue) {
    self.index = index
    self.queue = queue
  }

  var shouldStop: Bool { queue.shouldStop }

  func on(_ event: TrainingEvent) {
    guard case .stepped(let epoch, let epochs, let fraction, _) = event else { return }
    queue.move(index, to: (Double(epoch - 1) + fraction) / Double(max(epochs, 1)))
  }
}

import ArgumentParser
import DebutEngine

struct BenchCommand: ShellCommand {
  static let examples = ["bench kernels", "bench serve"]
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast kernels, training, serving, reading and completion are.",
    discussion: """
      kernels: matrix products, in GFLOP/s and as a share of the peak that multiply-adds out of \
      registers reach in this process. ta, tb: A or B is transposed; packed: B is packed beforehand.
      train: steps and epochs of mlinknet and gru-sequence at the sizes by which engines are compared, \
      or epochs of the models named, settings as key=value after each; on the data loaded, or the demo. \
      softmax=full: a GRU that predicts the next of all items, on generated sequences.
      serve: what the trained models named, or the current one, take for a fresh user of 19 ratings: \
      from the ratings to one prediction, one rating more, the best ten of all items. Where nothing is \
      trained yet: mlinknet and gru-sequence.
      lists: the best ten of a million items by their vectors, on one core: by bounds of bytes, as als \
      lists them, and by scoring every item.
      load: reading a generated file, and the loaded data once more.
      scale: fits, epochs, an evaluation and lists for many newcomers, on the data loaded or on generated \
      ratings, 1,250,000 of them unless --ratings says how many; each once, with the memory of the \
      process until then. gru-sequence and gru-hybrid: what comes before the first epoch, and that epoch.
      complete: Tab after each letter of titles that are being typed, of 100,000 generated ones, and \
      the hint that follows them.

      Medians and minima of many runs, in milliseconds, but for scale.
      """)

  enum Part: String, CaseIterable, ExpressibleByArgument {
    case kernels, train, serve, lists, load, scale, complete
  }

  @Argument(help: ArgumentHelp("What to measure.", valueName: "part"))
  var part: Part

  @Argument(
    help: ArgumentHelp(
      "Of train: models and their settings; of serve: trained models.", valueName: "model"))
  var words: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Threads (default: 1 for kernels and lists, else the number of cores).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp("The kernels' instruction set.", valueName: "variant"),
    completion: .list(KernelVariant.allCases.map(\.rawValue)))
  var kernels: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of load and scale: ratings in the generated file.", valueName: "n"))
  var ratings: Int?

  @Option(
    help: ArgumentHelp(
      "Of scale: a new file for the generated ratings, to measure others on them.",
      valueName: "file"),
    completion: .file())
  var keep: String?

  func run(in session: Session) throws -> Answer {
    if !words.isEmpty, part != .train, part != .serve {
      throw ShellError.needless(
        option: "'\(words[0])'", reason: "bench \(part.rawValue) takes no models")
    }
    try checkRatings()
    if keep != nil, part != .scale {
      throw ShellError.needless(
        option: "--keep", reason: "bench scale alone generates what others read")
    }
    let compute = try session.compute(
      threads: threads ?? (part == .kernels || part == .lists ? 1 : nil), variant: try variant())
    let rows: [BenchRow]
    switch part {
    case .kernels:
      rows = try KernelBench(
        compute: compute, cancellation: session.host.cancellation
      ).rows()
    case .train: rows = try trainRows(session, compute)
    case .serve: rows = try serveRows(session, compute)
    case .lists: rows = ListBench(kernels: compute.kernels).rows()
    case .load: rows = try loadRows(session)
    case .scale: rows = try scaleRows(session, compute)
    case .complete: rows = CompleteBench(commands: CommandList.all).rows(session.registry)
    }
    return answer(rows, compute)
  }

  private func checkRatings() throws {
    guard let ratings else { return }
    let bounds = part == .scale ? GeneratedRatings.bounds : 1...100_000_000
    guard bounds.contains(ratings) else {
      throw ShellError.badValue(
        what: "--ratings", value: String(ratings),
        expected: "a whole number from \(bounds.lowerBound) to \(bounds.upperBound)")
    }
  }

  private func variant() throws -> KernelVariant? {
    try kernels.map { name in
      guard let variant = KernelVariant(rawValue: name) else {
        throw KernelError.unknownVariant(name: name, available: Kernels.available)
      }
      return variant
    }
  }

  private func trainRows(_ session: Session, _ compute: Compute) throws -> [BenchRow] {
    let bench = TrainBench(
      registry: session.registry, compute: compute,
      dataset: session.data?.dataset ?? Dataset.demo(), cancellation: session.host.cancellation)
    var rows = try jobs(session.registry).map { try bench.measure($0) }
    if words.isEmpty {
      let softmax = SoftmaxBench(compute: compute, cancellation: session.host.cancellation)
      rows += try SoftmaxBench.standard.map { try softmax.measure($0) }
    }
    return rows
  }

  /// Returns the standard work, or an epoch of every model named with the settings that follow it.
  private func jobs(_ registry: Registry) throws -> [TrainBench.Job] {
    guard !words.isEmpty else { return TrainBench.standard }
    var jobs: [TrainBench.Job] = []
    for word in words {
      if word.contains("=") {
        guard !jobs.isEmpty else {
          throw ShellError.usage(reason: "settings follow a model", usage: Self.usage)
        }
        jobs[jobs.count - 1].settings += try ArgumentCheck.settings([word])
      } else {
        jobs.append(.init(unit: .epoch, model: try trainable(word, registry)))
      }
    }
    return jobs
  }

  private func trainable(_ name: String, _ registry: Registry) throws -> String {
    let descriptor = try registry.model(name).descriptor
    guard descriptor.training != nil else {
      throw ShellError.needless(
        option: "'\(name)'", reason: "bench train takes models that are trained in epochs")
    }
    return descriptor.name
  }

  private func serveRows(_ session: Session, _ compute: Compute) throws -> [BenchRow] {
    let dataset = session.data?.dataset ?? Dataset.demo()
    guard words.isEmpty, session.models.isEmpty else {
      let models =
        try words.isEmpty ? [session.currentModel()] : words.map { try session.model(named: $0) }
      return try models.flatMap { try ServeBench(model: $0, dataset: dataset).rows() }
    }
    return try ServeBench.standard.flatMap { work in
      let model = try TrainingJob.train(
        work.request, on: dataset, split: .none, registry: session.registry, compute: compute,
        monitor: SilentMonitor())
      return try ServeBench(model: model, dataset: dataset).rows(work.measurements)
    }
  }

  private func loadRows(_ session: Session) throws -> [BenchRow] {
    let bench = LoadBench(ratings: ratings ?? 1_000_000, cancellation: session.host.cancellation)
    // Standard input cannot be read again.
    let data = session.data.flatMap { $0.origin.isRepeatable ? $0 : nil }
    return try [bench.generated()] + (data.map { [try bench.again($0)] } ?? [])
  }

  private func scaleRows(_ session: Session, _ compute: Compute) throws -> [BenchRow] {
    let cancellation = session.host.cancellation
    // Ratings that are asked for by number are generated.
    let loaded = ratings == nil && keep == nil ? session.data?.dataset : nil
    let dataset =
      try loaded
      ?? ScaleBench.generated(ratings: ratings ?? 1_250_000, keptAt: keep, cancellation)
    return try ScaleBench(
      dataset: dataset, registry: session.registry, compute: compute, cancellation: cancellation
    ).rows()
  }

  private func answer(_ rows: [BenchRow], _ compute: Compute) -> Answer {
    var answer = Answer("bench")
    answer.add("part", .text(part.rawValue))
    answer.add("kernels", .text(compute.kernels.variant.rawValue))
    answer.add("threads", .count(compute.workers.threads))
    let table = BenchRow.table(rows)
    answer.rows = table
    answer.blocks = [
      .table(table),
      .line(
        "\(compute.kernels.variant.rawValue) kernels, "
          + NumberText.counted(compute.workers.threads, "thread")),
    ]
    return answer
  }
}

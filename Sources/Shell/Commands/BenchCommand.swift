import ArgumentParser
import Debut

struct BenchCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench",
    abstract: "Measure how fast kernels, training, serving and reading are.",
    discussion: """
      kernels: matrix products, in GFLOP/s and as a share of the peak that multiply-adds out of \
      registers reach in this process. ta, tb: A or B is transposed; packed: B is packed beforehand.
      train: an epoch of the models named, settings as key=value after each, or of every model trained \
      by gradient steps; on the data loaded, or the demo.
      serve: what the current model takes for a fresh user of 19 ratings: from the ratings to one \
      prediction, one rating more, the best ten of all items.
      load: reading the loaded data again.

      Medians and minima of many runs, in milliseconds.
      """)

  enum Part: String, CaseIterable, ExpressibleByArgument { case kernels, train, serve, load }

  @Argument(help: ArgumentHelp("What to measure.", valueName: "part"))
  var part: Part

  @Argument(help: ArgumentHelp("Of train: models and their settings.", valueName: "model"))
  var words: [String] = []

  @Option(
    help: ArgumentHelp(
      "Threads (default: 1 for kernels, else the number of cores).", valueName: "n"))
  var threads: Int?

  @Option(
    help: ArgumentHelp("The kernels' instruction set.", valueName: "variant"),
    completion: .list(KernelVariant.allCases.map(\.rawValue)))
  var kernels: String?

  func run(in session: Session) throws -> Outcome {
    if !words.isEmpty, part != .train {
      throw ShellError.needless(option: "'\(words[0])'", reason: "only bench train takes models")
    }
    let compute = try session.compute(
      threads: threads ?? (part == .kernels ? 1 : nil), variant: try variant())
    let rows: [BenchRow]
    switch part {
    case .kernels: rows = try kernelRows(compute)
    case .train: rows = try trainRows(session, compute)
    case .serve:
      let model = try session.currentModel()
      rows = try ServeBench(model: model, data: try session.loadedData()).rows()
    case .load: rows = [try loadRow(try session.loadedData())]
    }
    var answer = answer(rows, compute)
    if part == .serve || part == .load, threads != nil || kernels != nil {
      answer.warn("--threads and --kernels have no effect on bench \(part.rawValue)")
    }
    return .answer(answer)
  }

  private func variant() throws -> KernelVariant? {
    try kernels.map { name in
      guard let variant = KernelVariant(rawValue: name) else {
        throw KernelError.unknownVariant(name: name, available: Kernels.available)
      }
      return variant
    }
  }

  private func kernelRows(_ compute: Compute) throws -> [BenchRow] {
    let bench = KernelBench(compute: compute)
    return try KernelBench.sizes.map { size in
      if Interruption.isRequested { throw ShellError.interrupted }
      return bench.measure(size)
    }
  }

  private func trainRows(_ session: Session, _ compute: Compute) throws -> [BenchRow] {
    let bench = TrainBench(session: session, compute: compute)
    let dataset = session.data?.dataset ?? Dataset.demo()
    return try jobs(session.registry).map {
      try bench.measure($0.model, settings: $0.settings, on: dataset)
    }
  }

  /// The models to train, each with the settings that follow it.
  private func jobs(_ registry: Registry) throws -> [(model: String, settings: [Setting])] {
    guard !words.isEmpty else {
      return registry.models.filter { $0.descriptor.training != nil }
        .map { ($0.descriptor.name, []) }
    }
    var jobs: [(model: String, settings: [Setting])] = []
    for word in words {
      if word.contains("=") {
        guard !jobs.isEmpty else {
          throw ShellError.usage(reason: "settings follow a model", usage: Self.usage)
        }
        jobs[jobs.count - 1].settings += try ArgumentCheck.settings([word])
      } else {
        jobs.append((try registry.model(word).descriptor.name, []))
      }
    }
    return jobs
  }

  private func loadRow(_ data: LoadedData) throws -> BenchRow {
    let ratings = data.dataset.histories.ratingCount
    let stopwatch = Stopwatch(samples: 5)
    guard !data.dataset.isGenerated else {
      return BenchRow("generate ratings=\(ratings)", stopwatch.measure { _ = Dataset.demo() })
    }
    let times = try stopwatch.measure { _ = try Dataset.load(path: data.path) }
    return BenchRow("load ratings=\(ratings)", times)
  }

  private func answer(_ rows: [BenchRow], _ compute: Compute) -> Answer {
    var answer = Answer("bench")
    answer.add("part", .text(part.rawValue))
    answer.add("kernels", .text(compute.kernels.variant.rawValue))
    answer.add("threads", .count(compute.workers.threads))
    let hasFlops = rows.contains { $0.gigaflops != nil }
    var table = Table([
      .init("name"), .init("medianMs", heading: "median ms"), .init("minMs", heading: "min ms"),
    ])
    if hasFlops {
      table = Table(
        table.columns + [
          .init("gflops", heading: "GFLOP/s"), .init("peakShare", heading: "share of peak"),
        ])
    }
    for row in rows {
      let times: [Value] = [
        .text(row.name), .number(row.times.median, decimals: 4),
        .number(row.times.minimum, decimals: 4),
      ]
      let flops: [Value] = [
        .number(row.gigaflops, decimals: 1), .number(row.peakShare, decimals: 2),
      ]
      table.add(times + (hasFlops ? flops : []))
    }
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

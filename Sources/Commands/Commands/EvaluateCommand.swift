import ArgumentParser
import DebutEngine

struct EvaluateCommand: ShellCommand {
  static let examples = [
    "evaluate mf gru-hybrid",
    "evaluate bias mf --fold all --seeds 3 --resume runs",
    "evaluate popular item-graph --protocol next-item --top 20",
  ]
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Judge models by what is held out, by length of history.",
    discussion: """
      Every held-out rating is predicted from those of the same user before it. Errors are in stars: \
      root mean squared (RMSE) and mean absolute (MAE). Several models are asked the same and stand side \
      by side: * marks the best of each row, ~ what cannot be told from it. Below are the differences to \
      the best (or to --baseline), with the interval that 95 % of 2,000 paired resamples of the users \
      give: one that holds 0 is no evidence. Of twenty models that are as good as one another, one may \
      seem worse beyond noise all the same; and the best was picked for being it: name a --baseline \
      beforehand. A model is refused that was trained on what it would be asked.

      --fold and --seeds train what is not trained yet, ask it and let it go: names are those of trained \
      models, whose options, sampler, epochs and seed are used again, or of models as `models` lists \
      them. Folds are of fresh-users, as in `split`; without --fold they are the session's. Neither the \
      split nor the trained models change. With --resume what is done is kept in a folder, which several \
      processes may share, and the same line goes on after an interruption. With several seeds errors \
      are means over them.

      Where a model has no prediction, the mean of its training ratings stands in; the share of such is \
      shown, and beyond a tenth no errors are: they would be the mean's.

      --stack NAME=A,B,C adds the least-squares combination of models' predictions, its weights fitted \
      to the other folds (of one fold: to other users).
      --tie-seeds N asks trained models again under N random orders of the ratings that a held-out user gave \
      in one second, whose order in the file means nothing, and gives the lowest and the highest of each \
      figure. The N orders are always the same ones.
      --protocol next-item asks what comes next in place of how many stars: each held-out item is ranked \
      among all items of the training data but those that its user has had (--repeats yes: all), after what \
      the user had before. Behind items of equal score it comes last, and an item that is no candidate is a \
      miss. Under fresh-users every item from a user's second on is a target. Figures are of lists of --top \
      items: NDCG, hit rate and reciprocal rank, the share of all items that are in any list (coverage), and \
      the mean number of training events of what is listed (popularity). Models of ratings rank by expected \
      stars. It is the protocol of data without stars, and of models that predict none. --candidates \
      sampled:100 ranks among random items, as some papers do: figures become higher, and the order of \
      models may change.
      --audit trains one model anew in the ways that such figures are doubted for, and asks again: on \
      histories in random order (what is left does not rest on the order), under --tie-seeds orders of events \
      of one time (default: 5), on events before a cut in time, among 100 random candidates; beside it a list \
      by popularity.
      --protocol sampler draws examples from the held-out users' histories instead, as the models' \
      samplers do, and predicts the last rating of each.
      --predictions writes every single prediction, from which anyone can compute the table; --out writes \
      the table by fold and seed.
      """)

  @Argument(
    help: ArgumentHelp(
      "Trained models (default: the current one); with --fold or --seeds any models.",
      valueName: "name"))
  var names: [String] = []

  @Option(
    help: ArgumentHelp(
      "Train and ask under these folds: 0 to 9, a list as 0,1,2, or all.", valueName: "folds"))
  var fold: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Train with so many seeds, from the model's own on.", valueName: "n"))
  var seeds: Int?

  @Option(
    help: ArgumentHelp(
      "Keep what is trained and asked in a folder, and go on from there.", valueName: "folder"))
  var resume: String?

  @Option(
    help: ArgumentHelp("Show differences to this one (default: the best).", valueName: "name"))
  var baseline: String?

  @Option(
    help: ArgumentHelp(
      "Add a combination: NAME=A,B,C. May be given several times.", valueName: "name=models"))
  var stack: [String] = []

  @Option(
    name: .customLong("protocol"),
    help: ArgumentHelp(
      "split: ratings, as the session's split says, whose own name (fresh-users, leave-last-out or by-time) "
        + "is accepted too; next-item; or sampler (default: split, next-item if there are no stars).",
      valueName: "protocol"),
    completion: .list([
      "split", "next-item", "sampler", "fresh-users", "leave-last-out", "by-time",
    ]))
  var method: String?

  @OptionGroup var nextItem: NextItemFlags

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Of the protocol sampler: how often to draw (default: 20).", valueName: "n"))
  var draws: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("The seed of the drawing (default: 0).", valueName: "seed"))
  var seed: UInt64?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Give the range of each figure over so many random orders of ratings of one second.",
      valueName: "n"))
  var tieSeeds: Int?

  @Flag(help: "Of the protocol next-item: say what the figures of one model are to be read with.")
  var audit = false

  @Option(help: ArgumentHelp("Write every prediction to a CSV file.", valueName: "file"))
  var predictions: String?

  @Option(help: ArgumentHelp("Write the table to a CSV file.", valueName: "file"))
  var out: String?

  @Flag(help: "Write over files that are no predictions and no table.")
  var force = false

  @OptionGroup var threading: ThreadOptions

  func run(in session: Session) throws -> Answer {
    try checkFiles()
    let data = try session.ratings()
    let named = try chosen(in: session)
    let stacks = try stack.map(Self.parse)
    let requested = named + Self.missing(stacks, named)
    let asked = try asked(of: requested, data, session)
    if asked.nextItem != nil, let stack = stack.first {
      throw ShellError.needless(
        option: "--stack \(stack)", reason: "it combines predictions in stars, and ranks are none")
    }
    for (i, stack) in stacks.enumerated() {
      try stack.check(among: requested + stacks.prefix(i).map(\.name))
    }
    let shown = named + stacks.map(\.name)
    if let baseline, !shown.contains(baseline) {
      throw ShellError.badValue(
        what: "--baseline", value: baseline,
        expected: "one of those evaluated: \(shown.joined(separator: ", "))")
    }
    let orders = try tieSeeds.map { try ArgumentCheck.whole($0, in: 1...1000, for: "--tie-seeds") }
    if orders != nil, trainsAnew {
      throw ShellError.needless(
        option: "--tie-seeds", reason: "it asks trained models, and --fold and --seeds train anew")
    }
    let compute = try threading.compute(in: session)
    if audit { return try audit(requested, asked, orders, data, session, compute) }
    var evaluation =
      try trainsAnew
      ? crossValidate(requested, asked, data, session, compute)
      : evaluate(requested, asked, data, session, compute)
    let ties = try orders.map { orders in
      TieRanges(
        try (1...orders).map { order in
          let reordered = try evaluate(
            requested, asked, data, session, compute, tieOrder: UInt64(order))
          return try stacks.reduce(reordered) { try $0.adding($1) }.keeping(shown)
        })
    }
    let whole = evaluation
    for stack in stacks { evaluation = try evaluation.adding(stack) }
    evaluation = evaluation.keeping(shown)
    var answer = try answer(evaluation, ties, data, compute, session.host.cancellation)
    if !trainsAnew {
      session.keep(
        whole, of: try requested.map { try session.model(named: $0) }, on: data.dataset)
    }
    if ties != nil, !data.dataset.hasTimestamps {
      answer.note("\(data.label) has no times, so there are no ties to reorder")
    }
    let curve = ErrorCurve(evaluation, label: data.label)
    session.errorCurve = curve.points.isEmpty ? nil : curve
    return answer
  }

  /// Refuses files of other kinds, before the work.
  private func checkFiles() throws {
    if let predictions {
      try Overwriting.check(
        Environment.expanding(predictions), force: force, expected: "a file of predictions"
      ) {
        Overwriting.begins($0, with: "model,userId,movieId,")
          || Overwriting.begins($0, with: "model,user,item,")
      }
    }
    if let out {
      try Overwriting.check(
        Environment.expanding(out), force: force, expected: "a table that evaluate wrote"
      ) { Overwriting.begins($0, with: "model,seed,fold,") }
    }
  }

  private func answer(
    _ evaluation: Evaluation, _ ties: TieRanges?, _ data: LoadedData, _ compute: Compute,
    _ cancellation: Cancellation
  ) throws -> Answer {
    let predictions = predictions.map(Environment.expanding)
    let out = out.map(Environment.expanding)
    if let predictions {
      try evaluation.writePredictions(to: predictions) { cancellation.isRequested }
    }
    if let out { try evaluation.writeTable(to: out) }
    var answer = try EvaluationReport(
      evaluation, baseline: baseline, ties: ties, workers: compute.workers,
      checking: { if cancellation.isRequested { throw EngineError.interrupted } }
    ).answer(data)
    if let predictions { answer.note("every prediction is in \(predictions)") }
    if let out { answer.note("the table by fold and seed is in \(out)") }
    return answer
  }

  /// Returns the models named, each once, or the current one.
  private func chosen(in session: Session) throws -> [String] {
    guard !names.isEmpty else { return [try session.currentModel().name] }
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }
}

// MARK: Training anew

extension EvaluateCommand {
  private var trainsAnew: Bool { fold != nil || seeds != nil || resume != nil }

  private func crossValidate(
    _ names: [String], _ asked: EvaluationProtocol, _ data: LoadedData, _ session: Session,
    _ compute: Compute
  ) throws -> Evaluation {
    guard method != "sampler" else {
      throw ShellError.needless(
        option: "--protocol sampler", reason: "--fold and --seeds ask by the split's own protocol")
    }
    let split = try split(in: session)
    let seeds = try seeds.map { try ArgumentCheck.whole($0, in: 1...1000, for: "--seeds") } ?? 1
    let plan = CrossValidation(
      try names.map { try Self.contender($0, session) }, split: split, seeds: seeds,
      nextItem: asked.nextItem)
    let folder = try resume.map { try PredictionCache(Environment.expanding($0)) }
    let progress = session.host.progress.crossValidation()
    defer { progress.end() }
    return try plan.run(
      on: data.dataset, registry: session.registry, compute: compute, folder: folder,
      program: session.host.program, monitor: progress)
  }

  /// Returns a trained model's recipe, or a registered model with its defaults.
  static func contender(_ name: String, _ session: Session) throws
    -> CrossValidation.Contender
  {
    let registry = session.registry
    if let trained = session.models.first(where: { $0.name == name }) {
      return try CrossValidation.Contender(trained, registry: registry)
    }
    let registered = registry.models.map(\.descriptor.name)
    guard registered.contains(name) else {
      let known = session.models.map(\.name).filter { !registered.contains($0) } + registered
      throw EngineError.unknownModel(name: name, known: known)
    }
    return CrossValidation.Contender(ModelRecipe(model: name))
  }

  /// Reads "NAME=A,B,C".
  private static func parse(_ text: String) throws -> LinearStack {
    let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
    guard parts.count == 2, !parts[1].isEmpty else {
      throw ShellError.badValue(
        what: "--stack", value: text, expected: "a name and models, as in both=mf,bias")
    }
    return LinearStack(
      name: try ArgumentCheck.name(String(parts[0])),
      components: parts[1].split(separator: ",", omittingEmptySubsequences: false).map(String.init))
  }

  /// Returns models that stacks combine and nobody named: they are evaluated and not shown.
  private static func missing(_ stacks: [LinearStack], _ names: [String]) -> [String] {
    var seen = Set(names + stacks.map(\.name))
    return stacks.flatMap(\.components).filter { seen.insert($0).inserted }
  }
}

// MARK: Trained models

extension EvaluateCommand {
  private func evaluate(
    _ names: [String], _ asked: EvaluationProtocol, _ data: LoadedData, _ session: Session,
    _ compute: Compute, tieOrder: UInt64? = nil
  ) throws -> Evaluation {
    try Evaluator.evaluate(
      try names.map { try session.model(named: $0) }, on: data.dataset, split: session.split,
      protocol: asked, registry: session.registry, compute: compute,
      tieOrder: tieOrder, shouldStop: { session.host.cancellation.isRequested })
  }

  /// Returns the split whose held-out part is asked about.
  private func split(in session: Session) throws -> Split {
    try fold.map { Split.freshUsers(folds: try SplitCommand.folds($0)) } ?? session.split
  }

  /// Returns the protocol: the one that was said, or the one that suits the data and the models.
  private func asked(of names: [String], _ data: LoadedData, _ session: Session) throws
    -> EvaluationProtocol
  {
    let method = method ?? (hasStars(names, data, session) ? "split" : "next-item")
    let takesSeed = method == "sampler" || method == "next-item"
    if draws != nil && method != "sampler" || seed != nil && !takesSeed {
      throw ShellError.needless(
        option: draws != nil ? "--draws" : "--seed", reason: "it belongs to --protocol sampler")
    }
    if method == "next-item" {
      var asked = try nextItem.method()
      if let seed {
        guard asked.sampledCandidates != nil else {
          throw ShellError.needless(
            option: "--seed", reason: "it draws the candidates of --candidates sampled:N")
        }
        asked.seed = seed
      }
      return .nextItem(asked)
    }
    if let option = nextItem.given {
      throw ShellError.needless(option: option, reason: "it belongs to --protocol next-item")
    }
    if method == "sampler" { return .sampler(draws: draws ?? 20, seed: seed ?? 0) }
    let split = try split(in: session)
    if method == "split" || method == split.word { return .split }
    guard SplitCommand.Kind(rawValue: method) != nil else {
      throw ShellError.badValue(
        what: "--protocol", value: method, expected: "split, next-item or sampler",
        known: ["split", "next-item", "sampler"] + SplitCommand.Kind.allCases.map(\.rawValue))
    }
    throw ShellError.otherProtocol(asked: method, split: split.word)
  }

  /// Returns true if the data has stars and every model predicts them.
  private func hasStars(_ names: [String], _ data: LoadedData, _ session: Session) -> Bool {
    guard data.dataset.feedback != .implicit else { return false }
    return names.allSatisfy { name in
      let trained = session.models.first { $0.name == name }?.descriptor
      let registered = session.registry.models.first { $0.descriptor.name == name }?.descriptor
      return (trained ?? registered)?.learning != .events
    }
  }
}

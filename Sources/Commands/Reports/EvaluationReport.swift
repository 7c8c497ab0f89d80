import DebutEngine

/// The answer of `evaluate`.
struct EvaluationReport {
  private let evaluation: Evaluation
  private let models: [String]
  /// The model that differences are to; nil if there is but one model.
  private let baseline: String?
  private let isBaselineNamed: Bool
  private let bootstrap: PairedBootstrap?
  /// The ranges over random orders within ties; nil if none were asked for.
  private let ties: TieRanges?

  /// Draws the intervals of differences, if there are several models.
  ///
  /// - Parameters:
  ///   - baseline: the model that differences are to; nil: the best.
  ///   - ties: the ranges of the figures over random orders within ties, if there are any.
  ///   - workers: the threads.
  ///   - check: called every few milliseconds; what it throws ends the work.
  init(
    _ evaluation: Evaluation, baseline: String?, ties: TieRanges? = nil, workers: Workers,
    checking check: () throws -> Void
  ) rethrows {
    self.evaluation = evaluation
    self.ties = ties
    models = evaluation.models.map(\.model)
    isBaselineNamed = baseline != nil
    guard models.count > 1 else {
      self.baseline = nil
      bootstrap = nil
      return
    }
    let metric = evaluation.primaryMetric
    let totals = evaluation.rows.filter { $0.history == "all" && $0[metric] != nil }
    let best = totals.min {
      metric.direction.isBetter(
        $0[metric] ?? metric.direction.worst, than: $1[metric] ?? metric.direction.worst)
    }
    self.baseline = baseline ?? best?.model
    bootstrap = try PairedBootstrap(evaluation, workers: workers, checking: check)
  }

  func answer(_ data: LoadedData) -> Answer {
    var answer = Answer("evaluate")
    answer.add("dataset", .text(data.dataset.name))
    answer.add("protocol", .text(evaluation.protocolName))
    answer.add("fold", evaluation.fold.isEmpty ? .null : .text(evaluation.fold))
    if let fraction = evaluation.fraction { answer.add("at", .number(fraction, decimals: 4)) }
    answer.add("seeds", .count(evaluation.models.map(\.runs.count).max() ?? 1))
    answer.add("tieSeeds", ties.map { .count($0.orders) } ?? .absent)
    answer.add("baseline", baseline.map { .text($0) } ?? .absent)
    answer.add("resamples", bootstrap.map { .count($0.resamples) } ?? .absent)
    answer.add("users", bootstrap.map { .count($0.users) } ?? .absent)
    answer.rows = rows
    answer.blocks = [
      .line(title(data)), .table(models.count == 1 ? alone : sideBySide),
    ]
    if !evaluation.ranks { answer.blocks?.append(.line(fallbacks)) }
    if models.count == 1, let lists = lists(models[0]) { answer.blocks?.append(.line(lists)) }
    if models.count == 1, let spread = total(models[0])?.spread {
      answer.blocks?.append(.line(sentence(spread)))
    }
    if let ties {
      answer.blocks? += [
        .line(
          "over \(NumberText.counted(ties.orders, "random order")) of the ratings that a user gave in one "
            + "second:"),
        .table(tieTable(ties)),
      ]
    }
    if let baseline, let bootstrap {
      answer.blocks? += [
        .line("* best of its row; ~ within noise of it; unmarked: worse beyond noise"),
        .line(differencesHeading(baseline, bootstrap)), .table(differences),
      ]
      if bootstrap.users < Self.fewUsers {
        answer.note(
          "\(NumberText.counted(bootstrap.users, "user")): intervals of so few are rough")
      }
    }
    for note in evaluation.notes { answer.note(note) }
    return answer
  }

  private func title(_ data: LoadedData) -> String {
    let folds = evaluation.fold
    let fold =
      switch folds.utf8.count {
      case 0: ""
      case 1: ", fold \(folds)"
      default: folds == "all" ? ", all folds" : ", folds \(folds)"
      }
    let what =
      models.count == 1 ? "\(models[0]) on \(data.label)" : "\(primary.title) on \(data.label)"
    let method = evaluation.protocolName
    let cut = evaluation.fraction.map {
      (method.hasPrefix("by-time") ? "" : ", by-time") + " at \($0)"
    }
    let seeds = evaluation.models.map(\.runs.count).max() ?? 1
    let mean = seeds > 1 ? ", mean of \(seeds) seeds" : ""
    return
      "\(what), \(method)\(fold)\(cut ?? "")\(mean)\(Self.unit(primary)), by \(rows(evaluation)) known of the user"
  }

  /// The share of predictions that are training means: "answered by the training mean: 0.0 %", model by
  /// model if any has some.
  private var fallbacks: String {
    let shares = models.map { total($0)?.fallbackShare ?? 0 }
    func text(_ share: Double) -> String { NumberText.fixed(100 * share, decimals: 1) + " %" }
    let all =
      models.count == 1 || shares.allSatisfy { $0 == 0 }
      ? text(shares.first ?? 0)
      : zip(models, shares).map { "\($0) \(text($1))" }.joined(separator: ", ")
    return "answered by the training mean: \(all)"
  }

  private var primary: any Metric { evaluation.primaryMetric }

  /// Returns ", in stars", or nothing for a pure number.
  private static func unit(_ metric: any Metric) -> String {
    metric.unit.isEmpty ? "" : ", in \(metric.unit)"
  }

  private func sentence(_ spread: EvaluationRow.Spread) -> String {
    let ends = [spread.lowest, spread.highest].map { NumberText.fixed($0, decimals: 4) }
    return
      "\(primary.title) of the \(spread.seeds) seeds from \(ends[0]) to \(ends[1]), standard deviation "
      + NumberText.fixed(spread.deviation, decimals: 4)
  }

  /// For programs: a row for each model and bucket.
  private var rows: Table {
    let name = primary.name
    let keys =
      ["model", "history", "ratings"] + evaluation.metrics.map(\.name)
      + ["\(name)Lowest", "\(name)Highest", "\(name)Deviation", "secondsPerFold"]
      + ["fallbackShare", "difference", "differenceLow", "differenceHigh", "excludesZero"]
      + (evaluation.ranks ? ["coverage", "popularity"] : [])
      + (ties == nil
        ? [] : evaluation.metrics.flatMap { ["\($0.name)TieLowest", "\($0.name)TieHighest"] })
    var table = Table(keys.map { .init($0) })
    for row in evaluation.rows {
      var values: [Value] = [.text(row.model), .text(row.history), .count(row.ratings)]
      values += evaluation.metrics.map { metric in
        row.history == "all" || metric.pooling == .targets
          ? .number(row[metric], decimals: 4) : .absent
      }
      values += row.history == "all" ? extras(row) : Array(repeating: .absent, count: 5)
      let difference = HistoryBucket(rawValue: row.history).flatMap {
        self.difference(of: row.model, after: $0)
      }
      values += [
        Self.known(difference?.value), Self.known(difference?.low),
        Self.known(difference?.high), difference.map { .flag($0.excludesZero) } ?? .absent,
      ]
      if evaluation.ranks {
        let lists = row.history == "all" ? listFigures(row.model) : nil
        values += [
          Self.known(lists?.coverage),
          lists.map { .number($0.popularity, decimals: 1) } ?? .absent,
        ]
      }
      if let ties {
        values += evaluation.metrics.flatMap { metric -> [Value] in
          let range = ties.range(of: row, metric)
          return [Self.known(range?.lowerBound), Self.known(range?.upperBound)]
        }
      }
      table.add(values)
    }
    return table
  }

  /// Returns the values that only the row of all predictions has.
  private func extras(_ row: EvaluationRow) -> [Value] {
    [
      row.spread?.lowest, row.spread?.highest, row.spread?.deviation, row.secondsPerFold,
      row.fallbackShare,
    ].map(Self.known)
  }

  private static func known(_ value: Double?) -> Value {
    value.map { .number($0, decimals: 4) } ?? .absent
  }

  /// Returns the means over seeds of the figures of a model's lists; nil of predictions in stars.
  private func listFigures(_ model: String) -> ListFigures? {
    evaluation.models.first { $0.model == model }.flatMap { ListFigures.mean($0.runs.map(\.lists)) }
  }

  /// "lists hold 42.1 % of all items; an item listed has 310.2 training events (mean)"
  private func lists(_ model: String) -> String? {
    listFigures(model).map { lists in
      "lists hold \(NumberText.fixed(100 * lists.coverage, decimals: 1)) % of all items; an item listed has "
        + "\(NumberText.fixed(lists.popularity, decimals: 1)) training events (mean)"
    }
  }

  /// "events" of next items, otherwise "ratings"
  private func rows(_ evaluation: Evaluation) -> String { evaluation.ranks ? "events" : "ratings" }

  /// The column of the number of targets.
  private var counted: Table.Column {
    .init("ratings", heading: evaluation.ranks ? "targets" : "ratings")
  }

  private func total(_ model: String) -> EvaluationRow? {
    evaluation.rows.first { $0.model == model && $0.history == "all" }
  }

  /// Returns the rows of a model, the total last.
  private func ordered(_ model: String) -> [EvaluationRow] {
    let rows = evaluation.rows.filter { $0.model == model }
    return rows.filter { $0.history != "all" } + rows.filter { $0.history == "all" }
  }
}

// MARK: Tables for people

extension EvaluationReport {
  private var alone: Table {
    var table = Table(
      [.init("history"), counted]
        + evaluation.metrics.map {
          .init($0.name, heading: $0.pooling == .users ? "\($0.title) per user" : $0.title)
        })
    for row in ordered(models[0]) {
      table.add(
        [.text(row.history), .count(row.ratings)]
          + evaluation.metrics.map { .number(row[$0], decimals: 4) })
    }
    return table
  }

  /// The lowest and the highest of each figure over the orders.
  private func tieTable(_ ties: TieRanges) -> Table {
    var table = Table(
      (models.count == 1 ? [] : [.init("model")])
        + [.init("history")]
        + evaluation.metrics.map {
          .init($0.name, heading: $0.pooling == .users ? "\($0.title) per user" : $0.title)
        })
    for row in models.flatMap({ ordered($0) }) {
      table.add(
        (models.count == 1 ? [] : [.text(row.model)])
          + [.text(row.history)]
          + evaluation.metrics.map { metric in
            guard let range = ties.range(of: row, metric) else { return .null }
            let ends = [range.lowerBound, range.upperBound].map {
              NumberText.fixed($0, decimals: 4)
            }
            return .text(ends[0] == ends[1] ? ends[0] : "\(ends[0]) to \(ends[1])")
          })
    }
    return table
  }

  /// A column a model, the best figure of each row marked, and those within its noise.
  private var sideBySide: Table {
    var table = Table(
      [.init("history", whenNarrow: .keep), counted]
        + models.enumerated().map { .init($1, whenNarrow: .fold($0)) })
    let columns = models.map { ordered($0) }
    for (i, row) in columns[0].enumerated() {
      let bucket = HistoryBucket(rawValue: row.history) ?? .all
      table.add(
        [.text(row.history), .count(row.ratings)]
          + marked(columns.map { $0[i][primary] }, primary, after: bucket))
    }
    guard let total = columns[0].last else { return table }
    let totals = columns.compactMap(\.last)
    func add(_ name: String, _ values: [Value]) {
      table.add([.text(name), .count(total.ratings)] + values)
    }
    for metric in secondary {
      let name =
        metric.pooling == .targets
        ? metric.title
        : metric.title == primary.title ? "per user" : "\(metric.title) per user"
      add("all, \(name)", marked(totals.map { $0[metric] }, metric))
    }
    let lists = models.map { listFigures($0) }
    if lists.contains(where: { $0 != nil }) {
      add("all, coverage", lists.map { .number($0?.coverage, decimals: 4) })
      add("all, popularity", lists.map { .number($0?.popularity, decimals: 1) })
    }
    if totals.contains(where: { $0.spread != nil }) {
      add("all, lowest seed", totals.map { .number($0.spread?.lowest, decimals: 4) })
      add("all, highest seed", totals.map { .number($0.spread?.highest, decimals: 4) })
      add("all, deviation", totals.map { .number($0.spread?.deviation, decimals: 4) })
    }
    return table
  }

  /// The metrics besides the primary one; first those in which all users count alike.
  private var secondary: [any Metric] {
    let others = evaluation.metrics.dropFirst()
    return others.filter { $0.pooling == .users } + others.filter { $0.pooling == .targets }
  }

  private func marked(
    _ figures: [Double?], _ metric: any Metric, after bucket: HistoryBucket = .all
  ) -> [Value] {
    let best = figures.compactMap { $0 }.min { metric.direction.isBetter($0, than: $1) }
    guard let best, let first = figures.firstIndex(of: best) else {
      return figures.map { .number($0, decimals: 4) }
    }
    return zip(models, figures).map { model, figure in
      guard let figure else { return .null }
      if figure == best { return .best(figure, decimals: 4) }
      let isBeyondNoise =
        bootstrap?.difference(of: model, to: models[first], in: metric, after: bucket)?.excludesZero
        ?? false
      return isBeyondNoise ? .number(figure, decimals: 4) : .near(figure, decimals: 4)
    }
  }

  /// The number of users below which an interval by resampling is rough.
  private static let fewUsers = 20

  // MARK: Differences

  private func difference(
    of model: String, after bucket: HistoryBucket = .all
  ) -> PairedBootstrap.Difference? {
    guard let baseline, model != baseline else { return nil }
    return bootstrap?.difference(of: model, to: baseline, after: bucket)
  }

  private func differencesHeading(_ baseline: String, _ bootstrap: PairedBootstrap) -> String {
    "\(primary.title) minus that of \(baseline)\(isBaselineNamed ? "" : ", the best")"
      + "\(Self.unit(primary)), and the interval of 95 % of "
      + "\(NumberText.grouped(bootstrap.resamples)) paired resamples of the "
      + "\(NumberText.counted(bootstrap.users, "user")):"
  }

  private var differences: Table {
    var table = Table([
      .init("model"), .init("difference"), .init("low", heading: "from"),
      .init("high", heading: "to"), .init("verdict", heading: "beyond noise", whenNarrow: .keep),
    ])
    for model in models {
      guard let difference = difference(of: model) else { continue }
      let verdict =
        !difference.excludesZero
        ? "no"
        : primary.direction.isBetter(difference.value, than: 0) ? "yes, better" : "yes, worse"
      table.add([
        .text(model), .difference(difference.value, decimals: 4),
        .difference(difference.low, decimals: 4), .difference(difference.high, decimals: 4),
        .text(verdict),
      ])
    }
    return table
  }
}

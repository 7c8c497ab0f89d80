import DebutEngine

/// The answer of `evaluate`.
struct EvaluationReport {
  private let evaluation: Evaluation
  private let models: [String]
  /// The model that differences are taken to; nil for one model alone.
  private let baseline: String?
  private let isBaselineNamed: Bool
  private let bootstrap: PairedBootstrap?

  /// Prepares the report.
  ///
  /// - Parameter baseline: the model that differences are taken to; nil: the best.
  init(_ evaluation: Evaluation, baseline: String?, workers: Workers) {
    self.evaluation = evaluation
    models = evaluation.answers.map(\.model)
    isBaselineNamed = baseline != nil
    guard models.count > 1 else {
      self.baseline = nil
      bootstrap = nil
      return
    }
    let totals = evaluation.rows.filter { $0.history == "all" }
    let best = totals.min { ($0.rmse ?? .infinity) < ($1.rmse ?? .infinity) }
    self.baseline = baseline ?? best?.model
    bootstrap = PairedBootstrap(evaluation, workers: workers)
  }

  func answer(_ data: LoadedData) -> Answer {
    var answer = Answer("evaluate")
    answer.add("dataset", .text(data.dataset.name))
    answer.add("protocol", .text(evaluation.protocolName))
    answer.add("fold", evaluation.fold.isEmpty ? .null : .text(evaluation.fold))
    if let fraction = evaluation.fraction { answer.add("at", .number(fraction, decimals: 4)) }
    answer.add("seeds", .count(evaluation.answers.map(\.runs.count).max() ?? 1))
    answer.add("baseline", baseline.map { .text($0) } ?? .absent)
    answer.add("resamples", bootstrap.map { .count($0.resamples) } ?? .absent)
    answer.add("users", bootstrap.map { .count($0.users) } ?? .absent)
    answer.rows = rows
    answer.blocks = [.line(title(data)), .table(models.count == 1 ? alone : sideBySide)]
    if models.count == 1, let spread = total(models[0])?.spread {
      answer.blocks?.append(.line(Self.sentence(spread)))
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
    let what = models.count == 1 ? "\(models[0]) on \(data.label)" : "RMSE on \(data.label)"
    let method = evaluation.protocolName
    let cut = evaluation.fraction.map { (method == "by-time" ? "" : ", by-time") + " at \($0)" }
    let seeds = evaluation.answers.map(\.runs.count).max() ?? 1
    let mean = seeds > 1 ? ", mean of \(seeds) seeds" : ""
    return "\(what), \(method)\(fold)\(cut ?? "")\(mean), in stars, by ratings known of the user"
  }

  private static func sentence(_ spread: EvaluationRow.Spread) -> String {
    let ends = [spread.lowest, spread.highest].map { NumberText.fixed($0, decimals: 4) }
    return "RMSE of the \(spread.seeds) seeds from \(ends[0]) to \(ends[1]), standard deviation "
      + NumberText.fixed(spread.deviation, decimals: 4)
  }

  /// The table for programs: a row for each model and bucket.
  private var rows: Table {
    var table = Table(
      "model", "history", "ratings", "rmse", "mae", "rmsePerUser", "rmseLowest", "rmseHighest",
      "rmseDeviation", "secondsPerFold", "difference", "differenceLow", "differenceHigh",
      "excludesZero")
    for row in evaluation.rows {
      var values: [Value] = [
        .text(row.model), .text(row.history), .count(row.ratings), .number(row.rmse, decimals: 4),
        .number(row.mae, decimals: 4),
      ]
      values += row.history == "all" ? extras(row) : Array(repeating: .absent, count: 5)
      let difference = HistoryBucket(rawValue: row.history).flatMap {
        self.difference(of: row.model, in: .rmse($0))
      }
      values += [
        Self.known(difference?.value), Self.known(difference?.low),
        Self.known(difference?.high), difference.map { .flag($0.excludesZero) } ?? .absent,
      ]
      table.add(values)
    }
    return table
  }

  /// Returns the values that only the row of all predictions has.
  private func extras(_ row: EvaluationRow) -> [Value] {
    [
      .number(row.rmsePerUser, decimals: 4), Self.known(row.spread?.lowest),
      Self.known(row.spread?.highest), Self.known(row.spread?.deviation),
      Self.known(row.secondsPerFold),
    ]
  }

  private static func known(_ value: Double?) -> Value {
    value.map { .number($0, decimals: 4) } ?? .absent
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
    var table = Table([
      .init("history"), .init("ratings"), .init("rmse", heading: "RMSE"),
      .init("mae", heading: "MAE"), .init("rmsePerUser", heading: "RMSE per user"),
    ])
    for row in ordered(models[0]) {
      table.add([
        .text(row.history), .count(row.ratings), .number(row.rmse, decimals: 4),
        .number(row.mae, decimals: 4), .number(row.rmsePerUser, decimals: 4),
      ])
    }
    return table
  }

  /// A column a model, the smallest error of each row marked, and errors that cannot be told from
  /// it.
  private var sideBySide: Table {
    var table = Table(
      [.init("history", whenNarrow: .keep), .init("ratings")]
        + models.enumerated().map { .init($1, whenNarrow: .fold($0)) })
    let columns = models.map { ordered($0) }
    for (i, row) in columns[0].enumerated() {
      let bucket = HistoryBucket(rawValue: row.history) ?? .all
      table.add(
        [.text(row.history), .count(row.ratings)]
          + marked(columns.map { $0[i].rmse }, .rmse(bucket)))
    }
    guard let total = columns[0].last else { return table }
    let totals = columns.compactMap(\.last)
    func add(_ name: String, _ values: [Value]) {
      table.add([.text(name), .count(total.ratings)] + values)
    }
    add("all, per user", marked(totals.map(\.rmsePerUser), .rmsePerUser))
    add("all, MAE", marked(totals.map(\.mae), .mae))
    if totals.contains(where: { $0.spread != nil }) {
      add("all, lowest seed", totals.map { .number($0.spread?.lowest, decimals: 4) })
      add("all, highest seed", totals.map { .number($0.spread?.highest, decimals: 4) })
      add("all, deviation", totals.map { .number($0.spread?.deviation, decimals: 4) })
    }
    return table
  }

  private func marked(_ errors: [Double?], _ measure: PairedBootstrap.Measure) -> [Value] {
    guard let best = errors.compactMap({ $0 }).min(), let first = errors.firstIndex(of: best) else {
      return errors.map { .number($0, decimals: 4) }
    }
    return zip(models, errors).map { model, error in
      guard let error else { return .null }
      if error == best { return .best(error, decimals: 4) }
      let isBeyondNoise =
        bootstrap?.difference(of: model, to: models[first], in: measure)?.excludesZero ?? false
      return isBeyondNoise ? .number(error, decimals: 4) : .near(error, decimals: 4)
    }
  }

  /// The fewest users for which an interval by resampling is not rough.
  private static let fewUsers = 20

  // MARK: Differences

  private func difference(
    of model: String, in measure: PairedBootstrap.Measure = .rmse(.all)
  ) -> PairedBootstrap.Difference? {
    guard let baseline, model != baseline else { return nil }
    return bootstrap?.difference(of: model, to: baseline, in: measure)
  }

  private func differencesHeading(_ baseline: String, _ bootstrap: PairedBootstrap) -> String {
    "RMSE minus that of \(baseline)\(isBaselineNamed ? "" : ", the best"), in stars, and the interval "
      + "of 95 % of \(NumberText.grouped(bootstrap.resamples)) paired resamples of the "
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
        difference.excludesZero ? difference.value > 0 ? "yes, worse" : "yes, better" : "no"
      table.add([
        .text(model), .difference(difference.value, decimals: 4),
        .difference(difference.low, decimals: 4), .difference(difference.high, decimals: 4),
        .text(verdict),
      ])
    }
    return table
  }
}

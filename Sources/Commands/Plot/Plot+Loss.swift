import DebutEngine

extension Plot {
  /// Plots the course of training: the loss of each epoch, and the figure of validation users if
  /// there were any.
  ///
  /// - Parameter canvas: the canvas.
  /// - Throws: `ShellError.nothingToPlot` if no model has epochs, or a named one has none.
  static func loss(of models: [TrainedModel], areNamed: Bool, on canvas: PlotCanvas) throws
    -> Plot
  {
    if areNamed, let still = models.first(where: { $0.folds.allSatisfy(\.log.epochs.isEmpty) }) {
      throw ShellError.nothingToPlot(reason: "\(still.name) is not trained by epochs")
    }
    let runs = models.flatMap { model in
      model.folds.map {
        (
          name: name(of: $0, model), data: model.datasetName, epochs: $0.log.epochs,
          metric: EarlyStopping.metric(model.descriptor.learning)
        )
      }
    }.filter { !$0.epochs.isEmpty }
    guard !runs.isEmpty else {
      throw ShellError.nothingToPlot(
        reason: models.isEmpty
          ? "no model is trained yet"
          : "\(models.map(\.name).joined(separator: ", ")): not trained by epochs")
    }
    var rows = Table("model", "epoch", "loss", "validation")
    var series: [Series] = []
    var metrics: [String] = []
    for (colour, run) in runs.enumerated() {
      for (i, epoch) in run.epochs.enumerated() {
        rows.add([
          .text(run.name), .count(i + 1), .number(epoch.loss, decimals: 4),
          .number(epoch.validation, decimals: 4),
        ])
      }
      series.append(
        Series(
          name: run.name, points: points(run.epochs.map { $0.loss }),
          style: "using 1:2", curve: PlotCurve(colour: colour)))
      let validation = run.epochs.map { $0.validation ?? .nan }
      guard validation.contains(where: { !$0.isNaN }) else { continue }
      metrics.append(
        run.metric.unit.isEmpty ? run.metric.title : "\(run.metric.title) (\(run.metric.unit))")
      series.append(
        Series(
          name: "\(run.name), validation", points: points(validation),
          style: "using 1:2 axes x1y2", curve: PlotCurve(colour: colour, isDashed: true)))
    }
    let most = runs.map(\.epochs.count).max() ?? 1
    let step = max(PlotFrame.step(over: Double(most), atMost: canvas.room.columns / 5), 1)
    let isWide = spans(runs.flatMap { $0.epochs.map(\.loss) })
    return Plot(
      title: "Training on \(unique(runs.map(\.data)).joined(separator: ", "))", xLabel: "epoch",
      // Models minimise different things, in different units.
      yLabel: "training loss, each model's own" + (isWide ? " (log scale)" : ""),
      rightLabel: metrics.isEmpty ? nil : "validation " + unique(metrics).joined(separator: ", "),
      settings: ["set xrange [0.5:\(most).5]", "set xtics \(Int(step))"]
        + (isWide ? ["set logscale y"] : []),
      series: series, rows: rows)
  }

  /// Returns whether losses lie so far apart that the small ones would all lie on the axis.
  private static func spans(_ losses: [Double]) -> Bool {
    guard let least = losses.min(), let most = losses.max(), least > 0 else { return false }
    return most > 20 * least
  }

  private static func unique(_ names: [String]) -> [String] {
    var seen: Set<String> = []
    return names.filter { seen.insert($0).inserted }
  }

  private static func points(_ values: [Double]) -> [[Field]] {
    values.enumerated().map { [.number(Double($0.offset + 1)), .number($0.element)] }
  }

  private static func name(of fold: TrainedFold, _ model: TrainedModel) -> String {
    model.folds.count > 1 ? fold.fold.map { "\(model.name), fold \($0)" } ?? model.name : model.name
  }
}

import Debut

extension Plot {
  /// Where a model has put the items: its item vectors along the two directions in which they differ
  /// most, the most-rated items by name.
  ///
  /// - Parameters:
  ///   - labels: how many items are named, but for names that would run into one of an item rated
  ///     more.
  ///   - dots: how many of the most-rated items are drawn; the rows have all of them.
  ///   - canvas: what it is drawn on.
  ///   - support: items with fewer training ratings are left out: their vectors say little.
  /// - Throws: `ShellError.nothingToPlot` where the model has no vectors of two numbers or more;
  ///   `EngineError.severalFolds`.
  static func items(
    of model: TrainedModel, in data: LoadedData, labels: Int, dots: Int, on canvas: PlotCanvas,
    support: Int, kernels: KernelTable
  ) throws -> Plot {
    let fold = try model.single(for: "plot items")
    guard let vectors = (fold.model as? any ItemEmbedding)?.itemVectors, vectors.dimension > 1
    else {
      throw ShellError.nothingToPlot(
        reason: fold.model.refusalOfItemVectors
          ?? "\(model.name) has item vectors of one number, and a plot needs two")
    }
    let items = (0..<vectors.count).filter { fold.supports[$0] >= support }
    guard items.count > 2 else {
      throw ShellError.nothingToPlot(
        reason: "fewer than three items have \(NumberText.counted(support, "training rating"))")
    }
    let components = PrincipalComponents(of: vectors, items: items, count: 2, kernels: kernels)
    let byRatings = items.indices.sorted {
      let (a, b) = (fold.supports[items[$0]], fold.supports[items[$1]])
      return a != b ? a > b : $0 < $1
    }

    var rows = Table("item", "title", "ratings", "x", "y")
    for (place, item) in items.enumerated() {
      let id = model.itemIDs[item]
      rows.add([
        .id(id), .text(data.name(ofItem: id)), .count(fold.supports[item]),
        .number(components.places[place][0], decimals: 4),
        .number(components.places[place][1], decimals: 4),
      ])
    }
    func point(_ place: Int) -> [Field] { components.places[place].map { .number($0) } }
    let all = Series(
      name: "", points: byRatings.prefix(dots).sorted().map(point),
      style: canvas.isText
        ? "using 1:2 with dots"
        : "using 1:2 with points pointtype 7 pointsize 0.3 linecolor rgb '#b8c4d0'")
    var room = LabelRoom(byRatings.prefix(dots).map { components.places[$0] }, on: canvas)
    let labelled = Series(
      name: "",
      points: byRatings.prefix(labels).compactMap { place in
        let name = TextWidth.cut(
          data.name(ofItem: model.itemIDs[items[place]]), to: longestLabel)
        guard room.takes(name, at: components.places[place]) else { return nil }
        // gnuplot draws points of labels as letters in a terminal: the star is part of the label.
        return point(place) + [.text(canvas.isText ? "* \(name)" : name)]
      },
      style: canvas.isText
        ? "using 1:2:3 with labels left"
        : "using 1:2:3 with labels point pointtype 7 left offset char 1,0")
    return Plot(
      title: "Items of \(model.name) (\(model.datasetName)) by principal components",
      xLabel: axis(1, components.shares[0]), yLabel: axis(2, components.shares[1]),
      settings: labels > 0
        ? ["set offsets graph 0.02, graph \(LabelRoom.margin), graph 0.02, graph 0.02"] : [],
      series: labelled.points.isEmpty ? [all] : [all, labelled], rows: rows)
  }

  /// Columns of a title beside its point.
  private static let longestLabel = 28

  private static func axis(_ number: Int, _ share: Double) -> String {
    "component \(number) (\(NumberText.fixed(100 * share, decimals: 0)) % of the variance)"
  }
}

import DebutEngine

extension Plot {
  /// Plots a model's item vectors along their first two principal components, the most-rated items
  /// by name.
  ///
  /// - Parameters:
  ///   - labels: the most items to name; names that would overlap or leave the picture are left
  ///     out.
  ///   - dots: the number of most-rated items drawn; the rows have all of them.
  ///   - canvas: the canvas.
  ///   - support: items with fewer training ratings are left out: their vectors carry little.
  /// - Throws: `ShellError.nothingToPlot` if the model has no vectors of two numbers or more;
  ///   `EngineError.severalFolds`.
  static func items(
    of model: TrainedModel, in data: LoadedData, labels: Int, dots: Int, on canvas: PlotCanvas,
    support: Int, kernels: KernelTable
  ) throws -> Plot {
    let fold = try naming("plot items") { try model.single() }
    let vectors: ItemVectors
    switch fold.model.vectorsOfItems {
    case .success(let plane) where plane.dimension > 1: vectors = plane
    case .success:
      throw ShellError.nothingToPlot(
        reason: "\(model.name) has item vectors of one number, and a plot needs two")
    case .failure(let none): throw ShellError.nothingToPlot(reason: none.reason)
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
    let drawn = Array(byRatings.prefix(dots))
    let frame = PlotFrame(around: drawn.map { components.places[$0] })
    let named = byRatings.prefix(labels)
    let names = TextWidth.cutApart(
      named.map { data.name(ofItem: model.itemIDs[items[$0]]) }, to: longestLabel(on: canvas))
    return Plot(
      title: "Items of \(model.name) (\(model.datasetName)) by principal components",
      xLabel: axis(1, components.shares[0]), yLabel: axis(2, components.shares[1]),
      settings: frame.settings(on: canvas),
      series: series(
        drawn.sorted().map { components.places[$0] },
        zip(named, names).map { (point: components.places[$0], name: $1) }, frame, canvas),
      rows: rows)
  }

  /// Returns the points, and beside those of the most-rated items as many names as have room.
  private static func series(
    _ points: [[Double]], _ names: [(point: [Double], name: String)], _ frame: PlotFrame,
    _ canvas: PlotCanvas
  ) -> [Series] {
    var room = LabelRoom(frame, on: canvas)
    var sides: [LabelRoom.Side: [[Field]]] = [:]
    for (point, name) in names {
      guard let side = room.takes(name, at: point) else { continue }
      // gnuplot draws points of labels as letters in a terminal: the star is part of the label.
      let label =
        switch (canvas.isText, side) {
        case (false, _): name
        case (true, .right): "* \(name)"
        case (true, .left): "\(name) *"
        }
      sides[side, default: []].append(point.map { .number($0) } + [.text(label)])
    }
    // Dots between the letters of a name would be read as some of them.
    let dots = canvas.isText ? points.filter { !room.covers($0) } : points
    let all = Series(
      name: "", points: dots.map { $0.map { .number($0) } },
      style: canvas.isText
        ? "using 1:2 with dots"
        : "using 1:2 with points pointtype 7 pointsize 0.3 linecolor rgb '#9fb3c8'")
    return [all]
      + [(LabelRoom.Side.right, "left", 1), (.left, "right", -1.4)].compactMap {
        side, align, offset in
        sides[side].map { named in
          Series(
            name: "", points: named,
            style: canvas.isText
              ? "using 1:2:3 with labels \(align)"
              : "using 1:2:3 with labels point pointtype 7 pointsize 0.7 \(align) "
                + "offset char \(offset),0")
        }
      }
  }

  /// Returns the columns of a title beside its point.
  private static func longestLabel(on canvas: PlotCanvas) -> Int {
    min(28, max(12, Int(0.6 * canvas.room.columns) - 2))
  }

  private static func axis(_ number: Int, _ share: Double) -> String {
    "component \(number) (\(NumberText.fixed(100 * share, decimals: 0)) % of the variance)"
  }
}

import ArgumentParser
import DebutEngine

struct PlotCommand: ShellCommand {
  static let examples = ["plot ratings", "plot history --out curve.svg"]
  static let configuration = CommandConfiguration(
    commandName: "plot",
    abstract: "Draw training, error by history, items or ratings.",
    discussion: """
      loss: the loss by epoch, of the models named or of all; validation errors on the right axis.
      history: the error by number of known ratings, from the last `evaluate`.
      items: the item vectors of a model (default: the current one) along their first two principal \
      components, the most-rated items by name.
      ratings: how often each number of stars was given.

      In the terminal, unless --out names a file. In the modes json and csv the answer is the data, and \
      only --out draws. Drawing needs the program gnuplot.
      """)

  enum Kind: String, CaseIterable, ExpressibleByArgument { case loss, history, items, ratings }

  @Argument(help: ArgumentHelp("What to draw.", valueName: "plot"))
  var kind: Kind

  @Argument(help: ArgumentHelp("Trained models (default: see above).", valueName: "name"))
  var names: [String] = []

  @Option(
    help: ArgumentHelp("A picture to write: a name ending in .svg or .png.", valueName: "file"))
  var out: String?

  @Flag(help: "With --out: write over a file that is no picture.")
  var force = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of items: how many to name at most (default: 8 in the terminal, 20 in a file).",
      valueName: "n"))
  var labels: Int?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of items: leave out items with fewer training ratings (default: 5).", valueName: "n"))
  var minSupport: Int?

  func run(in session: Session) throws -> Answer {
    if kind != .items, labels != nil || minSupport != nil {
      throw ShellError.needless(
        option: labels != nil ? "--labels" : "--min-support", reason: "it belongs to plot items")
    }
    let path = out.map(Environment.expanding)
    if force, path == nil {
      throw ShellError.needless(option: "--force", reason: "it belongs to --out")
    }
    if let path {
      try Overwriting.check(path, force: force, expected: "a picture") {
        Overwriting.begins($0, with: "<?xml", "<svg") || Overwriting.isPNG($0)
      }
    }
    let canvas =
      try path.map { try PlotCanvas(file: $0) }
      ?? .terminal(columns: session.host.columns())
    let plot = try plot(in: session, on: canvas)
    var answer = Answer("plot")
    answer.add("plot", .text(kind.rawValue))
    answer.add("title", .text(plot.title))
    answer.rows = plot.rows
    if let path {
      let picture = try Gnuplot(session.host.cancellation).draw(plot, on: canvas)
      try AtomicFile.write(to: path) { $0.write(picture) }
      answer.add("out", .text(path))
      answer.blocks = [.line("\(plot.title): drawn to \(path)")]
    } else if session.mode.isForPeople {
      let picture = String(
        decoding: try Gnuplot(session.host.cancellation).draw(plot, on: canvas), as: UTF8.self)
      answer.blocks = [.text(Self.trimmed(picture))]
    }
    return answer
  }

  private func plot(in session: Session, on canvas: PlotCanvas) throws -> Plot {
    switch kind {
    case .loss:
      let models = try names.map { try session.model(named: $0) }
      return try .loss(
        of: names.isEmpty ? session.models : models, areNamed: !names.isEmpty, on: canvas)
    case .history:
      guard let curve = session.errorCurve else {
        throw ShellError.nothingToPlot(reason: "nothing was evaluated yet; evaluate does it")
      }
      return try .history(curve, models: names, on: canvas)
    case .items:
      guard names.count <= 1 else {
        throw ShellError.needless(
          option: ShellError.quote(names[1]), reason: "plot items draws one model")
      }
      let data = try session.items()
      let model = try session.model(named: names.first)
      try model.checkItems(of: data.dataset)
      return try .items(
        of: model, in: data,
        labels: ArgumentCheck.whole(
          labels ?? (canvas.isText ? 8 : 20), in: 0...1_000, for: "--labels"),
        dots: canvas.mostDots, on: canvas,
        support: ArgumentCheck.whole(minSupport ?? 5, in: 0...Int.max, for: "--min-support"),
        kernels: session.compute().kernels)
    case .ratings:
      if let name = names.first {
        throw ShellError.needless(
          option: ShellError.quote(name), reason: "ratings are the data's, not a model's")
      }
      return .ratings(of: try session.ratings(), on: canvas)
    }
  }

  /// Returns a picture of characters without the blank lines around it and the blanks at the ends
  /// of lines.
  private static func trimmed(_ picture: String) -> String {
    let lines = picture.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      // gnuplot's page break, which it writes before the first line.
      String(String(line.filter { $0 != "\u{C}" }).reversed().drop { $0 == " " }.reversed())
    }
    let shown = lines.drop { $0.isEmpty }.reversed().drop { $0.isEmpty }.reversed()
    return shown.joined(separator: "\n")
  }
}

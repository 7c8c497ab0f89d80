import ArgumentParser
import DebutEngine

struct LoadCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Read ratings from a folder or a file, or generate some.",
    discussion: """
      A folder holds ratings.csv (and movies.csv, links.csv, tags.csv where there are), ratings.dat \
      and movies.dat, or u.data and u.item. A file holds ratings alone: as CSV with a header, or \
      separated by "::" or tabs. `load demo` needs no file: it generates 60,000 ratings of invented \
      titles (the folder ./demo is reached as ./demo).

      Trained models stay. The split goes back to fresh-users, fold 0. Your own ratings stay where the \
      new data has the same title under the same id.
      """)

  @Argument(help: ArgumentHelp("A folder, a file, or the word demo.", valueName: "path"))
  var path: String

  @Option(
    help: ArgumentHelp(
      "How the file is laid out: auto, movielens-csv, movielens-dat or movielens-tab.",
      valueName: "format"),
    completion: .list(["auto"] + DataFormat.allCases.map(\.rawValue)))
  var format = "auto"

  @Option(
    help: ArgumentHelp(
      "The rating scale, as in 0.5:5; otherwise the first of 1:5, 0.5:5 and 0:10 that fits.",
      valueName: "lo:hi"))
  var scale: String?

  @Option(parsing: .unconditional, help: ArgumentHelp("The seed of the demo.", valueName: "seed"))
  var seed: UInt64?

  func run(in session: Session) throws -> Outcome {
    let clock = ContinuousClock()
    let start = clock.now
    let data = try read(try origin())
    let dataset = data.dataset
    let seconds = (clock.now - start) / .seconds(1)
    let dropped = session.adopt(data)
    var answer = data.summary("load")
    answer.add("seconds", .number(seconds, decimals: 3))
    let verb = dataset.isGenerated ? "generated" : "read"
    answer.blocks = [.line("\(data.sentence); \(verb) in \(NumberText.duration(seconds))")]
    if dropped > 0 {
      answer.note(
        "\(NumberText.counted(dropped, "rating")) of yours dropped: not the same item in \(data.label)"
      )
    }
    return .answer(answer)
  }

  private func read(_ origin: SavedSession.Origin) throws -> LoadedData {
    do {
      return try LoadedData(loading: origin)
    } catch DataError.missing where nearest(to: path, among: ["demo"]) != nil {
      throw ShellError.nearDemo(path)
    }
  }

  private func origin() throws -> SavedSession.Origin {
    guard path == "demo" else {
      if seed != nil {
        throw ShellError.needless(option: "--seed", reason: "only demo is generated from one")
      }
      return .init(path: path, format: format, scale: scale)
    }
    let hasFormat = try DataFormat.named(format) != nil
    if hasFormat || scale != nil {
      throw ShellError.needless(
        option: hasFormat ? "--format" : "--scale", reason: "demo is generated, not read")
    }
    return .init(path: path, seed: seed ?? 1)
  }
}

extension LoadedData {
  /// Reads or generates the data.
  ///
  /// - Throws: `DataError`; `ShellError.interrupted` for Ctrl-C.
  convenience init(loading origin: SavedSession.Origin) throws {
    guard origin.path == "demo" else {
      let format = try origin.format.flatMap { try DataFormat.named($0) }
      let scale = try origin.scale.map { try RatingScale(parsing: $0) }
      self.init(
        try Dataset.read(origin.path, format: format, scale: scale), origin: origin)
      return
    }
    self.init(Dataset.demo(seed: origin.seed ?? 1), origin: origin)
  }

  /// What `load` and `data` say of the data.
  func summary(_ command: String) -> Answer {
    let histories = dataset.histories
    let span = dataset.timeSpan
    var answer = Answer(command)
    answer.add("dataset", .text(dataset.name))
    answer.add("generated", .flag(dataset.isGenerated))
    answer.add("ratings", .count(histories.ratingCount))
    answer.add("users", .count(histories.count))
    answer.add("items", .count(dataset.catalogue.ratedCount))
    answer.add("scale", .text(dataset.scale.description))
    answer.add("from", span.map { .text(DateText.day($0.lowerBound)) } ?? .null)
    answer.add("to", span.map { .text(DateText.day($0.upperBound)) } ?? .null)
    for note in dataset.notes { answer.note(note) }
    return answer
  }

  /// "demo (generated): 60,000 ratings by 600 users of 1,500 items, from 2015-01-01 to 2019-12-31".
  var sentence: String {
    let ratings = NumberText.counted(dataset.histories.ratingCount, "rating")
    let users = NumberText.counted(dataset.histories.count, "user")
    let items = NumberText.counted(dataset.catalogue.ratedCount, "item")
    let dates = dataset.timeSpan.map {
      ", from \(DateText.day($0.lowerBound)) to \(DateText.day($0.upperBound))"
    }
    return "\(label): \(ratings) by \(users) of \(items)\(dates ?? "")"
  }
}

extension Dataset {
  /// Reads a file or folder, until Ctrl-C.
  ///
  /// - Throws: `DataError`; `ShellError.interrupted` for Ctrl-C.
  static func read(_ path: String, format: DataFormat? = nil, scale: RatingScale? = nil) throws
    -> Dataset
  {
    do {
      return try load(
        path: path, format: format, scale: scale, shouldStop: { Interruption.isRequested })
    } catch DataError.interrupted {
      throw ShellError.interrupted
    }
  }
}

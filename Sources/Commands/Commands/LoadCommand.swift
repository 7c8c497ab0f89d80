import ArgumentParser
import DebutEngine

struct LoadCommand: ShellCommand {
  static let examples = [
    "load ~/data/ml-latest-small", "load jester.csv --scale -10:10",
    "load reviews.csv.gz --user who --item what --time none",
    "load ratings.csv --items shop.json --title label --genres tags",
    "load bookcrossing --keep \"Book-Rating > 0\"",
    "load events.csv --event event --events view=1,addtocart=3,transaction=5",
    "load ~/data/ml-25m --cache",
  ]
  static let configuration = CommandConfiguration(
    commandName: "load",
    abstract: "Read ratings from a folder or a file, or generate some.",
    discussion: """
      A folder holds ratings.csv (and movies.csv, links.csv, tags.csv where there are), ratings.dat \
      and movies.dat, or u.data and u.item, or else one file that is known to have ratings. A file holds \
      ratings alone; - is standard input. The items' titles and the rest of what is known of them are in a file \
      beside the ratings, or in that of --items; all its columns are kept (data item ID). Either may be \
      packed (.gz .zst .xz .bz2 .zip). An SQLite database is read as it is, Parquet and DuckDB's own files by \
      the program duckdb; --table or --query says which rows. Separator, header and columns are found by the contents, and what \
      was taken is told; --separator, --columns, --user, --item, --rating and --time say it instead. Ids \
      are numbers or texts. Times are seconds since 1970, milliseconds and smaller units by their size, or \
      dates as 2011-03-17. `load demo` needs no file: it generates 60,000 ratings of invented titles (the \
      folder ./demo is reached as ./demo).

      With --cache the columns are kept in a file beside the data, or in the folder that DEBUT_CACHE \
      names, and read from it the next time, many times as fast. The file is made anew if the data \
      or an option changes, and may be deleted at any time.

      Trained models stay. The split goes back to fresh-users, fold 0; where nobody is in fold 0, to the \
      first fold with users; where all are in one fold, to none: nothing is held out. Your own ratings \
      stay where the new data has the same title under the same id.
      """)

  @Argument(help: ArgumentHelp("A folder, a file, or the word demo.", valueName: "path"))
  var path: String

  @OptionGroup var flags: LoadFlags

  @Option(parsing: .unconditional, help: ArgumentHelp("The seed of the demo.", valueName: "seed"))
  var seed: UInt64?

  func run(in session: Session) throws -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    let data = try read(try origin(), session.host.cancellation)
    let dataset = data.dataset
    let seconds = (clock.now - start) / .seconds(1)
    let dropped = session.adopt(data)
    var answer = data.shortSummary("load")
    answer.add("seconds", .number(seconds, decimals: 3))
    answer.add("split", .text(session.split.word))
    answer.add("fold", session.split.foldText.map { .text($0) } ?? .null)
    if let note = Self.splitNote(session.split, dataset.histories.users.kind) { answer.note(note) }
    answer.blocks = [
      .line("\(data.sentence); \(Self.verb(data)) in \(NumberText.duration(seconds))")
    ]
    if let cache = data.cache { Self.tell(cache, in: &answer) }
    if dropped > 0 {
      answer.note(
        "\(NumberText.counted(dropped, "rating")) of yours dropped: not the same item in \(data.label)"
      )
    }
    return answer
  }

  private static func verb(_ data: LoadedData) -> String {
    if data.dataset.isGenerated { return "generated" }
    guard let cache = data.cache, cache.use == .read else { return "read" }
    return "read from \(cache.path)"
  }

  private static func tell(_ cache: LoadedData.CacheUse, in answer: inout Answer) {
    switch cache.use {
    case .read: answer.add("cache", .text("read"))
    case .written:
      answer.add("cache", .text("written"))
      answer.note("the columns are kept in \(cache.path): load --cache reads them next time")
    case .notWritten(let reason):
      answer.add("cache", .text("not written"))
      answer.note("the columns are not kept in \(cache.path): \(reason)")
    }
  }

  /// Returns a sentence on a split that is not the usual one; nil for fold 0.
  private static func splitNote(_ split: Split, _ kind: Vocabulary.Kind) -> String? {
    let isNumeric = kind == .numeric
    return switch split {
    case .freshUsers(folds: [0]): nil
    case .none:
      "the ids of all users \(isNumeric ? "end in one digit" : "have the hash of one fold"), so no fold leaves "
        + "users on both sides: the split is none, train learns from everything and nothing is held out (split "
        + "leave-last-out would hold something out)"
    default:
      "no user id \(isNumeric ? "ends in 0" : "has the hash of fold 0"): the split is \(split), the first fold "
        + "with users"
    }
  }

  private func read(_ origin: DataOrigin, _ cancellation: Cancellation) throws -> LoadedData {
    do {
      return try LoadedData(loading: origin, cancellation: cancellation)
    } catch DataError.missing where nearest(to: path, among: ["demo"]) != nil {
      throw ShellError.nearDemo(path)
    }
  }

  private func origin() throws -> DataOrigin {
    guard path == "demo" else {
      if seed != nil {
        throw ShellError.needless(option: "--seed", reason: "only demo is generated from one")
      }
      return .init(path: path, given: flags.given)
    }
    _ = try LoadOptions(given: flags.given)
    if let option = flags.given.keys.sorted().first {
      throw ShellError.needless(option: "--\(option)", reason: "demo is generated, not read")
    }
    return .init(path: path, seed: seed ?? 1)
  }
}

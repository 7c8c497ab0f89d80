import DebutEngine
import DebutTesting
import Testing

@testable import Commands

/// The sentence of every error, from evidence made up for it, in a file that people can read.
@Suite struct ErrorTableTests {
  private static let file = "folder/ratings.csv"
  private static let place = DataError.Place(file: file, line: 7)

  private static let data: [DataError] = [
    .missing(path: file), .unreadable(path: file, reason: "permission denied"),
    .notAFile(path: "folder"), .changed(path: file),
    .folderWithoutRatings(path: "folder", lookedFor: ["ratings.csv", "ratings.dat"]),
    .unknownFormat(path: "x.txt"), .unknownFormatName("xml"), .badScale("5:1"), .interrupted,
    .badOption(name: "--time-unit", value: "days", expected: "one of seconds, milliseconds"),
    .damagedArchive(path: "x.zip", reason: "Truncated ZIP file data"),
    .unclearArchive(path: "x.zip", found: ["a.csv", "b.csv"]),
    .tooBig(path: "x.gz", limit: 64_000_000_000),
    .damagedDatabase(path: "x.sqlite", reason: "database disk image is malformed"),
    .badQuery(path: "x.sqlite", reason: "not authorized"),
    .noTable(path: "x.sqlite", name: "rating", found: ["ratings", "tags"]),
    .noTable(path: "x.sqlite", name: "views", found: ["ratings", "tags"]),
    .noTable(path: "x.sqlite", name: nil, found: ["ratings", "tags"]),
    .noTable(path: "x.sqlite", name: nil, found: []),
    .noProgram(path: "x.parquet", program: "duckdb", package: "pip install duckdb-cli"),
    .noColumn(place, name: "usr", found: ["user", "item"]),
    .noRoles(place, found: ["a", "b"], missing: [.user, .item]),
    .unknownShape(file, line: 1, columns: 5),
    .empty(file: file), .binary(place), .badEncoding(place, expected: "UTF-8"),
    .wrongHeader(place, found: ["user", "stars"], missing: ["item", "rating"]),
    .repeatedColumn(place, name: "user"), .headerWithoutRows(file: file), .tooManyRows(file: file),
    .nothingKept("x.csv"),
    .fieldCount(place, found: 3, expected: 4), .cutRow(place), .unterminatedQuote(place),
    .textAfterQuote(place), .notANumber(place, column: "rating", value: "five"),
    .negative(place, column: "userId", value: "-1"),
    .tooLarge(place, column: "userId", value: "99999999999999999999"),
    .notFinite(place, column: "rating", value: "nan"),
    .outOfScale(place, value: "9", scale: RatingScale(0.5, 5)),
    .emptyField(place, column: "movieId"), .inRow(place, "there is no item with the id 9"),
    .noFolds, .foldOutOfRange(10), .repeatedFold(3), .foldWithoutUsers(4), .foldWithoutTexts(4),
    .badFraction(1.5),
    .noTimestamps("demo"), .nothingToTrainOn("fresh-users, fold 0"), .unknownItemID("9"),
    .unknownTitle("Haet", nearest: "Heat"), .unknownTitle("Haet", nearest: nil),
    .ambiguousTitle("Heat", candidates: ["Heat (1995)", "Heat (1986)"], count: 7),
  ]

  private static let engine: [EngineError] = [
    .unknownModel(name: "bais", known: ["bias", "mf"]), .unknownModel(name: "x", known: ["bias"]),
    .unknownSampler(name: "random20", known: ["random-20"]),
    .unknownNegatives(name: "popular", known: ["uniform", "popularity"]),
    .duplicateName(kind: "model", name: "bias"),
    .unknownMember(owner: "ensemble", name: "smal", known: ["small"]),
    .badMember(owner: "ensemble", member: "mix", reason: "it combines models itself"),
    .unknownOption(owner: "bias", name: "decai", known: ["decay"]),
    .unknownOption(owner: "mean", name: "x", known: []),
    .badOption(owner: "bias", name: "decay", value: "2", expected: "a number from 0 to 1"),
    .badOption(
      owner: "mf", name: "solver", value: "asl", expected: "als or variational",
      known: ["als", "variational"]),
    .badSetting(name: "epochs", value: 0, expected: "a whole number from 1 to 100000"),
    .samplerDoesNotFit(
      model: "mlinknet", sampler: "every-rating", shape: "single ratings",
      accepted: ["one target after a sequence"]),
    .tooLittleMemory(
      model: "gru-hybrid", needed: 51_234_567_890, free: 8_000_000_000, lower: ["hidden", "batch"]),
    .tooLittleMemory(model: "mf", needed: 5_960_000_000, free: 5_940_000_000, lower: []),
    .tooLittleMemory(model: "bias", needed: 999_500_000, free: 999_499_999, lower: []),
    .needsRatings(model: "bias", dataset: "clicks.csv"), .noStars(model: "popular"),
    .noTrainingRatings,
    .noExamples(model: "mlinknet", sampler: "random-20", users: 3),
    .tooFewExamples(model: "mlinknet", sampler: "random-20", count: 1, needed: 2),
    .badExamples(
      sampler: "own-window", reason: "example 3 reads position 9 of a history of 3 ratings"),
    .badModel(model: "own-taste", reason: "its loss is 4 x 1, and a loss is one number, 1 x 1"),
    .diverged(model: "mlinknet", epoch: 2, step: 7, parameter: nil),
    .diverged(model: "mlinknet", epoch: 2, step: 7, parameter: "gru.weight_ih"),
    .notEvaluable(reason: "a whole sentence"),
    .overlap(model: "m", users: 1, ratings: 12, trainedOn: "everything", asked: "fold 0"),
    .otherItems(
      model: "m", trainedOn: "demo", asked: "other", evidence: "they have no item in common"),
    .nothingHeldOut(split: "none"), .otherFolds(model: "m", folds: [1, 2], asked: "fold 0"),
    .severalFolds(model: "m", folds: [3, 4]), .interrupted,
    .crossValidationInterrupted(done: 3, count: 10, folder: "kept"),
    .crossValidationInterrupted(done: 3, count: 10, folder: nil),
    .cannotWrite(path: "m", reason: "no space left"),
    .cannotSave(model: "m", reason: "it does not say how"),
    .noItemVectors(model: "bias", reason: "bias has no item vectors"),
    .cannotOpen(path: "m", reason: "it is no safetensors file"),
    .missingPlugin(path: "m", reason: "no model is called \"own-taste\""),
    .badModelFile(reason: "it has no checksum"),
    .noChecksum(path: "m"), .noChecksum(path: nil),
    .alreadyTrained(model: "m", epochs: 3, last: 3, isStop: false),
    .alreadyTrained(model: "m", epochs: 3, last: 3, isStop: true),
    .cannotResume(model: "m", reason: "it is not trained by epochs"),
  ]

  private static let plugin: [PluginError] = [
    .notFound(path: "taste", searched: ["/usr/lib/debut", "plugins"]),
    .onlyHere(path: "taste", searched: ["/usr/lib/debut", "plugins"]),
    .notAPlugin(path: "notes.txt", reason: "it is neither"),
    .doesNotCompile(path: "Taste.swift", messages: "Taste.swift:10:3: error: cannot find 'x'"),
    .noEntryPoint(path: "Taste.swift", isLibrary: false),
    .noEntryPoint(path: "taste.so", isLibrary: true),
    .wrongVersion(path: "taste.so", found: "API 0", expected: "API 1"),
    .cannotOpen(path: "taste.so", reason: "invalid ELF header"),
    .duplicateName(path: "Taste.swift", kind: "model", name: "bias", owner: nil),
    .duplicateName(path: "Taste.swift", kind: "model", name: "taste", owner: "other"),
    .loadedAlready(name: "taste", path: "Taste.swift"),
    .registrationFailed(path: "Taste.swift", reason: "it threw"),
    .bringsNothing(path: "Taste.swift"), .noCompiler, .noModules(searched: ["lib/debut/modules"]),
    .noneLoaded, .unknownPlugin(name: "taset", known: ["taste"]), .exists(path: "taste"),
    .badName(name: "No Name"),
    .interrupted(path: "Taste.swift"),
  ]

  private static let shell: [ShellError] = [
    .unclosedQuote(mark: "\"", column: 6), .nothingEscaped, .controlCharacter(code: 7, column: 3),
    .lineTooLong(limit: 100_000), .tooManyWords(limit: 1_000),
    .unknownCommand(name: "recomend", known: ["recommend", "rate"]),
    .unknownTopic(name: "trian", known: ["train"]),
    .usage(reason: "save needs a file to write", usage: "save PATH"),
    .usage(reason: "there is no --fold x", usage: "split SPLIT", nearest: "--fold"),
    .unknownOption(name: "--epoch", known: ["--epochs"], usage: "train MODEL"),
    .badSetting("factors"), .settingIsOption(name: "epochs", value: "3"),
    .badValue(what: "--top", value: "0", expected: "a whole number from 1"),
    .badValue(what: "--mode", value: "jsn", expected: "table or json", known: ["table", "json"]),
    .needless(option: "--draws", reason: "it belongs to --protocol sampler"), .noData,
    .needsRatings(command: "similar", reason: "it counts who rated both"), .noModel,
    .noModelNamed, .unknownTrained(name: "bais", known: ["bias"]),
    .unknownTrained(name: "bias", known: []), .unknownUser(id: 99, dataset: "demo"),
    .badHistoryEntry(entry: "Heat", reason: "it has no stars"),
    .offScale(stars: "9", scale: RatingScale(0.5, 5)), .notRated(item: "Heat", who: "you"),
    .nothingRated, .unknownGenre(name: "Comdy", known: ["Comedy"]),
    .unknownPerson(name: "ana", known: ["me", "anna"]), .noTable(name: "tags", dataset: "demo"),
    .cannotSay(model: "bias", item: "Heat"), .otherProtocol(asked: "by-time", split: "fresh-users"),
    .nothingToPlot(reason: "nothing was evaluated yet"),
    .notEvaluated(name: "bias", known: ["mf"]), .isSession(folder: "day"), .nothingKept,
    .nearDemo("dmeo"),
    .cannotRead(path: "x", reason: "no such file"),
    .cannotWrite(path: "x", reason: "no space left"),
    .wouldOverwrite(path: "ratings.csv", expected: "a model"),
    .nestedTooDeep(path: "x", limit: 16), .noGnuplot, .gnuplotFailed(reason: "line 0: bad"),
    .interrupted,
  ]

  @Test func everySentenceIsWhatItWas() throws {
    func section<E: Error>(_ errors: [E]) -> String {
      "# \(E.self)\n\n"
        + errors.map { error in
          let name = "\(Mirror(reflecting: error).children.first?.label ?? Self.bare(error))"
          return "\(name)\n  \(Self.withoutBuild(errorText(error)))\n"
        }.joined()
    }
    let sections = [
      section(Self.data), section(Self.engine), section(Self.plugin), section(Self.shell),
    ]
    try Snapshot.check(sections.joined(separator: "\n"), "errors.txt")
  }

  /// A sentence without the build that it names, which is another one at each machine.
  private static func withoutBuild(_ sentence: String) -> String {
    sentence.replacing("\(PluginStamp.current)", with: "API, BUILD, COMPILER, TARGET")
  }

  /// The name of a case that has no evidence.
  private static func bare(_ error: some Error) -> String {
    var text = ""
    dump(error, to: &text)
    return String(text.split(separator: ".").last?.prefix { $0.isLetter } ?? "")
  }
}

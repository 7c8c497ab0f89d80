import DebutEngine
import DebutTesting
import Foundation
import Testing

/// Opens the files of format 1 and compares answers to the last digit.
@Suite struct SavedFormatTests {
  private let data: Dataset
  /// Kernels whose results the files record.
  private let compute: Compute

  init() throws {
    data = try Dataset.load(path: FormatFixtures.folder + "/data")
    compute = Compute(kernels: try Kernels.table(for: .scalar), workers: Workers(threads: 2))
  }

  private func opened(_ name: String) throws -> ModelFile.Opened {
    try ModelFile.open(
      "\(FormatFixtures.folder)/models/\(name).safetensors", registry: .builtIns(),
      compute: compute)
  }

  @Test func everyModelHasAFile() throws {
    let models = try Registry.builtIns().models.map(\.descriptor.name)
    let opened = Set(try FormatFixtures.models.map { try self.opened($0).model.descriptor.name })
    #expect(opened.isSuperset(of: models))
    let files = try FileManager.default.contentsOfDirectory(
      atPath: FormatFixtures.folder + "/models")
    #expect(Set(files) == Set(FormatFixtures.models.map { "\($0).safetensors" }))
  }

  @Test(arguments: FormatFixtures.models) func aSavedModelAnswersAsItDid(name: String) throws {
    let opened = try opened(name)
    #expect(opened.isVerified)
    try expectLists(of: opened.model, "lists/\(name).csv")
  }

  @Test(arguments: FormatFixtures.models.filter { $0.hasSuffix("-stopped") })
  func aSavedTrainingGoesOnAsItDid(name: String) throws {
    let resumed = try TrainingJob.resume(
      try opened(name).model, on: data, registry: .builtIns(), compute: compute,
      monitor: SilentMonitor())
    try expectLists(of: resumed, "lists/\(name)-resumed.csv")
  }

  /// Writing a file again gives its very bytes, but for the seconds that version 0.1.0 wrote: neither
  /// reading nor writing loses or adds anything.
  @Test(arguments: FormatFixtures.models) func anOpenedModelIsWrittenAsItWas(name: String) throws {
    let opened = try opened(name)
    let path = NSTemporaryDirectory() + "debut-\(UUID().uuidString).safetensors"
    defer { try? FileManager.default.removeItem(atPath: path) }
    try ModelFile.save(
      opened.model, to: path, evaluation: opened.evaluation, registry: .builtIns(),
      compute: compute)
    let written = try FormatFixtures.parts(of: path)
    let file = try FormatFixtures.parts(of: "\(FormatFixtures.folder)/models/\(name).safetensors")
    #expect(
      written.header
        == FormatFixtures.withTodaysName(
          of: opened.model.descriptor.name, file.header))
    #expect(written.data == file.data)
  }

  /// All predictions come from the folder: nothing is trained, and the tables are those of the day.
  @Test func keptAnswersAreFound() throws {
    let folder = NSTemporaryDirectory() + "debut-\(UUID().uuidString)"
    try FormatFixtures.copy(to: folder)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let net = ModelRecipe(
      model: "mlinknet",
      settings: ["factors": "2", "units": "3", "length": "6"].map(Setting.init), name: "net",
      epochs: 2, stopAfter: 1, batch: 16, sampler: "consecutive-20", patience: 3)
    let monitor = CountingMonitor()
    func run(_ models: [ModelRecipe], _ split: Split, seeds: Int = 1) throws -> Evaluation {
      try CrossValidation(models.map { .init($0) }, split: split, seeds: seeds).run(
        on: data, registry: .builtIns(), compute: compute,
        folder: PredictionCache(folder + "/kept"), program: try program(in: folder + "/kept"),
        monitor: monitor)
    }
    let folds = Split.freshUsers(folds: [0, 4])
    let mean = ModelRecipe(model: "item-mean")
    let evaluation = try run([mean, .init(model: "bias"), net], folds)
    try evaluation.writePredictions(to: folder + "/new.csv")
    #expect(
      try String(contentsOfFile: folder + "/new.csv", encoding: .utf8)
        == FormatFixtures.text("predictions.csv"))
    try evaluation.writeTable(to: folder + "/new.csv")
    // The last column, the share of training means, is a later one.
    let table = try String(contentsOfFile: folder + "/new.csv", encoding: .utf8)
    let lines = table.split(separator: "\n").map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).dropLast().joined(separator: ",")
    }
    #expect(try lines.joined(separator: "\n") + "\n" == FormatFixtures.text("table.csv"))
    #expect(
      table.hasPrefix(
        "model,seed,fold,history,ratings,rmse,mae,rmsePerUser,seconds,fallbackShare\n"))
    _ = try run([mean], folds, seeds: 2)
    _ = try run([mean], .byTime(fraction: 0.7), seeds: 2)
    #expect(monitor.calls == 0)
  }

  /// The build of the program that wrote a folder of kept answers.
  private func program(in folder: String) throws -> String {
    let name = try #require(try FileManager.default.contentsOfDirectory(atPath: folder).first)
    let lines = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8).split(
      separator: "\n")
    return String(try #require(lines.dropFirst().first).trimmingPrefix("program "))
  }

  /// Compares the lists of all items for everybody in `people.csv`: items, their order, stars to the
  /// last bit, and by which path they came.
  private func expectLists(of model: TrainedModel, _ file: String) throws {
    var recorded = try FormatFixtures.text(file).split(separator: "\n")
    recorded.removeFirst()
    recorded.reverse()
    for person in try people() {
      let view = try model.answer(
        userID: person.userID, history: person.history)
      let path = "\(view.path)"
      for (i, item) in view.top(100).enumerated() {
        // Between the two stands the title.
        let start = "\(person.name),\(i + 1),\(item.itemID),"
        let end = ",\(item.stars),\(path.contains(",") ? "\"\(path)\"" : path),\(view.ratings)"
        let line = recorded.popLast() ?? ""
        #expect(line.hasPrefix(start) && line.hasSuffix(end), "\(start)...\(end), not \(line)")
      }
    }
    #expect(recorded.isEmpty)
  }

  private struct Someone {
    let name: String
    /// Nil for a fresh user.
    var userID: Vocabulary.Key?
    var history: [RatedItem] = []
  }

  /// Users of `people.csv`; one without ratings is a user of the data.
  private func people() throws -> [Someone] {
    var people: [Someone] = []
    for line in try FormatFixtures.text("people.csv").split(separator: "\n").dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      if people.last?.name != String(fields[0]) { people.append(Someone(name: String(fields[0]))) }
      let last = people.count - 1
      if !fields[1].isEmpty, let stars = Float(fields[2]) {
        people[last].history.append(
          RatedItem(itemID: .init(written: String(fields[1])), stars: stars))
      } else {
        let id = Vocabulary.Key(written: String(fields[0]))
        let user = try #require(data.histories.users.firstIndex(of: id))
        people[last].userID = id
        people[last].history = data.histories[user].map {
          RatedItem(
            itemID: data.catalogue[$0.item].id, stars: $0.rating, timestamp: $0.timestamp)
        }
      }
    }
    return people
  }
}

/// Counts what a cross-validation tells: nothing, if all of it is done already.
private final class CountingMonitor: CrossValidationMonitor, @unchecked Sendable {
  private(set) var calls = 0
  var shouldStop: Bool { false }
  func moved(_ progress: CrossValidationProgress) { calls += 1 }
}

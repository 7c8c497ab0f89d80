import DebutTesting
import Foundation
import Safetensors
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct ModelFileTests {
  private let bench: TestBench

  init() throws { bench = TestBench(.tiny(users: 41), registry: try .filing()) }

  private var data: Dataset { bench.data }

  private func train(
    _ model: String = "planted", epochs: Int = 2, _ split: Split = .freshUsers(folds: [0])
  ) throws -> TrainedModel {
    try bench.train(model, epochs: epochs, seed: 5, under: split)
  }

  private func save(
    _ model: TrainedModel, evaluation: EvaluationRecord? = nil, withTraining: Bool = true
  ) throws -> [UInt8] {
    let folder = try TestFolder()
    let path = "\(folder.path)/model.safetensors"
    try ModelFile.save(
      model, to: path, evaluation: evaluation, withTraining: withTraining,
      registry: try .filing(), compute: try .testing())
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func open(_ bytes: [UInt8], unverified: Bool = false) throws -> ModelFile.Opened {
    try ModelFile.open(
      bytes: bytes, unverified: unverified, registry: .filing(), compute: .testing())
  }

  private func reason(_ bytes: [UInt8]) -> String {
    do {
      _ = try open(bytes)
      return "opened"
    } catch {
      return String(describing: error)
    }
  }

  @Test func comesOutAsItWentIn() throws {
    let model = try train()
    let evaluation = EvaluationRecord(
      try EvaluatorTests.evaluate([model], on: data, .freshUsers(folds: [0])), of: "planted",
      on: data)
    let opened = try open(try save(model, evaluation: evaluation))
    let copy = opened.model
    #expect(opened.isVerified && opened.evaluation?.fingerprint == evaluation.fingerprint)
    #expect(opened.evaluation?.rows.map(\.values) == evaluation.rows.map(\.values))
    // Equal trainings give equal files: times are not in them.
    #expect(opened.evaluation?.rows.allSatisfy { $0.secondsPerFold == nil } == true)
    #expect(copy.name == model.name && copy.options == model.options && copy.seed == model.seed)
    #expect(copy.split == model.split && copy.dataset == model.dataset)
    #expect(copy.items == model.items && copy.supports == model.supports)
    #expect(copy.plan?.epochs == 2 && copy.plan?.samplerName == model.plan?.samplerName)
    let (fold, before) = (copy.folds[0], model.folds[0])
    #expect(fold.log == before.log && fold.meanRating == before.meanRating)
    #expect(fold.fold == 0 && fold.seconds == 0)
    #expect(fold.training.users == before.training.users)
    #expect(fold.training.ratingCount == before.training.ratingCount)
    let again = try EvaluatorTests.evaluate([copy], on: data, .freshUsers(folds: [0]))
    #expect(again.rows.map(\.rmse) == evaluation.rows.map(\.rmse))
    #expect(again.rows.map(\.mae) == evaluation.rows.map(\.mae))
  }

  @Test func savingWhatWasOpenedGivesTheSameBytes() throws {
    let first = try save(try train())
    #expect(try save(try open(first).model) == first)
  }

  @Test func withoutTrainingItIsSmallerAndAnswersTheSame() throws {
    let model = try train()
    let (whole, small) = (try save(model), try save(model, withTraining: false))
    #expect(small.count < whole.count / 2 + 6000)
    let copy = try open(small).model
    #expect(copy.folds[0].checkpoint == nil)
    let error = #expect(throws: EngineError.self) { try bench.resume(copy) }
    #expect(
      error?.description
        == "the training of \"planted\" cannot go on: the state of its training was not kept")
  }

  @Test(arguments: ["counting", "unfaithful", "two names", "engine's name"])
  func whatCannotBeSavedIsRefused(name: String) throws {
    let isOwn = name != "counting"
    let model = try bench.train(
      ModelRecipe(
        model: isOwn ? "unfaithful" : name,
        settings: isOwn ? [Setting(name: "fault", value: name)] : []), under: Split.none)
    let expected = [
      "counting": "it does not say how", "unfaithful": "opened again, it would not answer as now",
      "two names": "it calls two arrays \"level\"", "engine's name": "such names are the engine's",
    ]
    do {
      _ = try save(model)
      Issue.record("\(name) was saved")
    } catch EngineError.cannotSave(_, let reason) {
      #expect(reason.contains(expected[name] ?? "?"))
    }
  }

  @Test func severalFoldsAreRefused() throws {
    let model = try train("planted", .freshUsers(folds: [1, 2]))
    #expect(throws: EngineError.severalFolds(model: "planted", folds: [1, 2])) {
      try save(model)
    }
  }

  // MARK: Altered and foreign files

  @Test func everyCutIsRefused() throws {
    let bytes = try save(try train(epochs: 1))
    for count in stride(from: 0, to: bytes.count, by: 97) {
      let error = #expect(throws: SafetensorsError.self) { try open(Array(bytes[..<count])) }
      #expect(error?.description.isEmpty == false, "cut at \(count)")
    }
  }

  @Test func everyAlteredByteIsRefused() throws {
    let bytes = try save(try train("tie-saved", .none))
    for place in bytes.indices {
      var altered = bytes
      altered[place] ^= 0x10
      guard let opened = try? open(altered) else { continue }
      // Blanks of the padding are no part of what the header says.
      #expect(bytes[place] == 0x20, "byte \(place) of \(bytes.count): \(opened.model.name)")
    }
  }

  @Test func theReasonIsSaid() throws {
    let bytes = try save(try train())
    func reason(_ key: String, _ value: String?) throws -> String {
      self.reason(try remade(bytes) { $0.metadata[key] = value })
    }
    #expect(
      try reason("format-version", "3").contains(
        "version 3, and this program reads versions 1 and 2"))
    #expect(try reason("format", nil).contains("not one of a Debut model"))
    #expect(try reason("format", "pt").contains("\"pt\", expected \"debut-model\""))
    #expect(try reason("model", "lightgcn").contains("no model is called \"lightgcn\""))
    #expect(try reason("options", "{\"dimension\":\"0\"}").contains("dimension=0 is not allowed"))
    #expect(try reason("options", "{").contains("\"options\" is not right"))
    #expect(try reason("scale", "5:0.5").contains("two numbers as in 0.5:5"))
    #expect(try reason("split", "{\"byTime\":{\"fraction\":2}}").contains("or a fraction"))
    #expect(try reason("seed", "-1").contains("a whole number below 2^64"))
    #expect(
      try reason("options", "{\"dimension\":\"5\"}").contains("[61, 4], and [61, 5] was expected"))
    #expect(
      self.reason(try remade(bytes) { $0.add("extra", [1] as [Float], shape: [1]) })
        .contains("it has a tensor \"extra\""))
  }

  /// No memory is made for what the options of a file say before the file was seen to have it.
  @Test(arguments: [4, 1 << 20, 1 << 40])
  func aNetworkThatTheFileDoesNotHaveIsNotMade(size: Int) throws {
    let bytes = try save(try train("sized", .none))
    #expect(throws: Never.self) { try open(bytes) }
    let crafted = try remade(bytes) { $0.metadata["options"] = "{\"size\":\"\(size)\"}" }
    #expect(reason(crafted).contains("[30, 3], and [30, \(size)] was expected"))
  }

  @Test func withoutChecksumsItOpensOnlyUnverified() throws {
    let bytes = try save(try train())
    // The keys are renamed in place, so that all stays where it is.
    var plain = bytes
    for key in ["\"sha256\"", "\"header-sha256\""] {
      let place = try #require(plain.firstRange(of: Array(key.utf8))?.lowerBound)
      plain[place + 1] = UInt8(ascii: "x")
    }
    #expect(reason(plain).contains("it has no checksum"))
    let opened = try open(plain, unverified: true)
    #expect(!opened.isVerified)
    // A wrong checksum is refused all the same.
    var altered = bytes
    altered[bytes.count - 1] ^= 1
    let error = #expect(throws: EngineError.self) { try open(altered, unverified: true) }
    #expect(
      error?.description
        == "it was altered: its tensors do not have the checksum that they were written with")
  }

  @Test func numbersThatAreNotFiniteAreRefused() throws {
    let bytes = try save(try train("tie-saved", .none))
    let bad = try remade(bytes, without: "level") { $0.add("level", [Float.nan], shape: [1]) }
    #expect(reason(bad).contains("\"level\" holds a number that is not finite"))
  }

  /// One step more than the largest number would end the process when training goes on.
  @Test func aTrainingHasAsManyStepsAsCanBeCounted() throws {
    let bytes = try save(try train())
    let text = try #require(try SafetensorsFile(bytes: bytes).header.metadata["training"])
    let steps = try #require(text.firstMatch(of: /"steps":[0-9]+/)?.range)
    for most in ["9223372036854775807", "-1"] {
      let other = String(
        text[..<steps.lowerBound] + "\"steps\":\(most)" + text[steps.upperBound...])
      #expect(
        self.reason(try remade(bytes) { $0.metadata["training"] = other })
          .contains("the state of its training makes no sense"))
    }
  }

  @Test func usersAndItemsAreChecked() throws {
    let bytes = try save(try train("tie-saved", .none))
    func reason<Element: TensorElement>(
      _ name: String, _ values: [Element], _ shape: [Int]
    ) throws -> String {
      self.reason(try remade(bytes, without: name) { $0.add(name, values, shape: shape) })
    }
    let count = data.histories.count
    #expect(
      try reason("debut.items.id", [Int64](repeating: 1, count: 30), [30])
        .contains("\"debut.items.id\" is not different ids"))
    #expect(
      try reason("debut.items.id", (1...30).reversed().map(Int64.init), [30])
        .contains("item ids do not ascend"))
    #expect(
      try reason("debut.items.title.end", [Int64](repeating: .max, count: 30), [30])
        .contains("is not 30 texts in UTF-8"))
    #expect(
      try reason("debut.users.items", [Int32](repeating: 30, count: 9), [9])
        .contains("not indices below 30"))
    #expect(
      try reason("debut.users.count", [Int32](repeating: .max, count: count), [count])
        .contains("its users are not different ones"))
    #expect(
      try reason("debut.users.id", [Int64](repeating: 7, count: count), [count])
        .contains("\"debut.users.id\" is not different ids"))
    #expect(
      try reason("debut.users.id", (0..<count).map { Int64($0) - 1 }, [count])
        .contains("\"debut.users.id\" is not different ids"))
  }

  // MARK: What an opened model knows

  @Test func theHonestyGuardStillKnows() throws {
    for trained: Split in [.none, .freshUsers(folds: [3]), .leaveLastOut, .byTime(fraction: 0.7)] {
      let model = try train("tie-saved", trained)
      let copy = try open(try save(model)).model
      for asked: Split in [
        .freshUsers(folds: [0]), .freshUsers(folds: [3]), .leaveLastOut, .byTime(fraction: 0.7),
        .byTime(fraction: 0.5),
      ] {
        func outcome(_ model: TrainedModel) -> EngineError? {
          do {
            _ = try EvaluatorTests.evaluate([model], on: data, asked)
            return nil
          } catch { return error as? EngineError }
        }
        #expect(outcome(copy) == outcome(model), "\(trained), asked \(asked)")
      }
    }
  }

  @Test func knownUsersAreStillKnown() throws {
    let model = try bench.train("planted", epochs: 1, patience: 1, seed: 5, under: Split.none)
    let copy = try open(try save(model)).model
    let histories = data.histories
    for user in histories.indices {
      let id = histories.users[user]
      let history = histories[user]
      let cut = history[0..<history.count - 1]
      let times = History(
        items: history.items, ratings: history.ratings, timestamps: [])
      var changed = Array(history)
      changed[0].rating = 6 - changed[0].rating + 0.125
      for asked in [history, cut, times, History(changed)] {
        #expect(
          copy.folds[0].trainedUser(id, beginning: asked)
            == model.folds[0].trainedUser(id, beginning: asked))
      }
      #expect(
        (copy.folds[0].trainedUser(id, beginning: history) == nil)
          == model.folds[0].log.validationUsers.contains(id))
    }
  }

  @Test func anotherCatalogueIsMatchedByID() throws {
    let copy = try open(try save(try train())).model
    func other(_ ids: [Int], titled: Bool = true) -> Dataset {
      Dataset(
        name: "other", scale: data.scale,
        catalogue: Catalogue(
          rated: ids.map { Item(id: .init($0), title: titled ? "Item \($0 / 10 - 1)" : "") }),
        histories: data.histories.selecting([]), fingerprint: "other")
    }
    let some = other([5, 10, 20, 1000])
    #expect(throws: Never.self) { try copy.checkItems(of: some) }
    #expect(
      copy.itemMatch(with: some)
        == .init(items: 4, unknownToModel: 2, missingInData: 28))
    let error = #expect(throws: EngineError.self) {
      try copy.checkItems(of: other([1, 2, 3], titled: false))
    }
    #expect(
      error?.description
        == "\"planted\" was trained on tiny, and the items of other are others: they have no item in "
        + "common")
  }

  @Test func vectorsLeaveAsCSV() throws {
    let folder = try TestFolder()
    let path = "\(folder.path)/vectors.csv"
    let model = try train("vectors", .none)
    #expect(try model.writeItemVectors(to: path) == 2)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines.count == 31 && lines[0] == "item,title,v1,v2")
    #expect(lines[2] == "20,Item 1,2.0,3.0")
    let error = #expect(throws: EngineError.self) { try train().writeItemVectors(to: path) }
    #expect(
      error?.description == "there are no item vectors of \"planted\": planted has no item vectors")
  }

  @Test func aFileThatChangesWhileItIsReadIsTold() throws {
    let bytes = try save(train())
    let folder = try TestFolder()
    let path = "\(folder.path)/model.safetensors"
    for change in [0, 100] {
      try Data(bytes).write(to: URL(fileURLWithPath: path))
      var looks = 0
      let error = #expect(throws: EngineError.self) {
        try ModelFile.open(
          path, registry: .filing(), compute: .testing(),
          shouldStop: {
            looks += 1
            if looks == 3 { truncate(path, off_t(change)) }
            return false
          })
      }
      #expect(error?.description == "cannot open \(path): the file changed while it was read")
    }
  }

  @Test func openingAndSavingStopOnRequest() throws {
    let model = try train()
    let folder = try TestFolder()
    let path = "\(folder.path)/model.safetensors"
    func save(stoppingAt limit: Int) throws {
      var looks = 0
      try ModelFile.save(
        model, to: path, registry: .filing(), compute: .testing(),
        shouldStop: {
          looks += 1
          return looks >= limit
        })
    }
    // Amid the checksum, the writing, and the opening of what was written.
    for limit in [1, 8, 30] {
      #expect(throws: EngineError.interrupted) { try save(stoppingAt: limit) }
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
    }
    try save(stoppingAt: .max)
    #expect(throws: EngineError.interrupted) {
      try ModelFile.open(
        path, registry: .filing(), compute: .testing(), shouldStop: { true })
    }
  }
}

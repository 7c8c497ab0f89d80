import DebutTesting
import Foundation
import Testing

@testable import DebutEngine

/// Opens files that name a model as it was called when they were written.
@Suite struct FormerNamesTests {
  private let bench: TestBench

  init() throws { bench = TestBench(.tiny(users: 41), registry: try .builtIns()) }

  private func opened(_ file: String, as name: String? = nil) throws -> ModelFile.Opened {
    try ModelFile.open(
      "\(FormatFixtures.folder)/models/\(file).safetensors", as: name, registry: .builtIns(),
      compute: .testing())
  }

  @Test func aFileOpensUnderTodaysName() throws {
    let file = try opened("sasrec")
    #expect(file.model.descriptor.name == "attention-sequence")
    #expect(file.model.name == "attention-sequence")
    #expect(file.evaluation?.rows.allSatisfy { $0.model == "attention-sequence" } == true)
    #expect(file.evaluation?.rmse != nil)
  }

  /// Another model has the name today: the options tell whose file it is.
  @Test func filesOfTwoModelsOfOneName() throws {
    let former = try opened("gru4rec")
    #expect(former.model.descriptor.name == "transition-mixture")
    #expect(former.model.name == "transition-mixture")
    #expect(former.evaluation?.rows.allSatisfy { $0.model == "transition-mixture" } == true)
    let today = try opened("gru4rec-both")
    #expect(today.model.descriptor.name == "gru4rec" && today.model.name == "gru4rec-both")
  }

  /// A new model has the former name of another: the options of a file tell which of the two it is of.
  @Test func theOptionsTellWhichModelIsMeant() throws {
    let registry = try Registry.builtIns()
    for name in ["sasrec", "attention-sequence"] {
      let options = Set(try registry.model(name).options.map(\.name))
      #expect(try registry.model(written: "sasrec", options: options).descriptor.name == name)
    }
    #expect(try registry.model(written: "sasrec", options: []).descriptor.name == "sasrec")
    #expect(
      try registry.without(model: "sasrec").model(written: "sasrec", options: []).descriptor.name
        == "attention-sequence")
  }

  @Test func aNameThatIsGivenStays() throws {
    #expect(try opened("sasrec", as: "mine").model.name == "mine")
    #expect(try opened("sasrec", as: "sasrec").model.name == "sasrec")
  }

  /// A member keeps the former name as its label: the arrays are called by it.
  @Test func aMemberIsFoundUnderItsFormerName() throws {
    let both = try bench.train(
      "ensemble",
      ["members": "bias,sasrec:attention-sequence(--epochs=1,factors=2,heads=1,depth=2,window=3)"])
    let folder = try TestFolder()
    let path = "\(folder.path)/both.safetensors"
    try ModelFile.save(both, to: path, registry: .builtIns(), compute: .testing())
    let bytes = Array(try Data(contentsOf: URL(filePath: path)))
    let old = ModelBytes.withHeader(of: bytes) {
      $0.replacing("sasrec:attention-sequence(", with: "sasrec(")
    }
    #expect(!old.elementsEqual(bytes) && old.count < bytes.count)
    let open = try ModelFile.open(
      bytes: old, unverified: true, registry: .builtIns(), compute: .testing()
    ).model
    #expect(open.options == both.options && open.name == "ensemble")
    let split = Split.freshUsers(folds: [0])
    #expect(try bench.predictions(open, under: split) == bench.predictions(both, under: split))
  }
}

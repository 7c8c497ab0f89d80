import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct ItemMatchingTests {
  private let data = Dataset.tiny(users: 20)

  /// The ratings of `data` under a catalogue whose titles `change` makes of item indices.
  private func retitled(
    fingerprint: String = "other", _ change: (Int) -> String
  ) -> Dataset {
    let items = data.catalogue.items.enumerated().map {
      Item(id: $0.element.id, title: change($0.offset))
    }
    return Dataset(
      name: "other", scale: data.scale, catalogue: Catalogue(rated: items),
      histories: data.histories, fingerprint: fingerprint)
  }

  @Test func theSameIDsWithOtherTitlesAreRefused() throws {
    let model = try EvaluatorTests.train("tie", on: data, .freshUsers(folds: [0]))
    let other = retitled { "Film \($0)" }
    let error = EngineError.otherItems(
      model: "tie", trainedOn: "tiny", asked: "other",
      evidence: "item 10 is Item 0 there and Film 0 here")
    #expect(throws: error) { try model.checkItems(of: other) }
    #expect(throws: error) {
      try EvaluatorTests.evaluate([model], on: other, .freshUsers(folds: [0]))
    }
  }

  @Test func mostTitlesDecide() throws {
    let model = try EvaluatorTests.train("tie", on: data, .none)
    func check(_ changed: Int) throws {
      try model.checkItems(of: retitled { $0 < changed ? "Corrected \($0)" : "Item \($0)" })
    }
    for changed in [0, 3, 15] { #expect(throws: Never.self) { try check(changed) } }
    func refusal(_ titles: String) -> EngineError {
      .otherItems(model: "tie", trainedOn: "tiny", asked: "other", evidence: titles)
    }
    #expect(throws: refusal("item 10 is Item 0 there and Corrected 0 here")) { try check(16) }
    // Items without a title on one side decide nothing.
    #expect(throws: refusal("item 10 is Item 0 there and Corrected here")) {
      try model.checkItems(of: retitled { $0 < 2 ? "Corrected" : $0 == 2 ? "Item 2" : "" })
    }
  }

  @Test func withoutTitlesTheIDsDecide() throws {
    let model = try EvaluatorTests.train("tie", on: data, .none)
    #expect(throws: Never.self) { try model.checkItems(of: retitled { _ in "" }) }
  }

  @Test func theSameFingerprintIsTheSameData() throws {
    let model = try EvaluatorTests.train("tie", on: data, .none)
    #expect(throws: Never.self) { try model.checkItems(of: data) }
    #expect(throws: Never.self) {
      try model.checkItems(of: retitled(fingerprint: data.fingerprint) { "Film \($0)" })
    }
  }
}

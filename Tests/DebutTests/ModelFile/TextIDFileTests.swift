import DebutTesting
import Foundation
import Safetensors
import Testing

@testable import Debut
@testable import DebutEngine

/// Model files of data with ids of text.
@Suite struct TextIDFileTests {
  /// The tiny data with other ids, by which nothing else changes.
  private static func data(
    user: (Int) -> Vocabulary.Key = { "user, \"\($0)\" \u{E9}" },
    item: (Int) -> Vocabulary.Key = { "B\u{301}00\($0 * 7 % 30)=5" }
  ) throws -> Dataset {
    let tiny = Dataset.tiny(users: 41)
    let rows = tiny.histories.indices.flatMap { index in
      tiny.histories[index].map {
        RatingRow(
          user: user(index), item: item($0.item), rating: $0.rating, timestamp: $0.timestamp)
      }
    }
    return try Dataset(name: "texts", rows: rows, scale: tiny.scale)
  }

  private func bench(_ data: Dataset) throws -> TestBench {
    TestBench(data, registry: try .filing(), split: .leaveLastOut)
  }

  private func save(_ model: TrainedModel) throws -> [UInt8] {
    let folder = try TestFolder()
    let path = "\(folder.path)/model.safetensors"
    try ModelFile.save(model, to: path, registry: try .filing(), compute: try .testing())
    return Array(try Data(contentsOf: URL(fileURLWithPath: path)))
  }

  private func open(_ bytes: [UInt8]) throws -> TrainedModel {
    try ModelFile.open(bytes: bytes, registry: .filing(), compute: .testing()).model
  }

  @Test func bothVocabulariesComeOutAsTheyWentIn() throws {
    let data = try Self.data()
    let bench = try bench(data)
    let model = try bench.train("planted", epochs: 2, patience: 1, seed: 5)
    let bytes = try save(model)
    let copy = try open(bytes)
    #expect(copy.itemIDs == data.catalogue.vocabulary && copy.itemIDs.kind == .text)
    #expect(copy.folds[0].training.users == model.folds[0].training.users)
    #expect(copy.folds[0].training.users.kind == .text)
    #expect(!copy.folds[0].log.validationUsers.isEmpty && copy.folds[0].log == model.folds[0].log)
    #expect(try bench.predictions(copy) == bench.predictions(model))
    #expect(try save(copy) == bytes)
    let user = data.histories.users[3]
    #expect(copy.folds[0].trainingIndex(ofUserID: user) != nil)
    let names = Set(try SafetensorsFile(bytes: bytes).header.tensors.map(\.name))
    #expect(names.isSuperset(of: ["debut.items.key", "debut.items.key.end", "debut.users.key"]))
    #expect(!names.contains("debut.items.id") && !names.contains("debut.users.id"))
    #expect(try SafetensorsFile(bytes: bytes).header.metadata["format-version"] == "2")
  }

  @Test func eitherVocabularyMayBeOfNumbers() throws {
    for isUser in [true, false] {
      let data = try Self.data(
        user: isUser ? { "u\($0)" } : { .init($0 + 1) },
        item: isUser ? { .init($0 + 1) } : { "m\($0)" })
      let copy = try open(try save(try bench(data).train("planted", epochs: 1, seed: 5)))
      #expect(copy.itemIDs == data.catalogue.vocabulary)
      #expect(copy.folds[0].training.users.kind == (isUser ? .text : .numeric))
    }
  }

  /// Ids of text that are all digits stay texts.
  @Test func digitsStayTexts() throws {
    let data = try Self.data(
      user: { $0 == 0 ? "x" : .init($0) }, item: { $0 == 0 ? "y" : .init($0) })
    let copy = try open(try save(try bench(data).train("planted", epochs: 1, seed: 5)))
    #expect(copy.itemIDs.kind == .text && copy.itemIDs == data.catalogue.vocabulary)
    #expect(copy.index(ofItemID: 7) == copy.index(ofItemID: "7") && copy.index(ofItemID: 7) != nil)
  }

  @Test func numbersAreWrittenAsBefore() throws {
    let bytes = try save(
      try bench(Dataset.tiny(users: 41)).train("planted", epochs: 1, seed: 5))
    let file = try SafetensorsFile(bytes: bytes)
    #expect(file.header.metadata["format-version"] == "1")
    let ids: [Int64] = try file.read("debut.items.id")
    #expect(ids.count == 30 && !file.header.tensors.contains { $0.name.contains(".key") })
  }

  // MARK: Damage

  /// Returns the file with another tensor in place of one, and the checksums that belong to it.
  private func remade<Element: TensorElement>(
    _ bytes: [UInt8], _ name: String, _ values: [Element]
  ) throws -> [UInt8] {
    try DebutTests.remade(bytes, without: name) { $0.add(name, values, shape: [values.count]) }
  }

  @Test(arguments: ["items", "users"]) func damagedIDsAreRefused(whose: String) throws {
    let data = try Self.data(user: { "u\($0 + 10)" }, item: { "m\($0 + 10)" })
    let bytes = try save(try bench(data).train("planted", epochs: 1, seed: 5))
    let name = "debut.\(whose).key"
    let file = try SafetensorsFile(bytes: bytes)
    let texts: [UInt8] = try file.read(name)
    let ends: [Int64] = try file.read(name + ".end")
    func reason<Element: TensorElement>(_ suffix: String, _ values: [Element]) throws -> String {
      let error = #expect(throws: (any Error).self) {
        try open(try remade(bytes, name + suffix, values))
      }
      return error.map { String(describing: $0) } ?? ""
    }
    let notTexts = "\"\(name)\" is not \(ends.count) texts in UTF-8"
    #expect(try reason("", texts.map { _ in UInt8(0xFF) }).contains(notTexts))
    #expect(try reason(".end", ends.map { _ in Int64.max }).contains(notTexts))
    #expect(try reason(".end", ends.map { _ in Int64(-1) }).contains(notTexts))
    #expect(try reason(".end", Array(ends.reversed())).contains(notTexts))
    // Empty ids, and the same one twice.
    let different = "\"\(name)\" is not different texts"
    #expect(try reason(".end", ends.map { _ in Int64(3) }).contains(different))
    #expect(
      try reason("", (0..<texts.count).map { UInt8(ascii: $0 % 3 == 0 ? "u" : "1") }).contains(
        different))
    let few = try reason(".end", Array(ends.dropLast()))
    #expect(!few.isEmpty)
    #expect(throws: Never.self) { try open(try remade(bytes, name, texts)) }
  }
}

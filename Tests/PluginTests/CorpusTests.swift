import DebutEngine
import DebutTesting
import Foundation
import Testing

/// Opens again what the fuzzer starts from and what it found worth keeping (see `Scripts/fuzz.sh`).
@Suite struct CorpusTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "Corpus")

  @Test func nothingOfTheCorpusTraps() throws {
    let registry = try Registry.builtIns()
    let compute = try Compute.testing()
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder.path)
    var opened: Set<String> = []
    for name in names.sorted() {
      let bytes = Array(try Data(contentsOf: Self.folder.appending(path: name)))
      do {
        let model = try ModelFile.open(
          bytes: bytes, unverified: true, registry: registry, compute: compute
        ).model
        opened.insert(model.descriptor.name)
        let ratings = model.itemIDs.prefix(3).map { RatedItem(itemID: $0, stars: 3) }
        let view = try model.answer(
          userID: model.folds[0].training.users.first, history: ratings)
        _ = view.top(3)
        for id in model.itemIDs { _ = view.predict(itemID: id) }
      } catch {
        #expect(!String(describing: error).isEmpty, "\(name)")
      }
    }
    // The seeds themselves open, so that the rest starts from something.
    let seeds = [
      "global-mean", "item-mean", "bias", "item-knn", "mf", "latent-cf", "latent-cf-mlp",
      "mlinknet", "gru-sequence", "gru-hybrid", "attention-sequence", "ensemble",
    ]
    #expect(opened.isSuperset(of: seeds), "\(Set(seeds).subtracting(opened))")
  }
}

import DebutTesting
import Foundation
import Testing

/// An ensemble of trained models, as its user types it.
@Suite struct EnsembleProgramTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func run(_ lines: String...) throws -> [[String: Any]] {
    try DebutProgram.run(
      ["--mode", "json", "--keep-going"] + lines.flatMap { ["-c", $0] }, in: folder
    ).objects()
  }

  private static let members = [
    "load demo", "train latent-cf factors=4 --epochs 2 --seed 3 --as small",
    "train item-knn shrinkage=5 --as knn",
  ]

  private func run(afterMembers lines: String...) throws -> [[String: Any]] {
    let all = Self.members + lines
    return Array(
      try DebutProgram.run(
        ["--mode", "json", "--keep-going"] + all.flatMap { ["-c", $0] }, in: folder
      ).objects().dropFirst(Self.members.count))
  }

  private func rows(_ answer: [String: Any]) throws -> [[String: Any]] {
    try #require(answer["rows"] as? [[String: Any]])
  }

  @Test func trainedEvaluatedExplainedSavedAndOpened() throws {
    let history = "--history '7=4, 8=1'"
    let told = try run(
      afterMembers: "train ensemble members=small,knn", "evaluate small knn ensemble",
      "evaluate ensemble --fold 0", "use ensemble", "why 5 \(history)", "predict 5 \(history)",
      "rate 7 4", "rate 8 1", "predict 5", "save e.safetensors")
    let notes = try #require(told[0]["notes"] as? [String])
    #expect(
      notes.contains {
        $0.hasPrefix("weights small ")
          && $0.hasSuffix(", fitted on 54 users set aside, by copies trained without them")
      })
    func rmse(_ answer: [String: Any], _ model: String) throws -> Double {
      try #require(
        rows(answer).first {
          $0["model"] as? String == model && $0["history"] as? String == "all"
        }?[
          "rmse"] as? Double)
    }
    let both = try rmse(told[1], "ensemble")
    #expect(try both < rmse(told[1], "small") && both < rmse(told[1], "knn") + 0.01)
    // Trained anew from what its options say, it is the same.
    #expect(try rmse(told[2], "ensemble") == both)
    #expect(try rows(told[4]).count == 2)
    #expect(told[5]["path"] as? String == "small and knn of 2 ratings")
    let stars = try #require(rows(told[5])[0]["stars"] as? Double)
    // One rating more at a time comes to the same as a history at once.
    #expect(try abs(#require(rows(told[8])[0]["stars"] as? Double) - stars) < 1e-4)
    let opened = try run("open e.safetensors", "predict 5 \(history)", "show")
    #expect(try rows(opened[1])[0]["stars"] as? Double == stars)
    let settings = try #require(rows(opened[2])[0]["settings"] as? String)
    #expect(settings.contains("small:latent-cf(") && settings.contains("shrinkage=5.0"))
  }

  @Test func refusalsLeaveTheModelsAsTheyWere() throws {
    let told = try run(
      afterMembers: "train ensemble members=smal,knn", "train ensemble members=ensemble,knn",
      "train ensemble members=small,small", "train ensemble members=small",
      "train ensemble members=small,knn --as mix", "train ensemble members=mix,knn",
      "split fresh-users --fold 1", "train ensemble members=small,knn --as mix", "show")
    func error(_ i: Int) -> String { told[i]["error"] as? String ?? "" }
    #expect(error(0).hasSuffix("did you mean \"small\"?"))
    #expect(error(1).hasSuffix("a model cannot be a part of itself"))
    #expect(error(2).contains("different ones") && error(3).contains("2 or more"))
    #expect(error(5).contains("name its members instead"))
    #expect(
      error(7).contains(
        "trained on demo (fresh-users, fold 0), and the others would be on demo (fresh-users, fold 1)"
      ))
    #expect(try rows(told[8]).map { $0["name"] as? String } == ["small", "knn", "mix"])
  }

  /// A trained name stands for one model a fold.
  @Test func severalFolds() throws {
    let told = try run(
      "load demo", "split fresh-users --fold 0,4", "train bias", "train item-knn",
      "train ensemble members=bias,item-knn", "evaluate bias item-knn ensemble")
    let notes = try #require(told[4]["notes"] as? [String])
    #expect(notes.contains { $0.hasPrefix("fold 0: weights bias ") })
    #expect(notes.contains { $0.hasPrefix("fold 4: weights bias ") })
    #expect(told[5]["fold"] as? String == "0,4")
  }
}

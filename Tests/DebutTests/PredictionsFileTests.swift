import DebutTesting
import Foundation
import Testing

@testable import Debut

@Suite struct PredictionsFileTests {
  private let data = Dataset.tiny(users: 60)

  private func evaluation(on data: Dataset) throws -> Evaluation {
    let split = Split.freshUsers(folds: [0, 4])
    let models = try ["planted", "counting"].map {
      try EvaluatorTests.train($0, on: data, split)
    }
    return try EvaluatorTests.evaluate(models, on: data, split)
  }

  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory
      .appendingPathComponent("debut-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  @Test func theTableFollowsFromTheFile() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("predictions.csv").path
    let evaluation = try evaluation(on: data)
    try evaluation.writePredictions(to: path)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines[0] == "model,userId,movieId,timestamp,position,rating,prediction")
    var squares: [String: [Double]] = [:]
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 7)
      let rating = try #require(Double(fields[5]))
      let prediction = try #require(Double(fields[6]))
      squares[fields[0], default: []].append((rating - prediction) * (rating - prediction))
    }
    for row in evaluation.rows where row.history == "all" {
      let errors = try #require(squares[row.model])
      let rmse = (errors.reduce(0, +) / Double(errors.count)).squareRoot()
      #expect(errors.count == row.ratings)
      #expect(abs(rmse - (row.rmse ?? 0)) < 1e-6)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
  }

  @Test func anOldFileIsReplacedAndTimesMayBeMissing() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("a.csv").path
    try Data("old".utf8).write(to: URL(fileURLWithPath: path))
    let evaluation = try evaluation(on: Dataset.tiny(users: 60, timestamps: false))
    try evaluation.writePredictions(to: path)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    let p = evaluation.predictions[0].predictions[0]
    #expect(lines[1] == "planted,\(p.userID),\(p.itemID),,0,\(p.rating),\(p.prediction)")
    #expect(lines.count == 1 + evaluation.predictions.reduce(0) { $0 + $1.predictions.count })
  }

  @Test func aPlaceThatCannotBeWrittenIsAnError() throws {
    let path = "/no such folder/a.csv"
    let evaluation = try evaluation(on: data)
    #expect(
      throws: EngineError.cannotWrite(path: path, reason: "no such file or directory")
    ) { try evaluation.writePredictions(to: path) }
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: EngineError.cannotWrite(path: folder.path, reason: "is a directory")) {
      try evaluation.writePredictions(to: folder.path)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + ".part"))
  }

  @Test func fieldsAreQuotedWhereNeeded() {
    #expect(Evaluation.quoted("gru-2") == "gru-2")
    #expect(Evaluation.quoted("a,b") == "\"a,b\"")
    #expect(Evaluation.quoted("a\"b") == "\"a\"\"b\"")
  }
}

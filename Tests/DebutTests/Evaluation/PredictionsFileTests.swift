import DebutTesting
import Foundation
import Testing

@testable import Debut
@testable import DebutEngine

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

  @Test func whoStopsTheWritingFindsNoFile() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("predictions.csv").path
    let evaluation = try evaluation(on: data)
    #expect(throws: EngineError.interrupted) {
      try evaluation.writePredictions(to: path) { true }
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func theTableFollowsFromTheFile() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let path = folder.appendingPathComponent("predictions.csv").path
    let evaluation = try evaluation(on: data)
    try evaluation.writePredictions(to: path)
    let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
    #expect(lines[0] == "model,userId,movieId,timestamp,position,rating,prediction")
    let ranges: [String: ClosedRange<Int>] = [
      "all": 0...Int.max, "0": 0...0, "1-4": 1...4, "5-9": 5...9, "10-18": 10...18,
      "19+": 19...Int.max,
    ]
    let read = try lines.dropFirst().map { try Line($0) }
    #expect(evaluation.rows.count == 12)
    for row in evaluation.rows {
      let range = try #require(ranges[row.history])
      let own = read.filter { $0.model == row.model && range.contains($0.position) }
      #expect(own.count == row.ratings)
      try expect(row.rmse, Line.rmse(own))
      try expect(row.mae, own.map { abs($0.error) }.reduce(0, +) / Double(own.count))
      let users = Dictionary(grouping: own, by: \.user).values.map(Line.rmse)
      try expect(
        row.rmsePerUser,
        row.history == "all" ? users.reduce(0, +) / Double(users.count) : .nan)
    }
    #expect(evaluation.rows.contains { $0.history == "19+" && $0.ratings > 0 })
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
  }

  /// One line of the file, as another program reads it.
  private struct Line {
    let model: String
    let user: String
    let position: Int
    let error: Double

    init(_ text: Substring) throws {
      let fields = text.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      try #require(fields.count == 7)
      model = fields[0]
      user = fields[1]
      position = try #require(Int(fields[4]))
      error = try #require(Double(fields[6])) - #require(Double(fields[5]))
    }

    static func rmse(_ lines: [Line]) -> Double {
      (lines.map { $0.error * $0.error }.reduce(0, +) / Double(lines.count)).squareRoot()
    }
  }

  /// NaN, the mean of nothing, stands for no figure.
  private func expect(_ figure: Double?, _ expected: Double) throws {
    if expected.isNaN {
      #expect(figure == nil)
    } else {
      #expect(abs(try #require(figure) - expected) < 1e-6)
    }
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
    let target = p.target
    #expect(
      lines[1] == "planted,\(target.userID),\(target.itemID),,0,\(target.outcome.value),\(p.value)")
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
    #expect(throws: EngineError.cannotWrite(path: folder.path, reason: "it is a folder")) {
      try evaluation.writePredictions(to: folder.path)
    }
    #expect(!FileManager.default.fileExists(atPath: folder.path + ".part"))
  }

  @Test func fieldsAreQuotedWhereNeeded() {
    #expect(CSVField.quoted("gru-2") == "gru-2")
    #expect(CSVField.quoted("a,b") == "\"a,b\"")
    #expect(CSVField.quoted("a\"b") == "\"a\"\"b\"")
  }
}

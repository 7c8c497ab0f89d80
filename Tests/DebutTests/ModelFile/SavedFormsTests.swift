import Foundation
import Testing

@testable import Debut
@testable import DebutEngine

/// The texts that files of format 1 hold: these tests are changed with a new version of the format alone.
@Suite struct SavedFormsTests {
  private func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  private func value<Value: Decodable>(_ text: String) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(text.utf8))
  }

  @Test(arguments: [
    (Split.none, #"{"none":{}}"#, "none"),
    (.freshUsers(folds: [3]), #"{"freshUsers":{"folds":[3]}}"#, "fresh users, fold 3"),
    (.freshUsers(folds: [0, 7]), #"{"freshUsers":{"folds":[0,7]}}"#, "fresh users, fold 0, 7"),
    (.leaveLastOut, #"{"leaveLastOut":{}}"#, "leave last out"),
    (.byTime(fraction: 0.8), #"{"byTime":{"fraction":0.8}}"#, "by time, at 0.8"),
  ])
  func aSplit(split: Split, json: String, key: String) throws {
    #expect(try text(SavedSplit(split)) == json)
    let saved: SavedSplit = try value(json)
    #expect(saved.split == split && split.cacheKey == key)
  }

  @Test(arguments: [
    "{}", "[]", #"{"sideways":{}}"#, #"{"none":{},"leaveLastOut":{}}"#, #"{"freshUsers":{}}"#,
    #"{"freshUsers":{"folds":[0.5]}}"#, #"{"byTime":{"fraction":"x"}}"#, #"{"none":1}"#,
  ])
  func aFaultySplitIsRefused(json: String) {
    #expect(throws: DecodingError.self) { let _: SavedSplit = try value(json) }
  }

  @Test func scalesInKeys() {
    #expect(RatingScale(0.5, 5).cacheKey == "0.5 to 5")
    #expect(RatingScale(-2, 10).cacheKey == "-2 to 10")
  }

  @Test(arguments: [
    (TrainingLog.End.epochs, "epochs"), (.early, "early"), (.interrupted, "interrupted"),
  ])
  func aTrainingLog(end: TrainingLog.End, word: String) throws {
    var log = TrainingLog()
    log.epochs = [.init(loss: 0.5, validation: 0.25, targets: 7), .init(loss: 2, validation: nil)]
    log.end = end
    log.notes = ["a note"]
    log.validationUsers = [3, "u4"]
    log.keptEpoch = 1
    let json =
      #"{"end":"\#(word)","epochs":[{"loss":0.5,"targets":7,"validation":0.25},"#
      + #"{"loss":2,"targets":0}],"keptEpoch":1,"notes":["a note"],"validationUsers":[3,"u4"]}"#
    #expect(try text(SavedTrainingLog(log)) == json)
    let saved: SavedTrainingLog = try value(json)
    #expect(saved.log == log)
    log.faults = ["a fault"]
    let faulty = json.replacing(#""keptEpoch""#, with: #""faults":["a fault"],"keptEpoch""#)
    #expect(try text(SavedTrainingLog(log)) == faulty)
    let savedFaulty: SavedTrainingLog = try value(faulty)
    #expect(savedFaulty.log == log)
  }

  @Test func anEvaluation() throws {
    let record = EvaluationRecord(
      protocolName: "by-time", fold: "", fraction: 0.5, dataset: "d/e", fingerprint: "0f",
      rows: [
        EvaluationRow(
          model: "m", history: "all", ratings: 3,
          values: ["rmse": 1.5, "mae": 1.25, "rmsePerUser": 0.5],
          spread: .init(seeds: 2, lowest: 1, highest: 2, deviation: 0.75), secondsPerFold: nil,
          fallbackShare: 0.0625),
        EvaluationRow(
          model: "m", history: "1-4", ratings: 0, values: [:],
          spread: nil, secondsPerFold: nil, fallbackShare: nil),
      ])
    let json =
      #"{"dataset":"d/e","fingerprint":"0f","fold":"","fraction":0.5,"protocolName":"by-time","#
      + #""rows":[{"fallbackShare":0.0625,"history":"all","mae":1.25,"model":"m","ratings":3,"rmse":1.5,"rmsePerUser":0.5,"#
      + #""spread":{"deviation":0.75,"highest":2,"lowest":1,"seeds":2}},"#
      + #"{"history":"1-4","model":"m","ratings":0}]}"#
    #expect(try text(SavedEvaluation(record)) == json)
    let saved: SavedEvaluation = try value(json)
    #expect(saved.record == record)
    // As version 0.1.0 wrote it.
    let old: SavedEvaluation = try value(
      json.replacing(#""spread""#, with: #""secondsPerFold":0.125,"spread""#))
    #expect(old.record.rows[0].secondsPerFold == 0.125)
  }
}

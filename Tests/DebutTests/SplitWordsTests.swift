import DebutEngine
import DebutTesting
import Testing

@Suite struct SplitWordsTests {
  @Test(
    arguments: [
      (Split.none, "none", nil, "none"), (.leaveLastOut, "leave-last-out", nil, "leave-last-out"),
      (.freshUsers(folds: [3]), "fresh-users", "3", "fresh-users, fold 3"),
      (.freshUsers(folds: [0, 2]), "fresh-users", "0,2", "fresh-users, folds 0,2"),
      (.freshUsers(folds: Array(0...9)), "fresh-users", "all", "fresh-users, all folds"),
      (.byTime(fraction: 0.8), "by-time", nil, "by-time at 0.8"),
    ] as [(Split, String, String?, String)])
  func words(split: Split, word: String, folds: String?, phrase: String) {
    #expect(split.word == word && split.foldText == folds && split.phrase == phrase)
  }

  @Test func anEvaluationByTimeSaysWhereItCuts() throws {
    let data = Dataset.tiny(users: 60)
    for fraction in [0.7, 0.9] {
      let split = Split.byTime(fraction: fraction)
      let model = try EvaluatorTests.train("tie", on: data, split)
      let result = try EvaluatorTests.evaluate([model], on: data, split)
      #expect(result.protocolName == "by-time" && result.fraction == fraction)
      #expect(result.fold.isEmpty)
    }
    let last = try EvaluatorTests.train("tie", on: data, .leaveLastOut)
    #expect(try EvaluatorTests.evaluate([last], on: data, .leaveLastOut).fraction == nil)
  }
}

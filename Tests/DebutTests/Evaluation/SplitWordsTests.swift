import DebutEngine
import DebutTesting
import Testing

@Suite struct SplitWordsTests {
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

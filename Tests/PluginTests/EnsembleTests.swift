import DebutEngine
import DebutTesting
import Testing

@testable import Ensemble

@Suite struct EnsembleTests {
  @Test func weightsAreThoseThatMadeTheRatings() {
    var fit = LeastSquares(columns: 2, origin: 0)
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<50 {
      let p = [Double(generator.uniform()), Double(generator.uniform())]
      fit.add(p + [0.7 * p[0] - 0.2 * p[1]])
    }
    let weights = fit.weights(heldToEqualBy: 1e-9)
    #expect(abs(weights[0] - 0.7) < 1e-6 && abs(weights[1] + 0.2) < 1e-6)
  }

  @Test func withoutEvidenceTheWeightsAreEqual() {
    let fit = LeastSquares(columns: 4, origin: 0)
    #expect(fit.weights(heldToEqualBy: 1) == [0.25, 0.25, 0.25, 0.25])
  }

  /// The members see nothing of the users that the weights are fitted on, and the log names these.
  @Test func usersSetAsideAreNotTrainedOn() throws {
    let fold = try Case("ensemble", ["members": "item-mean,bias"]).trained(on: .tiny(users: 80))
    #expect(fold.log.validationUsers.count == 7)
    #expect(fold.log.notes.contains { $0.contains("fitted on 7 users set aside") })
  }

  /// On ratings of which one member knows everything and the other nothing, the first decides.
  @Test func followsTheBetterMember() throws {
    let fold = try Case("ensemble", ["members": "global-mean,bias"]).trained(on: .additive())
    let bias = try Case("bias").trained(on: .additive())
    #expect(fold.error < 1.05 * bias.error)
  }

  @Test(arguments: ["bias", "", "bias,", "bias,bias", "bias,bias(decay=1)"])
  func refusesWhatIsNoList(members: String)
    throws
  {
    let error = #expect(throws: EngineError.self) {
      try Registry.builtIns().model("ensemble").make([Setting(name: "members", value: members)])
    }
    #expect(error?.description.hasPrefix("ensemble: members=\(members) is not allowed") == true)
  }

  @Test(arguments: ["bias,absent", "bias,ensemble"]) func refusesMembersThatAreNotThere(
    members: String
  ) throws {
    let error = #expect(throws: EngineError.self) {
      try Case("ensemble", ["members": members]).trained()
    }
    // It is not there for a model that it would be a part of itself.
    let known = try Registry.builtIns().models.map(\.descriptor.name).filter { $0 != "ensemble" }
    let absent = String(members.dropFirst("bias,".count))
    #expect(
      error?.description
        == "no model is called \"\(absent)\"; the models are " + known.joined(separator: ", "))
  }

  /// A copy of a user is a user of its own.
  @Test func representationsAreValues() throws {
    let fold = try Case("ensemble", ["members": "gru-sequence,bias"]).trained()
    let model = try #require(fold.model as? Ensemble)
    let before = model.represent(UserQuery(history: .empty))
    var after = before
    model.extend(&after, by: Interaction(item: 0, rating: 1))
    #expect(model.score(before, item: 3) != model.score(after, item: 3))
    #expect(
      model.score(before, item: 3)
        == model.score(model.represent(UserQuery(history: .empty)), item: 3))
  }
}

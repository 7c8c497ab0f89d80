import DebutEngine
import DebutTesting
import Testing

@Suite struct EngineErrorTests {
  static let texts: [(EngineError, String)] = [
    (
      .unknownModel(name: "gru", known: ["bias", "mlinknet"]),
      "no model is called \"gru\"; the models are bias, mlinknet"
    ),
    (
      .unknownModel(name: "mlinkent", known: ["bias", "mlinknet"]),
      "no model is called \"mlinkent\"; did you mean \"mlinknet\"?"
    ),
    (
      .unknownSampler(name: "random20", known: ["random-20"]),
      "no sampler is called \"random20\"; did you mean \"random-20\"?"
    ),
    (
      .duplicateName(kind: "model", name: "bias"), "a model called \"bias\" is registered already"
    ),
    (
      .unknownMember(owner: "ensemble", name: "smal", known: ["small", "bias"]),
      "ensemble cannot combine \"smal\": no model, trained or not, is called so; did you mean "
        + "\"small\"?"
    ),
    (
      .badMember(owner: "ensemble", member: "mix", reason: "it combines models itself"),
      "ensemble cannot combine \"mix\": it combines models itself"
    ),
    (
      .noItemVectors(model: "b", reason: "bias has no item vectors"),
      "there are no item vectors of \"b\": bias has no item vectors"
    ),
    (
      .unknownOption(owner: "bias", name: "decai", known: ["decay"]),
      "bias has no option \"decai\"; did you mean \"decay\"?"
    ),
    (
      .unknownOption(owner: "mean", name: "x", known: []),
      "mean has no option \"x\"; there are no options"
    ),
    (
      .badOption(owner: "bias", name: "decay", value: "2", expected: "a number from 0 to 1"),
      "bias: decay=2 is not allowed: expected a number from 0 to 1"
    ),
    (
      .badOption(
        owner: "mf", name: "solver", value: "asl", expected: "als or variational",
        known: ["als", "variational"]),
      "mf: solver=asl is not allowed: expected als or variational; did you mean \"als\"?"
    ),
    (
      .badSetting(name: "epochs", value: 0, expected: "a whole number from 1 to 9"),
      "epochs 0 is not allowed: expected a whole number from 1 to 9"
    ),
    (
      .samplerDoesNotFit(
        model: "a", sampler: "b", shape: "single ratings", accepted: ["one target after a sequence"]
      ),
      "a cannot learn from b: it gives single ratings, a needs one target after a sequence"
    ),
    (.noTrainingRatings, "there is nothing to train on: the split holds out every rating"),
    (
      .noExamples(model: "a", sampler: "b", users: 1),
      "b made no example for a out of 1 history: all are too short for it"
    ),
    (
      .noExamples(model: "a", sampler: "b", users: 3),
      "b made no example for a out of 3 histories: all are too short for it"
    ),
    (
      .diverged(model: "a", epoch: 2, step: 7, parameter: nil),
      "a diverged in epoch 2, step 7: the loss is no longer finite; "
        + "a smaller learning rate may help"
    ),
    (
      .diverged(model: "a", epoch: 2, step: 7, parameter: "gru.weight_ih"),
      "a diverged in epoch 2, step 7: \"gru.weight_ih\" is no longer finite; "
        + "a smaller learning rate may help"
    ),
    (.notEvaluable(reason: "because"), "because"),
    (
      .overlap(model: "m", users: 1, ratings: 12, trainedOn: "x", asked: "y"),
      "\"m\" was trained on 12 ratings of 1 user that it would be asked about: it was "
        + "trained on x and is asked about y"
    ),
    (
      .severalFolds(model: "m", folds: [3, 4]),
      "one model is needed, and \"m\" is one for each of the folds 3, 4"
    ),
    (.interrupted, "interrupted; nothing was kept"),
    (.cannotWrite(path: "a/b", reason: "no space"), "cannot write a/b: no space"),
  ]

  @Test(arguments: texts.indices) func text(of index: Int) {
    #expect(Self.texts[index].0.description == Self.texts[index].1)
  }

  @Test func registryNamesWhatItDoesNotKnow() throws {
    var registry = try Registry.testing()
    #expect(throws: EngineError.duplicateName(kind: "model", name: "tie")) {
      try registry.add(TieModel.self)
    }
    #expect(throws: EngineError.duplicateName(kind: "sampler", name: "test-pair")) {
      try registry.add(PairSampler.self)
    }
    let models = ["counting", "tie", "planted", "drift"]
    #expect(throws: EngineError.unknownModel(name: "ties", known: models)) {
      try registry.model("ties")
    }
    #expect(
      throws: EngineError.unknownSampler(name: "x", known: registry.samplers.map(\.descriptor.name))
    ) {
      try registry.sampler("x")
    }
  }

  @Test func optionsNameWhatIsWrong() throws {
    let entry = try Registry.testing().model("planted")
    #expect(
      throws: EngineError.unknownOption(owner: "planted", name: "x", known: ["dimension", "peeks"])
    ) {
      try entry.make([Setting(name: "x", value: "1")])
    }
    #expect(
      throws: EngineError.badOption(
        owner: "planted", name: "dimension", value: "0", expected: "a whole number from 1 to 64")
    ) {
      try entry.complete([Setting(name: "dimension", value: "0")])
    }
    let settings = try entry.complete([Setting(name: "peeks", value: "on")])
    #expect(
      settings == [
        Setting(name: "dimension", value: "4"), Setting(name: "peeks", value: "yes"),
      ])
  }
}

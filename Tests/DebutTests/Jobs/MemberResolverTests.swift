import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// The members that a stranger's model of other models gets, and those refused beforehand.
@Suite struct MemberResolverTests {
  private let data = Dataset.tiny(users: 60)
  private let fold = Split.freshUsers(folds: [0])

  private func registry() throws -> Registry {
    var registry = try Registry.testing()
    try registry.add(PairModel.self)
    return registry
  }

  private func train(
    _ model: String, _ options: KeyValuePairs<String, String> = [:], as name: String? = nil,
    under split: Split? = nil, among trained: [TrainedModel] = [], seed: UInt64 = 0,
    on other: Dataset? = nil, registry: Registry? = nil,
    monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> TrainedModel {
    try TestBench(other ?? data, registry: registry ?? self.registry(), split: fold).train(
      model, options, as: name, seed: seed, under: split, among: trained, monitor: monitor)
  }

  private func error(_ members: String, among trained: [TrainedModel], _ split: Split? = nil)
    throws -> String
  {
    do {
      _ = try train("pair", ["members": members], under: split, among: trained)
    } catch let error as EngineError {
      return error.description
    }
    Issue.record("\(members) is combined")
    return ""
  }

  private func pair(_ model: TrainedModel, fold: Int = 0) throws -> PairModel {
    try #require(model.folds[fold].model as? PairModel)
  }

  // MARK: Names

  @Test func aBareNameIsTheTrainedModel() throws {
    let drift = try train("drift", ["rate": "0.25"], as: "d", seed: 7)
    let tie = try train("tie")
    let both = try pair(try train("pair", ["members": "d,tie"], among: [drift, tie]))
    #expect(
      both.given.map(\.?.model).elementsEqual([drift, tie].map { $0.folds[0].model }, by: ===))
    #expect(both.recipes.map(\.name) == ["d", "tie"])
    #expect(both.recipes.map(\.model) == ["drift", "tie"])
    // Whole: no default and no seed is left to whoever trains it again.
    #expect(both.recipes[0].settings?.contains(Setting(name: "rate", value: "0.25")) == true)
    #expect(both.recipes[0].settings?.contains(Setting(name: "start", value: "1.0")) == true)
    #expect(both.recipes[0].seed == 7 && both.recipes[1].seed == nil)
    #expect(both.recipes[0].epochs == drift.plan?.epochs)
  }

  @Test func otherNamesAreModelsWithTheirDefaults() throws {
    let tie = try train("tie", as: "t")
    let both = try pair(try train("pair", ["members": "drift(rate=2),tie"], among: [tie]))
    #expect(both.given.allSatisfy { $0 == nil })
    #expect(both.recipes.map(\.name) == [nil, nil])
    #expect(both.recipes[0].settings?.contains(Setting(name: "rate", value: "2.0")) == true)
  }

  /// `tie()` is the model, whatever is called `tie`.
  @Test func bracketsMeanTheModel() throws {
    let tie = try train("drift", as: "tie")
    let drift = try train("tie", as: "drift")
    let both = try pair(
      try train("pair", ["members": "tie(),drift"], as: "p", among: [tie, drift]))
    #expect(both.given[0] == nil && both.given[1]?.model === drift.folds[0].model)
    #expect(both.recipes.map(\.model) == ["tie", "tie"])
  }

  /// An ensemble's own options find its models again, and do without them.
  @Test func wholeRecipesNeedNoSession() throws {
    let drift = try train("drift", ["rate": "0.25"], as: "d", seed: 7)
    let first = try train("pair", ["members": "d,tie"], among: [drift])
    let members = try #require(first.options.first { $0.name == "members" }).value
    let again = try train("pair", ["members": members], among: [drift])
    #expect(try pair(again).given[0]?.model === drift.folds[0].model)
    let alone = try train("pair", ["members": members])
    #expect(try pair(alone).given.allSatisfy { $0 == nil })
    #expect(alone.options == first.options && again.options == first.options)
    let changed = try train("drift", ["rate": "0.3"], as: "d", seed: 7)
    #expect(
      try pair(train("pair", ["members": members], among: [changed])).given.allSatisfy { $0 == nil }
    )
  }

  @Test func eachFoldGetsItsOwn() throws {
    let split = Split.freshUsers(folds: [0, 3, 7])
    let drift = try train("drift", under: split)
    let tie = try train("tie", under: .freshUsers(folds: Array(0...9)))
    let both = try train("pair", ["members": "drift,tie"], under: split, among: [drift, tie])
    for (i, fold) in [0, 3, 7].enumerated() {
      let given = try pair(both, fold: i).given.compactMap(\.?.model)
      #expect(given.count == 2 && given[0] === drift.folds[i].model)
      #expect(given.last === tie.folds[fold].model)
    }
  }

  // MARK: What is refused

  @Test func namesThatAreNone() throws {
    let small = try train("drift", as: "small")
    #expect(
      try error("smal,tie", among: [small])
        == "pair cannot combine \"smal\": no model, trained or not, is called so; did you mean "
        + "\"small\"?")
    #expect(try error("driff,tie", among: [small]).hasSuffix("did you mean \"drift\"?"))
    #expect(
      try error("pair,tie", among: [])
        == "pair cannot combine \"pair\": a model cannot be a part of itself")
    #expect(try error("tie,tie", among: []).contains("different ones"))
    #expect(try error("drift(rat=1),tie", among: []).contains("did you mean \"rate\"?"))
    #expect(try error("drift(--batch=0),tie", among: []).contains("batch 0 is not allowed"))
  }

  @Test func oneOfItsOwnKind() throws {
    let both = try train("pair", as: "mix")
    #expect(
      try error("mix,tie", among: [both])
        == "pair cannot combine \"mix\": it combines models itself; name its members instead")
  }

  @Test func otherSplitsAndData() throws {
    for other in [.none, .freshUsers(folds: [1]), .leaveLastOut] as [Split] {
      let model = try train("tie", as: "t", under: other)
      #expect(
        try error("t,drift", among: [model])
          == "pair cannot combine \"t\": it was trained on tiny (\(other)), and the others "
          + "would be on tiny (fresh-users, fold 0); train t anew, or go back to its data and split"
      )
    }
    let other = Dataset(
      name: "elsewhere", isGenerated: false, scale: data.scale, catalogue: data.catalogue,
      histories: data.histories, fingerprint: "other")
    let elsewhere = try train("tie", as: "t", on: other)
    #expect(
      try error("t,drift", among: [elsewhere]).contains(
        "it was trained on elsewhere (fresh-users, fold 0), and the others would be on tiny"))
    let some = try train("tie", as: "t", under: .freshUsers(folds: [0, 1]))
    #expect(try error("t,drift", among: [some], .freshUsers(folds: [1, 2])).contains("folds 0,1"))
  }

  @Test func interruptedTraining() throws {
    let model = try train("drift", as: "d", monitor: StoppingMonitor(after: 1))
    #expect(
      try error("d,tie", among: [model])
        == "pair cannot combine \"d\": its training was interrupted; train it to its end first")
  }

  /// A copy would be trained to the planned end, and the weights would be for another model.
  @Test func halfATraining() throws {
    let model = try TrainingJob.train(
      ModelRecipe(model: "planted", name: "p", epochs: 3, stopAfter: 1), on: data, split: fold,
      registry: registry(), compute: .testing(), monitor: SilentMonitor())
    #expect(
      try error("p,tie", among: [model])
        == "pair cannot combine \"p\": 1 of its 3 epochs are trained; train it to its end first")
  }

  /// If a plugin was edited and reloaded, the model keeps the old code and a copy would have the new.
  /// Another plugin's code has no part in it.
  @Test func codeBeforeAReload() throws {
    func registry(tie: UInt64, others: UInt64) throws -> Registry {
      var registry = try self.registry().without(model: "tie").without(model: "counting")
      var own = Registry()
      try own.add(TieModel.self)
      registry.append(try own.model("tie").coming(from: "ties", code: tie))
      try own.add(CountingModel.self)
      registry.append(try own.model("counting").coming(from: "counts", code: others))
      return registry
    }
    let request = ModelRecipe(
      model: "pair", settings: [.init(name: "members", value: "tie,drift")])
    #expect(
      try PluginCode.lines(for: request, registry: registry(tie: 1, others: 1))
        == ["plugin ties 0000000000000001"])
    let model = try train("tie", as: "t", registry: registry(tie: 1, others: 1))
    let settings: KeyValuePairs = ["members": "t,drift"]
    _ = try train("pair", settings, among: [model], registry: registry(tie: 1, others: 2))
    #expect(
      throws: EngineError.badMember(
        owner: "pair", member: "t",
        reason:
          "its plugin has been loaded anew since it was trained, and a copy would be of other "
          + "code; train t anew")
    ) { try train("pair", settings, among: [model], registry: registry(tie: 2, others: 1)) }
  }

  /// The honesty guard looks at what an ensemble was trained on: nothing else may have gone in.
  @Test func membersThatSawOthersThanTheirSplitSays() throws {
    let honest = try train("tie", as: "t")
    let everyone = try train("tie", under: Split.none).folds[0]
    let liar = TrainedModel(
      name: "t", descriptor: honest.descriptor, options: honest.options, plan: nil, seed: 0,
      split: fold, dataset: honest.dataset, items: honest.items,
      folds: [
        TrainedFold(
          fold: 0, model: everyone.model, training: everyone.training, log: everyone.log,
          seconds: 0, meanRating: 3, learningMean: 3, supports: everyone.supports)
      ])
    #expect(try error("t,drift", among: [liar]).contains("other ratings than those of this split"))
  }

  /// A model that combines others counts as trained on all that its members were.
  @Test func theGuardSeesWhatMembersWereTrainedOn() throws {
    let models = [try train("tie", under: Split.none), try train("drift", under: Split.none)]
    let both = try train("pair", ["members": "tie,drift"], under: Split.none, among: models)
    let error = #expect(throws: EngineError.self) {
      try TestBench(data, registry: registry()).evaluate([both])
    }
    #expect(
      error?.description
        == "\"pair\" was trained on 87 ratings of 6 users that it would be asked about: it was "
        + "trained on tiny (none) and is asked about tiny (fresh-users, fold 0)")
  }
}

/// Keeps what it was given: a model that combines others as a stranger would write it.
private final class PairModel: Recommender {
  struct Options: ModelOptions {
    var members = [ModelRecipe("tie"), ModelRecipe("drift")]
    static let fields: [OptionField<Options>] = [.init("members", \.members, atLeast: 2, "two")]
  }

  static let descriptor = ModelDescriptor(
    name: "pair", summary: "pair", discussion: "pair", reference: "none")

  let recipes: [ModelRecipe]
  private(set) var given: [TrainedMember?] = []
  init(options: Options) { recipes = options.members }
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    given = recipes.map(run.members.trained)
  }
  func represent(_ user: UserQuery) -> Int { 0 }
  func extend(_ representation: inout Int, by interaction: Interaction) {}
  func score(_ representation: Int, item: Int) -> Float { 3 }
  func path(of representation: Int) -> AnswerPath { .globalMean }
}

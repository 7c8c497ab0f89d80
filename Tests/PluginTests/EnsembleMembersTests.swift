import DebutEngine
import DebutTesting
import Testing

@testable import Ensemble

/// Ensembles of models that were trained before.
@Suite struct EnsembleMembersTests {
  private let bench: TestBench

  init() throws { bench = TestBench(Case.data, registry: try .builtIns()) }

  private func ensemble(_ model: TrainedModel) throws -> Ensemble {
    try #require(model.folds[0].model as? Ensemble)
  }

  private func members(of model: TrainedModel) throws -> [any Recommender] {
    try ensemble(model).members.map(\.model)
  }

  @Test func combinesTheVeryModels() throws {
    let small = try bench.train("bias", ["decay": "1"], as: "small")
    let knn = try bench.train("item-knn", ["shrinkage": "5"], as: "knn")
    let both = try bench.train("ensemble", ["members": "small,knn"], among: [small, knn])
    let members = try members(of: both)
    #expect(members[0] === small.folds[0].model && members[1] === knn.folds[0].model)
    let notes = both.folds[0].log.notes
    // Nothing is said of the copies, whose choices are not those of the members.
    #expect(notes.count == 1)
    #expect(notes[0].hasPrefix("weights small "))
    #expect(notes[0].hasSuffix(", fitted on 5 users set aside, by copies trained without them"))
    let path = try both.answer(history: bench.history(of: 0)).path.description
    #expect(path == "small and knn of \(bench.history(of: 0).count) ratings")
  }

  /// Fitted on the trained members' own answers, weights would follow what these learnt by heart. They
  /// are those of members that were never trained on the users set aside.
  @Test func weightsRestOnCopiesThatHaveNotSeenTheUsers() throws {
    let vectors = try bench.train("latent-cf", ["factors": "7"], as: "vectors", epochs: 2)
    let knn = try bench.train("item-knn", ["shrinkage": "5"], as: "knn")
    let trained = try bench.train("ensemble", ["members": "vectors,knn"], among: [vectors, knn])
    let anew = try bench.train(
      "ensemble", ["members": "latent-cf(factors=7,--epochs=2),item-knn(shrinkage=5)"])
    #expect(try ensemble(trained).weights == ensemble(anew).weights)
    #expect(try members(of: anew)[1] !== knn.folds[0].model)
    #expect(anew.folds[0].log.validationUsers.count == 5)
    #expect(trained.folds[0].log.validationUsers.isEmpty)
  }

  /// Members know users by indices of their own: one was trained on everyone, one without the users of
  /// the weights, one without those of its early stopping.
  @Test func everyMemberKnowsItsOwnUsers() throws {
    let all = try bench.train("latent-cf", ["factors": "3"], as: "all", epochs: 2)
    let early = try bench.train("latent-cf", ["factors": "4"], as: "early", epochs: 2, patience: 2)
    #expect(!early.folds[0].log.validationUsers.isEmpty)
    let mix = try bench.train(
      "ensemble", ["members": "all,early,latent-cf(factors=5,--epochs=2)"], among: [all, early])
    let parts = try ensemble(mix).members
    let known = parts.map { $0.isKnown.count { $0 } }
    #expect(known[0] == 54 && known[1] < 54 && known[2] == 49)
    let opened = try bench.reopened(mix)
    for user in bench.data.histories.indices.prefix(40) {
      let id = bench.data.histories.users[user]
      let item = bench.data.catalogue[user % 7].id
      func stars(_ model: TrainedModel) throws -> Float? {
        try model.answer(userID: id, history: bench.history(of: user)).predict(
          itemID: item)
      }
      #expect(try stars(mix) == stars(opened))
      // The ensemble's inputs from the first two are their own predictions.
      for (m, model) in [all, early].enumerated() {
        let fold = model.folds[0]
        let trained = fold.trainedUser(id, beginning: bench.data.histories[user])
        let outer = mix.folds[0].trainedUser(id, beginning: bench.data.histories[user])
        let query = parts[m].query(
          UserQuery(history: bench.data.histories[user], trainedUser: outer))
        #expect(query.trainedUser == trained)
      }
    }
  }

  /// An ensemble is what its recipe gives, whether its members were at hand or not.
  @Test func trainedAnewItIsTheSame() throws {
    let split = Split.freshUsers(folds: [0, 3])
    let small = try bench.train(
      "gru-sequence", ["hidden": "5"], as: "small", epochs: 2, seed: 4, under: split)
    let knn = try bench.train("item-knn", as: "knn", under: split)
    let both = try bench.train(
      "ensemble", ["members": "small,knn"], under: split, among: [small, knn])
    let contender = try CrossValidation.Contender(both, registry: .builtIns())
    #expect((contender.request.settings ?? []).map(\.value).joined().contains("hidden=5"))
    let again = try bench.train(contender.request, under: split)
    #expect(try bench.predictions(again, under: split) == bench.predictions(both, under: split))
    #expect(again.options == both.options)
  }

  @Test func eachFoldHasItsOwnWeightsAndMembers() throws {
    let split = Split.freshUsers(folds: [0, 3])
    let models = [try bench.train("bias", under: split), try bench.train("item-knn", under: split)]
    let both = try bench.train(
      "ensemble", ["members": "bias,item-knn"], under: split, among: models)
    let folds = both.folds.compactMap { $0.model as? Ensemble }
    #expect(folds.count == 2 && folds[0].weights != folds[1].weights)
    for (i, fold) in folds.enumerated() {
      #expect(fold.members[1].model === models[1].folds[i].model)
    }
    #expect(try !bench.predictions(both, under: split).isEmpty)
  }

  // MARK: Files

  @Test func theFileNeedsNoOther() throws {
    let small = try bench.train("gru-sequence", ["hidden": "5"], as: "small", epochs: 2)
    let knn = try bench.train("item-knn", ["shrinkage": "5"], as: "knn")
    let both = try bench.train(
      "ensemble", ["members": "small,knn"], as: "both", among: [small, knn])
    let folder = try TestFolder()
    let path = "\(folder.path)/both.safetensors"
    try ModelFile.save(both, to: path, registry: .builtIns(), compute: .testing())
    let opened = try ModelFile.open(path, registry: .builtIns(), compute: .testing()).model
    let split = Split.freshUsers(folds: [0])
    #expect(try bench.predictions(opened, under: split) == bench.predictions(both, under: split))
    #expect(opened.options == both.options && opened.name == "both")
    #expect(try ensemble(opened).weights == ensemble(both).weights)

    let error = #expect(throws: EngineError.self) {
      try ModelFile.open(
        path, registry: Registry.builtIns().without(model: "item-knn"), compute: .testing())
    }
    guard case .missingPlugin(_, let reason)? = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(reason.contains("\"item-knn\""))
  }

  // MARK: The user stops it

  @Test func anInterruptedTrainingLeavesNothingHalf() throws {
    let small = try bench.train("gru-sequence", ["hidden": "5"], as: "small", epochs: 2)
    let bias = try bench.train("bias")
    #expect(throws: EngineError.interrupted) {
      try bench.train(
        "ensemble", ["members": "small,bias"], among: [small, bias],
        monitor: StoppingMonitor(after: 1))
    }
  }
}

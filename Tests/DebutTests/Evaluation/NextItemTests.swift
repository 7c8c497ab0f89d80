import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// A model of events: an item scores the number of times that it came after the user's last one in training, and a
/// tenth of its training count; ties are many. One item may be silent.
final class FollowModel: Recommender {
  struct Options: ModelOptions {
    var silent = -1
    static let fields: [OptionField<Options>] = [
      .init("silent", \.silent, in: -1...1000, "an item it cannot score")
    ]
  }

  static let descriptor = ModelDescriptor(
    name: "follow", summary: "follows", discussion: "follows", reference: "none",
    learning: .events)

  private let options: Options
  private(set) var follows: [[Int]] = []
  private(set) var counts: [Int] = []

  init(options: Options) { self.options = options }

  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    counts = data.itemCounts
    follows = Array(
      repeating: Array(repeating: 0, count: data.itemCount), count: data.itemCount)
    for history in data.histories {
      for (a, b) in zip(history.items, history.items.dropFirst()) {
        follows[Int(a)][Int(b)] += 1
      }
    }
  }

  func represent(_ user: UserQuery) -> Int { user.history.items.last.map { Int($0) } ?? -1 }
  func extend(_ representation: inout Int, by interaction: Interaction) {
    representation = interaction.item
  }
  func score(_ representation: Int, item: Int) -> Float {
    guard item != options.silent else { return .nan }
    let follow = representation < 0 ? 0 : follows[representation][item]
    return Float(follow) + 0.1 * Float(counts[item])
  }
  func path(of representation: Int) -> AnswerPath { .itemMean }
}

@Suite struct NextItemTests {
  private let data: Dataset
  private let registry: Registry
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    var random = SeededGenerator(seed: 3)
    // Users walk from item to item, some with repeats; item 40 comes last for one user alone.
    var lines = "user,item,timestamp\n"
    for user in 0..<60 {
      var item = random.below(30)
      for step in 0..<(2 + random.below(25)) {
        item = random.below(4) == 0 ? random.below(30) : (item + 1 + random.below(2)) % 30
        lines += "\(user),\(user == 7 && step == 1 ? 40 : item),\(1_000_000_000 + step / 2)\n"
      }
    }
    data = try Dataset.load(path: folder.write("events.csv", lines))
    var registry = try Registry.testing()
    try registry.add(FollowModel.self)
    self.registry = registry
  }

  private func train(
    _ split: Split, silent: Int? = nil, model: String = "follow", on data: Dataset? = nil
  ) throws -> TrainedModel {
    try TrainingJob.train(
      ModelRecipe(
        model: model, settings: silent.map { [Setting(name: "silent", value: "\($0)")] } ?? []),
      on: data ?? self.data, split: split, registry: registry, compute: .testing(),
      monitor: SilentMonitor())
  }

  private func evaluate(
    _ models: [TrainedModel], _ split: Split, _ method: NextItemProtocol = .init(),
    on data: Dataset? = nil, threads: Int = 1, tieOrder: UInt64? = nil
  ) throws -> Evaluation {
    try Evaluator.evaluate(
      models, on: data ?? self.data, split: split, protocol: .nextItem(method),
      registry: registry, compute: .testing(threads: threads), tieOrder: tieOrder)
  }

  /// Ranks in the plainest way: all scores, those of items had before removed, equals before the target.
  private func reference(_ split: Split, repeats: Bool, silent: Int = -1) throws -> [Float] {
    var ranks: [Float] = []
    for partition in try split.partitions(of: data) {
      let model = FollowModel(options: .init())
      let training = TrainingSet(
        histories: partition.training, itemCount: data.catalogue.ratedCount,
        feedback: .implicit, catalogue: data.catalogue)
      try model.fit(training, TrainingContext(seed: 0, compute: .testing()))
      for (user, history) in partition.heldOut.enumerated() {
        let first = max(partition.firstTargets[user], partition.fold == nil ? 0 : 1)
        for position in history.indices.dropFirst(first) {
          let known = history.items.prefix(position).map { Int($0) }
          let target = history[position].item
          func score(_ item: Int) -> Float {
            let follow = known.last.map { model.follows[$0][item] } ?? 0
            return Float(follow) + 0.1 * Float(model.counts[item])
          }
          let candidates = model.counts.indices.filter {
            model.counts[$0] > 0 && $0 != silent && (repeats || !known.contains($0))
          }
          let rank = candidates.count { $0 != target && score($0) >= score(target) } + 1
          ranks.append(candidates.contains(target) ? Float(rank) : 0)
        }
      }
    }
    return ranks
  }

  @Test(
    arguments: [Split.leaveLastOut, .freshUsers(folds: [0, 3]), .byTime(fraction: 0.7)],
    [false, true])
  func ranksAreThoseOfAPlainCount(split: Split, repeats: Bool) throws {
    var method = NextItemProtocol()
    method.repeats = repeats
    let result = try evaluate([try train(split)], split, method)
    let ranks = result.models[0].runs[0].values
    #expect(try ranks == reference(split, repeats: repeats))
    #expect(ranks.contains { $0 == 1 } && ranks.contains { $0 > 10 })
    for threads in [2, 5] {
      let again = try evaluate([try train(split)], split, method, threads: threads)
      #expect(again.models[0].runs[0].values == ranks)
      #expect(again.models[0].runs[0].lists == result.models[0].runs[0].lists)
    }
    #expect(result.ranks && result.primaryMetric.name == "ndcg@10")
    #expect(result.protocolName == "\(split.word), next-item\(repeats ? ", repeats" : "")")
  }

  @Test func figuresAreThoseOfTheDefinitions() throws {
    let split = Split.leaveLastOut
    var method = NextItemProtocol()
    method.top = 5
    let result = try evaluate([try train(split)], split, method)
    let ranks = result.models[0].runs[0].values
    let hits = ranks.filter { $0 >= 1 && $0 <= 5 }
    let count = Double(ranks.count)
    // log2(1 + rank) of the ranks 1 to 5.
    let gains = [1.0, 1.584962500721156, 2, 2.321928094887362, 2.584962500721156].map { 1 / $0 }
    let row = result.rows[0]
    func isNear(_ a: Double?, _ b: Double) -> Bool { a.map { abs($0 - b) < 1e-12 } ?? false }
    #expect(isNear(row.values["hr@5"], Double(hits.count) / count))
    #expect(isNear(row.values["mrr@5"], hits.reduce(0) { $0 + 1 / Double($1) } / count))
    #expect(isNear(row.values["ndcg@5"], hits.reduce(0) { $0 + gains[Int($1) - 1] } / count))
    #expect(!hits.isEmpty && hits.count < ranks.count)
  }

  @Test func anUnknownItemAndASilentOneAreMisses() throws {
    let split = Split.byTime(fraction: 0.6)
    let silent = try #require(data.catalogue.vocabulary.index(of: 5))
    let model = try train(split, silent: silent)
    let result = try evaluate([model], split)
    #expect(
      try result.models[0].runs[0].values == reference(split, repeats: false, silent: silent))
    #expect(result.notes.contains { $0.hasPrefix("follow:") && $0.hasSuffix("count as misses") })
    #expect(result.rows[0].values["hr@10"] != nil, "figures are not withheld")
  }

  @Test func targetsMayBeTheFirstOrTheLast() throws {
    let split = Split.byTime(fraction: 0.6)
    let model = try train(split)
    let all = try evaluate([model], split)
    for targets in [NextItemProtocol.Targets.first, .last] {
      var method = NextItemProtocol()
      method.targets = targets
      let some = try evaluate([model], split, method)
      let users = Set(all.targets.map(\.userID))
      #expect(some.targets.count == users.count)
      for target in some.targets {
        let own = all.targets.indices.filter { all.targets[$0].userID == target.userID }
        let place = try #require(targets == .first ? own.first : own.last)
        #expect(all.targets[place] == target)
        let mine = try #require(some.targets.firstIndex(of: target))
        #expect(some.models[0].runs[0].values[mine] == all.models[0].runs[0].values[place])
      }
    }
  }

  @Test func fewCandidatesFlatter() throws {
    let split = Split.leaveLastOut
    let model = try train(split)
    let all = try evaluate([model], split).models[0].runs[0].values
    var method = NextItemProtocol()
    method.sampledCandidates = 5
    let few = try evaluate([model], split, method)
    #expect(few.protocolName.hasSuffix("candidates sampled:5"))
    #expect(
      zip(few.models[0].runs[0].values, all).allSatisfy { $0 <= $1 && ($0 == 0) == ($1 == 0) })
    #expect(few.models[0].runs[0].values.allSatisfy { $0 <= 6 })
    #expect(few.models[0].runs[0].values != all)
    let again = try evaluate([model], split, method, threads: 3)
    #expect(again.models[0].runs[0].values == few.models[0].runs[0].values)
    method.seed = 1
    #expect(
      try evaluate([model], split, method).models[0].runs[0].values
        != few.models[0].runs[0].values)
    // As many candidates as there are is all of them.
    method.sampledCandidates = 1_000
    #expect(try evaluate([model], split, method).models[0].runs[0].values == all)
  }

  /// An event may come again: only what lies beyond the known events is leakage.
  @Test func leakageIsBeyondTheKnownEvents() throws {
    let split = Split.leaveLastOut
    _ = try evaluate([try train(split)], split)
    let trainedOnAll = try train(.none)
    #expect {
      try evaluate([trainedOnAll], split)
    } throws: {
      guard case EngineError.overlap(_, let users, let ratings, _, _) = $0 else { return false }
      return users == data.histories.count && ratings == users
    }
    #expect(throws: EngineError.self) {
      try evaluate([try train(split)], .freshUsers(folds: [0]))
    }
  }

  @Test func starsAndEventsAreNotMixedUp() throws {
    let model = try train(.leaveLastOut)
    #expect(throws: EngineError.noStars(model: "follow")) {
      try Evaluator.evaluate(
        [model], on: data, split: .leaveLastOut, registry: registry, compute: .testing())
    }
    #expect(throws: EngineError.needsRatings(model: "counting", dataset: data.name)) {
      try train(.leaveLastOut, model: "counting")
    }
    // Models of ratings rank by stars, and models of events learn from ratings.
    let ratings = Dataset.tiny(users: 40)
    let models = try ["tie", "follow"].map {
      try train(.freshUsers(folds: [1]), model: $0, on: ratings)
    }
    let result = try evaluate(models, .freshUsers(folds: [1]), on: ratings)
    #expect(result.models.count == 2 && result.targets.allSatisfy { $0.position > 0 })
  }

  @Test func predictionsAreRanks() throws {
    let split = Split.leaveLastOut
    let result = try evaluate([try train(split)], split)
    try result.writePredictions(to: "\(folder.path)/ranks.csv")
    let lines = try folder.read("ranks.csv").split(separator: "\n")
    #expect(lines[0] == "model,user,item,timestamp,position,rank")
    #expect(lines.count == result.targets.count + 1)
    for (line, (target, rank)) in zip(
      lines.dropFirst(), zip(result.targets, result.models[0].runs[0].values))
    {
      let fields = line.split(separator: ",")
      #expect(fields[1] == "\(target.userID)" && fields[2] == "\(target.itemID)")
      #expect(fields[4] == "\(target.position)" && fields[5] == "\(Int(rank))")
    }
  }

  @Test func listsHaveCoverageAndPopularity() throws {
    // Everybody gets the same list of two items: coverage is 2 of 4, popularity their mean count.
    let lists: [Int32] = [3, 1, 3, 1, 3, -1]
    let figures = ListFigures(lists, supports: [5, 2, 0, 6, 1], candidates: 4)
    #expect(figures.coverage == 0.5 && figures.popularity == (6.0 * 3 + 2 * 2) / 5)
    #expect(ListFigures.mean([figures, nil]) == nil && ListFigures.mean([]) == nil)
  }

  @Test func crossValidationKeepsRanks() throws {
    let split = Split.freshUsers(folds: [0, 1, 2])
    var method = NextItemProtocol()
    method.repeats = true
    let plan = CrossValidation(
      [.init(ModelRecipe(model: "follow"))], split: split, nextItem: method)
    func run(_ cache: PredictionCache?) throws -> Evaluation {
      try plan.run(
        on: data, registry: registry, compute: .testing(threads: 2), folder: cache,
        monitor: SilentCrossValidationMonitor())
    }
    let expected = try evaluate([try train(split)], split, method)
    let cache = try PredictionCache("\(folder.path)/runs")
    for cache in [nil, cache, cache] {
      let result = try run(cache)
      #expect(result.models[0].runs[0].values == expected.models[0].runs[0].values)
      #expect(result.models[0].runs[0].lists == expected.models[0].runs[0].lists)
      #expect(result.protocolName == expected.protocolName && result.notes == expected.notes)
    }
    // Other questions have other keys.
    let other = CrossValidation(
      [.init(ModelRecipe(model: "follow"))], split: split, nextItem: .init())
    let result = try other.run(
      on: data, registry: registry, compute: .testing(), folder: cache,
      monitor: SilentCrossValidationMonitor())
    #expect(result.models[0].runs[0].values != expected.models[0].runs[0].values)
  }

  @Test func tiedTargetsAreTold() throws {
    let split = Split.leaveLastOut
    let result = try evaluate([try train(split)], split)
    let tied = data.histories.count { history in
      history.count > 1
        && history[history.count - 1].timestamp == history[history.count - 2].timestamp
    }
    let share = (Double(tied) / Double(data.histories.count) * 1000).rounded() / 10
    #expect(tied > 0 && result.notes.contains { $0.hasPrefix("\(share) % of the targets") })
  }

  /// Another order of ties leaves as many events known, and makes others targets.
  @Test func leakageIsOfItems() throws {
    let split = Split.leaveLastOut
    let model = try train(split)
    let other = data.redrawingTies(seed: 4)
    #expect {
      try evaluate([model], split, on: other)
    } throws: {
      guard case EngineError.overlap(_, let users, _, _, _) = $0 else { return false }
      return users > 0 && users < data.histories.count
    }
  }

  @Test func repeatedTargetsAreTold() throws {
    let split = Split.leaveLastOut
    let model = try train(split)
    let had = data.histories.count { $0.items.dropLast().contains($0.items.last ?? -1) }
    let share = (Double(had) / Double(data.histories.count) * 1000).rounded() / 10
    let note = "\(share) % of the targets are items that the user had before"
    #expect(had > 0)
    #expect(try evaluate([model], split).notes.contains { $0.hasPrefix(note) })
    var method = NextItemProtocol()
    method.repeats = true
    #expect(try !evaluate([model], split, method).notes.contains { $0.contains("had before") })
  }

  /// The first of several events of one time is tied with those after it.
  @Test func theFirstTargetIsTiedToo() throws {
    var method = NextItemProtocol()
    method.targets = .first
    let share = try #require(
      method.tiedShare(of: try HeldOutFold.folds(of: .byTime(fraction: 0.5), of: data)))
    #expect(share > 0.5)
  }

  @Test func badNumbersAreRefused() throws {
    let model = try train(.leaveLastOut)
    var method = NextItemProtocol()
    for (top, sampled) in [(0, nil), (1_001, nil), (10, 0)] as [(Int, Int?)] {
      method.top = top
      method.sampledCandidates = sampled
      #expect(throws: EngineError.self) { try evaluate([model], .leaveLastOut, method) }
    }
  }
}

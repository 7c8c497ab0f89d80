import DebutEngine
import DebutTesting
import Testing

@testable import ItemKNN

@Suite struct ItemKNNTests {
  private func trained(_ options: KeyValuePairs<String, String>, on data: Dataset) throws
    -> ItemKNNModel
  {
    let model = ItemKNNModel(
      options: try .init(
        settings: options.map { Setting(name: $0.key, value: $0.value) }, of: "item-knn"))
    try model.fit(data.trainingSet, TrainingContext(seed: 1, compute: try .testing()))
    return model
  }

  // MARK: Learning

  @Test func findsTheTasteOfFreshUsers() throws {
    let data = Dataset.tiny(users: 200)
    let fold = try Case("item-knn", ["shrinkage": "5"]).trained(on: data)
    #expect(try error(of: fold) < 0.65 * error(of: Case("bias").trained(on: data)))
    #expect(!ordersAgree(fold))
  }

  /// If ratings hang together by chance alone, neighbours do next to no harm.
  @Test func noiseIsNearChance() throws {
    var generator = SeededGenerator(seed: 2)
    let noise = Dataset.histories(
      (0..<300).map { _ in
        (0..<30).shuffled(using: &generator).prefix(20).map { item in
          (item: item, stars: Float(1 + generator.below(5)))
        }
      }, items: 30)
    let neighbours = try error(of: Case("item-knn", ["decay": "1"]).trained(on: noise))
    let bias = try error(of: Case("bias", ["decay": "1"]).trained(on: noise))
    #expect(abs(neighbours - bias) < 0.02 * bias)
  }

  @Test func sameBitsWhereAllIsChosen() throws {
    try checkSameBits(
      Case("item-knn").request(), on: .tiny(users: 250), registry: .builtIns(),
      kernels: try Kernels.select())
  }

  // MARK: Answers

  /// Two items that everyone likes or dislikes together, and one that stands alone.
  @Test func aPredictionByHand() throws {
    let data = Dataset.histories(
      (0..<40).map { user in
        let mood: Float = user % 2 == 0 ? 1 : -1
        return [(0, 3 + mood), (1, 3 + mood), (2, 3 - mood), (3, 3 - mood)]
      }, items: 4)
    let model = try trained(
      [
        "shrinkage": "0", "amplification": "1", "regularisation": "0.5", "decay": "1",
        "recency": "0.5", "bias-shrinkage": "1",
      ], on: data)
    // No item is better than another and no user kinder: residuals are 1 and -1, similarities 1.
    let history = History([
      Interaction(item: 0, rating: 5), Interaction(item: 2, rating: 3),
      Interaction(item: 1, rating: 3),
    ])
    let answer = model.answering(UserQuery(history: history))
    #expect(answer.path.description == "neighbours and bias of 3 ratings")
    // Biases before each rating: 0, 2 / 2, 2 / 3; in the end 2 / 4.
    let (oldest, last) = (Float(2), Float(-2.0 / 3))
    #expect(abs(answer.score(item: 3) - (3 + 0.5 + 0.5 * -1 / (0.5 + 0.5))) < 1e-5)
    #expect(abs(answer.score(item: 1) - (3 + 0.5 + 0.25 * oldest / (0.25 + 0.5))) < 1e-5)
    #expect(abs(answer.score(item: 0) - (3 + 0.5 + 1 * last / (1 + 0.5))) < 1e-5)
  }

  @Test(arguments: [("1", "1"), ("3", "0.8"), ("40", "0.97")])
  func manyAtOnceAnswerAsOne(neighbours: String, recency: String) throws {
    let data = Dataset.tiny(users: 120, items: 60, ratings: 20...50)
    let model = try trained(
      ["neighbours": neighbours, "recency": recency, "shrinkage": "5"], on: data)
    for history in data.histories.prefix(10) {
      let user = model.represent(UserQuery(history: history))
      let single = (0..<60).map { model.score(user, item: $0) }
      for items in [Array(0..<Int32(60)), Array((0..<60).reversed()), [7], []] {
        var stars = [Float](repeating: .nan, count: items.count)
        items.withUnsafeBufferPointer { items in
          stars.withUnsafeMutableBufferPointer { model.score(user, items: items, into: $0) }
        }
        #expect(stars == items.map { single[Int($0)] })
      }
    }
  }

  @Test func extendEqualsReplayToTheBit() throws {
    let data = Dataset.tiny(users: 60, ratings: 10...30)
    let model = try trained(["neighbours": "4", "recency": "0.9", "shrinkage": "5"], on: data)
    try checkExtendEqualsReplay(model, on: data.histories, itemCount: 30, tolerance: 0)
  }

  @Test func anItemRatedAgainStandsOnce() throws {
    let data = Dataset.tiny(users: 60)
    let model = try trained([:], on: data)
    let ratings: [Float] = [5, 1, 4, 2]
    let user = model.represent(
      UserQuery(
        history: History((0..<2000).map { Interaction(item: $0 % 3, rating: ratings[$0 % 4]) })))
    let known = try #require(user)
    #expect(known.items == [0, 1, 2] && known.residuals.count == 3 && known.ratings == 2000)
    #expect(known.positions == [1998, 1999, 1997])
    for item in 0..<30 { #expect(model.score(user, item: item).isFinite) }
  }

  @Test func longHistoriesAreAnswered() throws {
    var generator = SeededGenerator(seed: 5)
    let count = 5000
    let data = Dataset.histories(
      (0..<30).map { user in
        (0..<count).shuffled(using: &generator).prefix(500).map {
          (item: $0, stars: Float(1 + ($0 + user) % 5))
        }
      }, items: count)
    let model = try trained(["table": "20", "neighbours": "5", "min-ratings": "2"], on: data)
    let user = model.represent(
      UserQuery(
        history: History((0..<count).map { Interaction(item: $0, rating: Float(1 + $0 % 5)) })))
    #expect(try #require(user).items.count > count / 2)
    let items = (0..<Int32(count)).map { $0 }
    var stars = [Float](repeating: .nan, count: count)
    items.withUnsafeBufferPointer { items in
      stars.withUnsafeMutableBufferPointer { model.score(user, items: items, into: $0) }
    }
    #expect(stars.allSatisfy { $0 > -1 && $0 < 7 })
    for item in stride(from: 0, to: count, by: 97) {
      #expect(stars[item] == model.score(user, item: item))
    }
  }

  // MARK: Odd data

  static let odd: [(name: String, data: Dataset)] = [
    ("50 ratings", .tiny(users: 5, ratings: 10...10)),
    ("one user", .histories([(0..<20).map { ($0, Float(1 + $0 % 5)) }])),
    ("one rating", .histories([[(0, 4)]])),
    ("one rating a user", .histories((0..<150).map { [($0 % 7, Float(1 + $0 % 5))] })),
    ("no times", .tiny(users: 20, timestamps: false)),
    ("one item again and again", .histories((0..<9).map { u in (0..<9).map { _ in (u % 2, 3) } })),
  ]

  @Test(arguments: odd.indices) func anyDataTrains(index: Int) throws {
    let data = Self.odd[index].data
    for options in [[:], ["decay": "0", "recency": "0", "regularisation": "0"]] as [KeyValuePairs] {
      let model = try trained(options, on: data)
      let answer = model.answering(UserQuery(history: data.histories[0]))
      for item in 0..<data.catalogue.ratedCount {
        let stars = answer.score(item: item)
        #expect(stars > -2 && stars < 8, "\(Self.odd[index].name)")
      }
    }
  }

  /// Rounding errors alone are left of equal ratings: no reason to call items similar.
  @Test func constantRatingsMakeNoNeighbours() throws {
    let data = Dataset.histories((0..<50).map { u in (0..<10).map { ((u + $0) % 20, 3.7) } })
    let model = try trained(["shrinkage": "0"], on: data)
    let user = model.represent(
      UserQuery(history: History([Interaction(item: 0, rating: 5)])))
    #expect(try #require(user).items.isEmpty)
    let first = model.score(user, item: 1)
    #expect((1..<20).allSatisfy { abs(model.score(user, item: $0) - first) < 1e-5 })
  }

  /// Stops at the n-th question.
  private final class AskedMonitor: TrainingMonitor {
    private let limit: Int
    private(set) var questions = 0

    init(stoppingAt limit: Int) { self.limit = limit }

    var shouldStop: Bool {
      questions += 1
      return questions >= limit
    }
    func on(_ event: TrainingEvent) {}
  }

  /// The biases are fitted in ten alternations, each a question: before their end there is nothing to keep.
  @Test func stoppingLeavesTheBiases() throws {
    let data = Dataset.tiny(users: 150).trainingSet
    let whole = AskedMonitor(stoppingAt: .max)
    try ItemKNNModel(options: .init()).fit(
      data, TrainingContext(seed: 1, compute: try .testing(), monitor: whole))
    for limit in [1, 10] {
      let run = TrainingContext(
        seed: 1, compute: try .testing(), monitor: AskedMonitor(stoppingAt: limit))
      #expect(throws: EngineError.interrupted) {
        try ItemKNNModel(options: .init()).fit(data, run)
      }
    }
    for limit in 11..<whole.questions {
      let monitor = AskedMonitor(stoppingAt: limit)
      let run = TrainingContext(seed: 1, compute: try .testing(), monitor: monitor)
      let model = ItemKNNModel(options: .init())
      try model.fit(data, run)
      #expect(run.log.end == .interrupted && monitor.questions < limit + 12)
      #expect(model.answering(UserQuery(history: .empty)).score(item: 0).isFinite)
    }
  }

  @Test func tellsHowFarItIs() throws {
    let monitor = StoppingMonitor()
    let run = TrainingContext(seed: 1, compute: try .testing(), monitor: monitor)
    try ItemKNNModel(options: .init()).fit(Dataset.tiny(users: 150).trainingSet, run)
    #expect(monitor.parts.map(\.name) == ["choosing the recency", "neighbours"])
  }
}

import DebutEngine
import DebutTesting
import Samplers
import Testing

@testable import GRU4Rec

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The network of `gru4rec`, and the weights of both its parts.
@Suite struct GRU4RecTests {
  private static let itemCount = 9

  private func data(_ histories: Histories) -> TrainingSet {
    TrainingSet(
      histories: histories, itemCount: Self.itemCount, feedback: .implicit,
      catalogue: Catalogue(
        rated: (0..<Self.itemCount).map { Item(id: Vocabulary.Key($0), title: "\($0)") }))
  }

  private func trained(
    on histories: Histories, threads: Int = 1, epochs: Int = 3, patience: Int? = 2,
    limit: Int = .max, _ change: (inout GRU4RecModel.Options) -> Void = { _ in }
  ) throws -> (GRU4RecModel, TrainingLog) {
    var options = GRU4RecModel.Options()
    options.hidden = 16
    change(&options)
    let model = GRU4RecModel(options: options)
    let run = TrainingContext(
      seed: 5, compute: try .testing(threads: threads), epochs: epochs, batch: 4,
      patience: patience, sampler: EveryPositionSampler(options: .init()),
      monitor: StoppingMonitor(after: limit), negatives: try Registry.builtIns())
    try model.fit(data(histories), run)
    return (model, run.log)
  }

  private func scores(_ model: GRU4RecModel, _ history: History) -> [Float] {
    let user = model.represent(UserQuery(history: history))
    return (0..<Self.itemCount).map { model.score(user, item: $0) }
  }

  private static func cycles(users: Int = 60, length: Int = 24) -> Histories {
    .cycles(items: itemCount, users: users, length: length)
  }

  @Test(arguments: [
    NextItemLoss.softmax, .sampledSoftmax, .bprMax, .gBCE,
  ])
  func everyLossLearnsTheOrder(loss: NextItemLoss) throws {
    let (model, _) = try trained(on: Self.cycles(), epochs: 25, patience: 25) {
      $0.objective.loss = loss
      $0.objective.samples = 6
      $0.objective.negatives = NegativeChoice("uniform")
      $0.learningRate = 0.01
      $0.dropout = 0
      $0.counts = false
    }
    for first in 0..<Self.itemCount {
      let history = Self.cycles(users: Self.itemCount, length: 7)[first]
      let scores = scores(model, history)
      let best = scores.indices.max { scores[$0] < scores[$1] }
      #expect(best == (first + 7) % Self.itemCount)
    }
  }

  @Test func bothPartsWeighWhatTheyAreWorth() throws {
    let (model, log) = try trained(on: Self.cycles(), epochs: 8, patience: 8)
    #expect(log.validationUsers.count == 6)
    #expect(log.notes.contains { $0.hasPrefix("counts and network: NDCG@10 ") })
    let blend = try #require(model.scorer?.transitions?.blend)
    #expect(blend.coefficients != Blend().coefficients)
    // Transitions say all of a cycle.
    #expect(log.notes.contains { $0.contains(", both 1.0000, on ") })
  }

  @Test func threadsChangeNoBit() throws {
    let histories = EventCountsTests.events(users: 40)
    for counts in [true, false] {
      let models = try [1, 2, 3].map { threads in
        try trained(on: histories, threads: threads) {
          $0.counts = counts
          $0.layers = 2
        }.0
      }
      let all = models.map { model in histories.map { scores(model, $0) } }
      #expect(all[0] == all[1] && all[0] == all[2])
      #expect(all[0].joined().allSatisfy { $0.isFinite })
    }
  }

  @Test func anEventMoreIsTheHistoryReadAnew() throws {
    let histories = EventCountsTests.events(users: 30)
    let (model, _) = try trained(on: histories) { $0.layers = 3 }
    let history = histories[3]
    var user = model.represent(UserQuery(history: history[0..<1]))
    for count in 1..<history.count {
      let fresh = model.represent(UserQuery(history: history[0..<count]))
      for item in 0..<Self.itemCount {
        #expect(model.score(user, item: item) == model.score(fresh, item: item))
      }
      model.extend(&user, by: history[count])
    }
  }

  /// Many events are read at once, several layers one after the other, to the same bits.
  @Test(arguments: [63, 64, 65, 150]) func longHistoriesAreReadInBlocks(length: Int) throws {
    let (model, _) = try trained(on: Self.cycles(), epochs: 1, patience: nil) {
      $0.layers = 3
      $0.counts = false
    }
    let history = Self.cycles(users: 1, length: length)[0]
    let whole = model.represent(UserQuery(history: history))
    var grown = model.represent(UserQuery(history: .empty))
    for next in history { model.extend(&grown, by: next) }
    for item in 0..<Self.itemCount {
      #expect(model.score(whole, item: item) == model.score(grown, item: item))
    }
  }

  /// Nothing is learnt of items without events, whatever the loss.
  @Test(arguments: [NextItemLoss.softmax, .bprMax]) func itemsWithoutEventsComeLast(
    loss: NextItemLoss
  ) throws {
    let histories = Histories.cycles(items: 5, users: 30, length: 8)
    let (model, _) = try trained(on: histories, epochs: 1, patience: nil) {
      $0.counts = false
      $0.objective.loss = loss
      $0.objective.samples = 4
    }
    let scores = scores(model, histories[0])
    let (least, most) = (scores[..<5].min() ?? 0, scores[5...].max() ?? 0)
    #expect(least > most && most.isFinite)
  }

  /// Items that nobody but users set aside have had are new to the network, and counts know them: they are not last,
  /// nor do they spoil the weights of both parts.
  @Test func itemsOfUsersSetAsideAreKnown() throws {
    let users = 40
    let bench = TestBench(
      .histories(
        ofItems: (0..<users).map { user in
          (0..<12).map { (user + $0) % 9 } + [9 + user, (user + 12) % 9]
        }, items: 9 + users), registry: try .builtIns(), split: .none)
    let model = try bench.train("gru4rec", ["hidden": "16"], epochs: 2, patience: 2)
    #expect(model.folds[0].log.validationUsers.count == 4)
    let view = model.folds[0].model.answering(UserQuery(history: bench.data.histories[0]))
    let scores = (0..<9 + users).map { view.score(item: $0) }
    #expect(scores.allSatisfy { $0 > -100 && $0 < 100 })
    let blend = try #require((model.folds[0].model as? GRU4RecModel)?.scorer?.transitions?.blend)
    #expect(blend.coefficients.allSatisfy { abs($0) < 2 })
  }

  @Test func piecesOfABatchCarryTheStatesOn() throws {
    var generator = SeededGenerator(seed: 3)
    let network = TiedGRU(
      counts: Array(repeating: 0, count: Self.itemCount), startsAtPopularity: false, hidden: 16,
      layers: 2, using: &generator)
    let items: [Int32] = [1, 4, 2, 0, 8, 3, 3, 5, 0, 7, 6, 2]
    func batch(_ steps: Range<Int>) -> SequenceBatch {
      let zeros = [Float](repeating: 0, count: 2 * steps.count)
      return SequenceBatch(
        rows: 2, steps: steps.count, lengths: [Int32(steps.count), Int32(steps.count)],
        users: [0, 1], items: Array(items[2 * steps.lowerBound..<2 * steps.upperBound]),
        ratings: zeros, targets: zeros, positions: Array(repeating: 0, count: 2 * steps.count),
        firstStep: steps.lowerBound, continues: steps.upperBound < 6)
    }
    func states(_ batch: SequenceBatch, _ before: [[Float]]?) throws -> ([Float], [[Float]]) {
      let tape = Tape(compute: try .testing())
      tape.reset(seed: 1)
      tape.isTraining = false
      let (states, last) = network.states(before: batch, from: before, dropout: 0.5, on: tape)
      return (Array(UnsafeBufferPointer(start: states.value, count: states.count)), last)
    }
    let whole = try states(batch(0..<6), nil)
    let first = try states(batch(0..<4), nil)
    let second = try states(batch(4..<6), first.1)
    #expect(whole.0 == first.0 + second.0)
    #expect(whole.1 == second.1)
    #expect(first.0.prefix(32).allSatisfy { $0 == 0 })
  }

  @Test func aStoppedTrainingAnswersByBothParts() throws {
    let (model, log) = try trained(on: EventCountsTests.events(users: 40), epochs: 9, limit: 3)
    #expect(log.end == .interrupted)
    #expect(model.scorer?.transitions?.blend.coefficients == Blend().coefficients)
  }

  @Test func nobodySetAside() throws {
    let (model, log) = try trained(on: EventCountsTests.events(users: 1))
    #expect(log.validationUsers.isEmpty)
    #expect(scores(model, EventCountsTests.events(users: 1)[0]).allSatisfy { $0.isFinite })
  }

  @Test func withoutEvents() throws {
    #expect(throws: EngineError.noTrainingRatings) {
      try trained(on: EventCountsTests.events().selecting([]))
    }
  }

  // MARK: Negatives

  private static func byPopularity(_ counts: [Int], _ exponent: Float) -> PopularityNegatives {
    var options = PopularityNegatives.Options()
    options.exponent = exponent
    return PopularityNegatives(options: options, counts: counts)
  }

  @Test func negativesFollowTheirDistribution() {
    let counts = [0, 1, 4, 16]
    var generator = SeededGenerator(seed: 1)
    for (exponent, shares): (Float, [Double]) in [
      (0, [0.25, 0.25, 0.25, 0.25]), (0.5, [0, 1 / 7.0, 2 / 7.0, 4 / 7.0]),
    ] {
      let negatives = Self.byPopularity(counts, exponent).draw(
        20_000, besides: [], using: &generator)
      for (item, share) in shares.enumerated() {
        let drawn = negatives.items.filter { $0 == Int32(item) }.count
        #expect(abs(Double(drawn) / 20_000 - share) < 0.02)
      }
      let place = negatives.items.firstIndex(of: 3) ?? 0
      #expect(abs(Double(negatives.logExpected[place]) - log(20_000 * shares[3])) < 1e-4)
    }
    #expect(
      Self.byPopularity([0, 0], 1).draw(3, besides: [1], using: &generator).items.isEmpty)
  }

  @Test func negativesOfTheBatch() {
    var generator = SeededGenerator(seed: 1)
    let sampler = InBatchNegatives(options: NoOptions(), counts: [5, 3, 2])
    let all = sampler.draw(10, besides: [2, 0, 2], using: &generator)
    #expect(all.items == [2, 0, 2])
    #expect(abs(Double(all.logExpected[1]) - log(3 * 0.5)) < 1e-6)
    let some = sampler.draw(2, besides: [2, 0, 2, 1], using: &generator)
    #expect(some.items.count == 2)
  }
}

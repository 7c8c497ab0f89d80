import DebutEngine
import DebutTesting
import Testing

@testable import GRU4Rec

/// Fits of `transition-mixture`, and its answers.
@Suite struct TransitionMixtureTests {
  private static let itemCount = 9

  private func trained(
    on histories: Histories, items: Int = itemCount, threads: Int = 1, seed: UInt64 = 1,
    hidden: Int = 6
  ) throws -> TransitionMixture {
    var options = TransitionMixture.Options()
    options.scorePositions = 300
    options.mixturePositions = 300
    options.positions = 300
    options.hidden = hidden
    options.dims = 5
    options.epochs = 2
    let model = TransitionMixture(options: options)
    try model.fit(
      trainingSet(histories, items: items),
      TrainingContext(seed: seed, compute: try .testing(threads: threads)))
    return model
  }

  private func trainingSet(_ histories: Histories, items: Int = itemCount) -> TrainingSet {
    TrainingSet(
      histories: histories, itemCount: items, feedback: .implicit,
      catalogue: Catalogue(rated: (0..<items).map { Item(id: Vocabulary.Key($0), title: "\($0)") }))
  }

  private func scores(_ model: TransitionMixture, _ user: TransitionUser?, items: Int = itemCount)
    -> [Float]
  {
    (0..<items).map { model.score(user, item: $0) }
  }

  /// Positions of all users, with counts and the events that they are read from.
  private func positions(_ histories: Histories) throws -> (
    reader: PositionReader, places: [TrainingPosition], repeats: Bool
  ) {
    let events = EventSequences(histories)
    let counts = try EventCounts(
      events, itemCount: Self.itemCount, repeats: histories.hasRepeats, workers: Workers(threads: 1)
    ) { _ in }
    let places = histories.indices.flatMap { user in
      histories[user].indices.map { TrainingPosition(user: user, position: $0) }
    }
    return (PositionReader(counts, events), places, counts.repeats)
  }

  // MARK: Fits

  @Test func gradientOfTheMixture() throws {
    let (reader, places, repeats) = try positions(EventCountsTests.events())
    let samples = places.map { reader.sample($0) }
    var mixture = Mixture(repeats: repeats)
    var generator = SeededGenerator(seed: 4)
    for i in mixture.coefficients.indices {
      mixture.coefficients[i] = Double(generator.uniform() - 0.5)
    }
    let workers = Workers(threads: 1)
    let gradient = mixture.loss(samples, workers: workers).gradient
    for i in mixture.coefficients.indices {
      let losses = [1e-5, -1e-5].map { step in
        var moved = mixture
        moved.coefficients[i] += step
        return moved.loss(samples, workers: workers).value
      }
      #expect(abs((losses[0] - losses[1]) / 2e-5 - gradient[i]) < 1e-7)
    }
  }

  /// Every component is a distribution over the items.
  @Test func componentsSumToOne() throws {
    let histories = EventCountsTests.events()
    let events = EventSequences(histories)
    let counts = try EventCounts(
      events, itemCount: Self.itemCount, repeats: histories.hasRepeats, workers: Workers(threads: 1)
    ) { _ in }
    let n = Self.itemCount
    let memory = Memory<Float>(n * Background.width, filledWith: 0)
    let background = Background(memory.base, itemCount: n)
    for item in 0..<n { background.set(item, count: counts.popularity[item], counts) }
    background.setTrailing(at: counts.trailing.end, counts)
    let room = Memory<UInt32>(EvidenceRoom.bytes(n) / 4, filledWith: 0)
    for length in [0, 1, 2, 7, 30] {
      let user = events.user(0, first: min(length, histories[0].count), keepsOwn: true)
      let evidence = Evidence(
        user, StoredRows(counts.pairs, inverse: background.inverse),
        EvidenceRoom(room.base, itemCount: n))
      var sums = [Double](repeating: 0, count: Mixture.count)
      for item in 0..<n {
        let values = Mixture.probabilities(of: item, evidence, background, itemCount: n)
        for (i, value) in values.enumerated() { sums[i] += value }
      }
      let errors = sums.map { abs($0 - 1) }
      #expect(errors.max()! < 1e-5)
    }
  }

  @Test func gradientOfTheScore() throws {
    let (reader, places, repeats) = try positions(EventCountsTests.events())
    var generator = SeededGenerator(seed: 5)
    var mixture = Mixture(repeats: repeats)
    for i in mixture.coefficients.indices {
      mixture.coefficients[i] = Double(generator.uniform() - 0.5)
    }
    var score = Score()
    for i in score.coefficients.indices {
      score.coefficients[i] += 0.2 * (generator.uniform() - 0.5)
    }
    let kernels = try Compute.testing().kernels
    func loss(_ score: Score, _ gradient: inout [Float]) -> Double {
      gradient.withUnsafeMutableBufferPointer { gradient in
        places.prefix(60).reduce(0.0) {
          $0
            + Double(
              reader.loss(
                $1, mixture, score, kernels: kernels, addingTo: gradient.baseAddress!))
        }
      }
    }
    var gradient = [Float](repeating: 0, count: Score.coefficientCount)
    _ = loss(score, &gradient)
    var unused = gradient
    for i in score.coefficients.indices {
      let losses = [Float(1e-2), -1e-2].map { step in
        var moved = score
        moved.coefficients[i] += step
        return loss(moved, &unused)
      }
      let slope = (losses[0] - losses[1]) / 2e-2
      #expect(abs(slope - Double(gradient[i])) < 2e-2 * (1 + abs(slope)))
    }
  }

  @Test func minimumOfRosenbrocksFunction() {
    var minimiser = LBFGS()
    minimiser.steps = 200
    minimiser.tolerance = 1e-9
    let point = minimiser.minimum(from: [-1.2, 1]) { x in
      let (a, b) = (1 - x[0], x[1] - x[0] * x[0])
      return (a * a + 100 * b * b, [-2 * a - 400 * x[0] * b, 200 * b])
    }
    #expect(abs(point[0] - 1) < 1e-6 && abs(point[1] - 1) < 1e-6)
  }

  /// Later events of a user change nothing of what is read at a position.
  @Test func fittingLooksAtNothingLater() throws {
    let histories = EventCountsTests.events()
    let user = try #require(histories.indices.max { histories[$0].count < histories[$1].count })
    let (first, last) = (histories.ranges[user].lowerBound, histories.ranges[user].upperBound)
    var items = histories.columns.items
    items[first + 6..<last].reverse()
    let other = Histories(
      columns: .init(
        items: items, ratings: histories.columns.ratings, timestamps: histories.columns.timestamps),
      users: histories.users, ranges: histories.ranges)
    let areOthers = other.columns.items != histories.columns.items
    #expect(areOthers)
    let readers = [try positions(histories).reader, try positions(other).reader]
    for position in 0...5 {
      let samples = readers.map { $0.sample(TrainingPosition(user: user, position: position)) }
      #expect(samples[0].context.values == samples[1].context.values)
      #expect(samples[0].probabilities == samples[1].probabilities)
    }
  }

  // MARK: Answers

  @Test func sameBitsAtAnyNumberOfThreads() throws {
    let histories = EventCountsTests.events()
    let models = try [1, 2, 3].map { try trained(on: histories, threads: $0) }
    for history in histories.prefix(4) {
      let answers = models.map { scores($0, $0.represent(UserQuery(history: history))) }
      #expect(answers[0] == answers[1] && answers[0] == answers[2])
    }
  }

  @Test func oneMoreEventIsAReplay() throws {
    let histories = EventCountsTests.events()
    let model = try trained(on: histories)
    var user = model.represent(UserQuery(history: .empty))
    for (position, next) in histories[2].enumerated() {
      model.extend(&user, by: next)
      let replayed = model.represent(UserQuery(history: histories[2][0..<position + 1]))
      #expect(scores(model, user) == scores(model, replayed))
      #expect(model.path(of: user) == model.path(of: replayed))
    }
  }

  /// After item i comes item i + 1, whoever the user is.
  @Test func learnsWhatFollows() throws {
    let items = 20
    var generator = SeededGenerator(seed: 8)
    let histories = Dataset.histories(
      (0..<60).map { _ in
        let first = generator.below(items)
        return (0..<12).map { (item: (first + $0) % items, stars: Float(3)) }
      }, items: items
    ).histories
    let model = try trained(on: histories, items: items)
    for item in 0..<items {
      let user = model.represent(
        UserQuery(
          history: History([
            Interaction(item: (item + items - 1) % items, rating: 3),
            Interaction(item: item, rating: 3),
          ])))
      let answer = scores(model, user, items: items)
      let best = answer.indices.max { answer[$0] < answer[$1] }
      #expect(best == (item + 1) % items)
    }
  }

  /// The network is a gain if the next item hangs on two items together, which counts of pairs do not tell.
  @Test func theNetworkLearnsWhatPairsDoNotTell() throws {
    let histories = Self.sumsOfTwo(users: 400)
    let model = try trained(on: histories, items: 6, hidden: 16)
    let network = try #require(model.scorer?.network)
    #expect(network.hidden == 16 && network.dims == 5)
  }

  @Test func itsGradientByFiniteDifferences() throws {
    let histories = EventCountsTests.events(users: 24)
    let events = EventSequences(histories)
    let run = TrainingContext(seed: 1, compute: try .testing())
    let counts = try EventCounts(
      events, itemCount: Self.itemCount, repeats: histories.hasRepeats, workers: run.compute.workers
    ) { _ in }
    var generator = SeededGenerator(seed: 2)
    let fit = EventFit(counts, events, aside: [], run)
    let vectors = try ItemDirections(
      counts.pairs(.around), dims: 4, compute: run.compute, using: &generator
    ).vectors { _ in }
    let network = NextItemNetwork(vectors: vectors, dims: 4, hidden: 5, using: &generator)
    network.head.weight.fillNormal(1, using: &generator)
    let training = NetworkFit(
      network, fit, Mixture(repeats: counts.repeats), Score(), dropout: 0, run)
    let batch = fit.draw(9, using: &generator)
    let gradients = training.gradients(batch)
    for (parameter, gradient) in zip(network.parameters, gradients) {
      for i in stride(from: 0, to: parameter.count, by: 7) {
        let value = parameter.value.base[i]
        let losses = [Float(1e-2), -1e-2].map { step in
          parameter.value.base[i] = value + step
          return Double(training.meanLoss(batch))
        }
        parameter.value.base[i] = value
        let slope = (losses[0] - losses[1]) / 2e-2
        #expect(abs(slope - Double(gradient[i])) < 1e-3 + 2e-2 * abs(slope))
      }
    }
  }

  /// The vectors are orthogonal directions before they are scaled, so that items of two worlds do not mix.
  @Test func itemsOfOneWorldAreAlike() throws {
    var generator = SeededGenerator(seed: 3)
    let histories = Dataset.histories(
      (0..<80).map { user in
        (0..<15).map { _ in (item: user % 2 * 10 + generator.below(10), stars: Float(3)) }
      }, items: 20
    ).histories
    let counts = try EventCounts(
      EventSequences(histories), itemCount: 20, repeats: histories.hasRepeats,
      workers: Workers(threads: 1)
    ) { _ in }
    let vectors = try ItemDirections(
      counts.pairs(.around), dims: 1, compute: .testing(), using: &generator
    ).vectors { _ in }
    let signs = (0..<20).map { vectors.base[$0] > 0 }
    #expect(Set(signs[..<10]).count == 1 && Set(signs[10...]).count == 1 && signs[0] != signs[10])
  }

  /// Each event is the sum of the two before it, modulo six, with some noise.
  private static func sumsOfTwo(users: Int) -> Histories {
    var generator = SeededGenerator(seed: 6)
    return Dataset.histories(
      (0..<users).map { _ in
        var items = [generator.below(6), generator.below(6)]
        for _ in 0..<14 {
          let sum = (items[items.count - 1] + items[items.count - 2]) % 6
          items.append(generator.below(10) == 0 ? generator.below(6) : sum)
        }
        return items.map { (item: $0, stars: Float(3)) }
      }, items: 6
    ).histories
  }

  // MARK: After training

  /// Recent popularity is that before the user's last event, or that at the end for one who asks later.
  @Test func aUserWhoAsksAfterTrainingGetsWhatIsPopularThen() throws {
    let model = try trained(on: EventCountsTests.events(users: 200), hidden: 0)
    let early = EventCountsTests.events()[0][0..<2]
    func scores(_ history: History, isAfterTraining: Bool) -> [Float] {
      self.scores(
        model,
        model.represent(UserQuery(history: history, isAfterTraining: isAfterTraining)))
    }
    #expect(scores(early, isAfterTraining: true) != scores(early, isAfterTraining: false))
    let late = History(
      early.map {
        Interaction(item: $0.item, rating: 1, timestamp: $0.timestamp.map { $0 + 1_000 })
      })
    #expect(scores(late, isAfterTraining: true) == scores(early, isAfterTraining: true))
  }

  /// Few events after the others tell nothing: then there are no weights of their own, nor without times.
  @Test func fewEventsAreNoLaterOnes() throws {
    let isNil = LaterEvents(EventSequences(EventCountsTests.events(users: 40))) == nil
    #expect(isNil)
    let model = try trained(on: EventCountsTests.events(users: 40), hidden: 0)
    #expect(model.scorer?.later == nil)
    let answers = [true, false].map { isAfterTraining in
      scores(
        model,
        model.represent(
          UserQuery(history: EventCountsTests.events()[0], isAfterTraining: isAfterTraining)))
    }
    #expect(answers[0] == answers[1])
    let timed = EventCountsTests.events(users: 200)
    let untimed = Histories(
      columns: .init(
        items: timed.columns.items, ratings: timed.columns.ratings, timestamps: []),
      users: timed.users, ranges: timed.ranges)
    let isThere = [timed, untimed].map { LaterEvents(EventSequences($0)) != nil }
    #expect(isThere == [true, false])
  }

  @Test func itemsWithoutEventsComeLast() throws {
    let model = try trained(on: EventCountsTests.events(), items: 12)
    let user = model.represent(UserQuery(history: EventCountsTests.events()[1]))
    let answer = scores(model, user, items: 12)
    let (least, most) = (answer[..<9].min()!, answer[9...].max()!)
    #expect(least > most && most.isFinite)
  }

  @Test func refusesAnEmptyTrainingSet() throws {
    let model = TransitionMixture(options: .init())
    #expect(throws: EngineError.self) {
      try model.fit(
        trainingSet(EventCountsTests.events().selecting([])),
        TrainingContext(seed: 1, compute: try .testing()))
    }
  }
}

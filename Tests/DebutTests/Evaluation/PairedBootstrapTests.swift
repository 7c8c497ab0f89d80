import DebutEngine
import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct PairedBootstrapTests {
  /// A figure of the table.
  enum Measure {
    case rmse(HistoryBucket)
    case mae
    case rmsePerUser

    var metric: any Metric {
      switch self {
      case .rmse: RootMeanSquaredError()
      case .mae: MeanAbsoluteError()
      case .rmsePerUser: RootMeanSquaredError(pooling: .users)
      }
    }

    var bucket: HistoryBucket {
      if case .rmse(let bucket) = self { bucket } else { .all }
    }
  }

  /// Two models on users of 1 to 9 ratings: user-wise errors that both share, and some of their own.
  private static func noisy(users: Int, seed: UInt64, seeds: Int = 1) -> Evaluation {
    var generator = SeededGenerator(seed: seed)
    let entries = (0..<users).flatMap { user -> [Evaluation.Entry] in
      let mood = 0.5 * generator.nearlyNormal()
      return (0...generator.below(9)).map { _ in
        Evaluation.Entry(
          user: .init(user + 1), rating: 3,
          stars: (0..<2 * seeds).map {
            3 + mood + (0.3 + 0.1 * Float($0)) * generator.nearlyNormal()
          })
      }
    }
    return .synthetic(
      [entries], models: ["a": Array(0..<seeds), "b": Array(seeds..<2 * seeds)],
      scale: RatingScale(-100, 100))
  }

  /// The definition, without a thought of speed: draw users, put all their ratings in a row, and take
  /// the difference of the two errors.
  private static func plain(
    _ evaluation: Evaluation, _ measure: Measure = .rmse(.all), resamples: Int,
    seed: UInt64
  ) -> [Double] {
    var users: [Vocabulary.Key] = []
    for target in evaluation.targets where !users.contains(target.userID) {
      users.append(target.userID)
    }
    func error(_ model: Int, _ drawn: [Vocabulary.Key]) -> Double {
      let runs = evaluation.models[model].runs.map { run in
        let byUser = drawn.map { user in
          zip(evaluation.targets, run.values).filter {
            guard case .rmse(let bucket) = measure, bucket != .all else {
              return $0.0.userID == user
            }
            return $0.0.userID == user && HistoryBucket.of($0.0.position) == bucket
          }.map { Double($0.1) - Double($0.0.outcome.value) }
        }
        func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
        func rmse(_ errors: [Double]) -> Double { mean(errors.map { $0 * $0 }).squareRoot() }
        switch measure {
        case .rmse: return rmse(byUser.flatMap { $0 })
        case .mae: return mean(byUser.flatMap { $0 }.map(abs))
        case .rmsePerUser: return mean(byUser.map(rmse))
        }
      }
      return runs.reduce(0, +) / Double(runs.count)
    }
    var root = SeededGenerator(seed: seed)
    let generators = (0..<resamples).map { _ in root.split() }
    return generators.map { generator in
      var generator = generator
      let drawn = users.map { _ in users[generator.below(users.count)] }
      return error(0, drawn) - error(1, drawn)
    }
  }

  @Test(arguments: [1, 3]) func agreesWithTheDefinition(seeds: Int) throws {
    let evaluation = Self.noisy(users: 12, seed: 4, seeds: seeds)
    let bootstrap = PairedBootstrap(
      evaluation, resamples: 101, seed: 5, workers: Workers(threads: 1))
    let difference = try #require(bootstrap.difference(of: "a", to: "b"))
    let sorted = Self.plain(evaluation, resamples: 101, seed: 5).sorted()
    // The quantiles .025 and .975 of 101 values lie half way between two.
    #expect(abs(difference.low - (sorted[2] + sorted[3]) / 2) < 1e-12)
    #expect(abs(difference.high - (sorted[97] + sorted[98]) / 2) < 1e-12)
    let all = evaluation.rows.filter { $0.history == "all" }
    #expect(try abs(difference.value - (#require(all[0].rmse) - #require(all[1].rmse))) < 1e-12)
    #expect(bootstrap.users == 12 && bootstrap.resamples == 101)
    let turned = try #require(bootstrap.difference(of: "b", to: "a"))
    #expect(turned.value == -difference.value && abs(turned.low + difference.high) < 1e-12)
    #expect(bootstrap.difference(of: "a", to: "c") == nil)
  }

  @Test func canBeStoppedBetweenResamples() {
    let evaluation = Self.noisy(users: 12, seed: 4, seeds: 1)
    var questions = 0
    #expect(throws: EngineError.interrupted) {
      try PairedBootstrap(
        evaluation, resamples: 200_000, workers: Workers(threads: 1)
      ) {
        questions += 1
        // The sums are asked for before.
        if questions == 10 { throw EngineError.interrupted }
      }
    }
    #expect(questions == 10)
  }

  @Test(arguments: [Measure.mae, .rmsePerUser, .rmse(.none), .rmse(.upTo9)])
  func agreesWithTheDefinitionOf(measure: Measure) throws {
    let evaluation = Self.noisy(users: 14, seed: 6, seeds: 2)
    let bootstrap = PairedBootstrap(
      evaluation, resamples: 101, seed: 5, workers: Workers(threads: 2))
    let difference = try #require(
      bootstrap.difference(of: "a", to: "b", in: measure.metric, after: measure.bucket))
    let sorted = Self.plain(evaluation, measure, resamples: 101, seed: 5).sorted()
    #expect(abs(difference.low - (sorted[2] + sorted[3]) / 2) < 1e-12)
    #expect(abs(difference.high - (sorted[97] + sorted[98]) / 2) < 1e-12)
    let shown = ["a", "b"].map { model in
      evaluation.rows.first {
        guard case .rmse(let bucket) = measure else {
          return $0.model == model && $0.history == "all"
        }
        return $0.model == model && $0.history == bucket.rawValue
      }
    }
    let errors = try shown.map { row in
      switch measure {
      case .rmse: try #require(row?.rmse)
      case .mae: try #require(row?.mae)
      case .rmsePerUser: try #require(row?.rmsePerUser)
      }
    }
    #expect(abs(difference.value - (errors[0] - errors[1])) < 1e-12)
    let asked = evaluation.targets.filter {
      guard case .rmse(let bucket) = measure else { return true }
      return HistoryBucket.of($0.position) == bucket
    }
    #expect(difference.users == Set(asked.map(\.userID)).count)
  }

  /// A draw may have none of few users with long histories. If nobody has one, there is no figure.
  @Test func drawsWithoutAnybodyAreLeftOut() throws {
    var entries: [Evaluation.Entry] = []
    for user in 1...6 {
      for place in 0..<(user == 1 ? 6 : 2) {
        let stars: [Float] = [4, 3 + Float(place) / 10]
        entries.append(Evaluation.Entry(user: .init(user), rating: 3, stars: stars))
      }
    }
    let bootstrap = PairedBootstrap(
      .synthetic([entries], models: ["a": [0], "b": [1]]), resamples: 200,
      workers: Workers(threads: 1))
    let few = try #require(bootstrap.difference(of: "a", to: "b", after: .upTo9))
    #expect(few.users == 1 && abs(few.low - 0.5) < 1e-6 && few.low == few.high && !few.excludesZero)
    #expect(bootstrap.difference(of: "a", to: "b", after: .from19) == nil)
  }

  /// In 95 of 100 worlds the interval holds the difference that the world was made with.
  @Test(.enabled(if: isOptimised)) func coversWhatItSays() throws {
    // Squared errors expected: .25 + .09 and .25 + .16.
    let truth = (0.25 + 0.09).squareRoot() - (0.25 + 0.16).squareRoot()
    let worlds = 200
    var covered = 0
    for world in 0..<worlds {
      let bootstrap = PairedBootstrap(
        Self.noisy(users: 60, seed: UInt64(1000 + world)), resamples: 200,
        workers: Workers(threads: 2))
      let difference = try #require(bootstrap.difference(of: "a", to: "b"))
      if difference.low <= truth, truth <= difference.high { covered += 1 }
    }
    // Three standard deviations of a binomial around 95 in 100, and two in 100 for few users.
    #expect((Int(0.884 * Double(worlds))...Int(0.996 * Double(worlds))).contains(covered))
  }

  @Test func sameIntervalsAtAnyNumberOfThreads() {
    let evaluation = Self.noisy(users: 30, seed: 8)
    let results = [1, 2, 5].map {
      PairedBootstrap(evaluation, resamples: 300, workers: Workers(threads: $0))
        .difference(of: "a", to: "b")
    }
    #expect(results[0] != nil && results[1] == results[0] && results[2] == results[0])
    let other = PairedBootstrap(
      evaluation, resamples: 300, seed: 1, workers: Workers(threads: 1))
    #expect(other.difference(of: "a", to: "b") != results[0])
  }

  @Test func aModelDoesNotDifferFromItself() throws {
    let bootstrap = PairedBootstrap(
      Self.noisy(users: 5, seed: 2), resamples: 50, workers: Workers(threads: 1))
    let same = try #require(bootstrap.difference(of: "a", to: "a"))
    #expect(same.value == 0 && same.low == 0 && same.high == 0 && !same.excludesZero)
  }

  @Test func oneUserLeavesNothingToResample() throws {
    let entries = [Evaluation.Entry(user: 1, rating: 3, stars: [4, 3.5])]
    let bootstrap = PairedBootstrap(
      .synthetic([entries], models: ["a": [0], "b": [1]]), resamples: 10,
      workers: Workers(threads: 1))
    let difference = try #require(bootstrap.difference(of: "a", to: "b"))
    #expect(difference.low == 0.5 && difference.high == 0.5)
    // Nobody else was asked: it is no evidence.
    #expect(!difference.excludesZero && difference.users == 1)
  }

  /// A metric of which more is better, of targets that are hit within half a star.
  private struct HitRate: Metric {
    let name = "hitRate"
    let title = "Hit rate"
    let unit = ""
    let direction = MetricDirection.largerIsBetter

    func add(_ prediction: Float, for outcome: Outcome, to sum: inout MetricSum) {
      sum.add(abs(prediction - outcome.value) < 0.5 ? 1 : 0)
    }
  }

  @Test func worksOnAnyMetric() throws {
    let entries = (0..<40).map { i in
      Evaluation.Entry(
        user: .init(i / 4), rating: 3, stars: [3.2, i % 4 == 0 ? 3.2 : 4])
    }
    let evaluation = Evaluation.synthetic(
      [entries], models: ["a": [0], "b": [1]], metrics: [HitRate(), MeanAbsoluteError()])
    let all = evaluation.rows.filter { $0.history == "all" }
    #expect(all.map { $0[HitRate()] } == [1, 0.25] && all[0].rmse == nil)
    let bootstrap = PairedBootstrap(evaluation, resamples: 50, workers: Workers(threads: 1))
    let hits = try #require(bootstrap.difference(of: "b", to: "a"))
    #expect(hits.value == -0.75 && hits.low == -0.75 && hits.excludesZero && hits.users == 10)
    #expect(bootstrap.difference(of: "b", to: "a", in: RootMeanSquaredError()) == nil)
    let error = try #require(bootstrap.difference(of: "b", to: "a", in: MeanAbsoluteError()))
    #expect(abs(error.value - 0.6) < 1e-6)
    #expect(HitRate().direction.isBetter(1, than: 0.25))
  }

  @Test func quantiles() {
    #expect(PairedBootstrap.quantile(0.5, of: [1, 2, 4]) == 2)
    #expect(PairedBootstrap.quantile(0.25, of: [1, 2, 4]) == 1.5)
    #expect(PairedBootstrap.quantile(0, of: [1, 2]) == 1)
    #expect(PairedBootstrap.quantile(1, of: [1, 2]) == 2)
    #expect(PairedBootstrap.quantile(0.975, of: [3]) == 3)
  }
}

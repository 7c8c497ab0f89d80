import DebutEngine
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct LinearStackTests {
  /// Ratings that are 1 + a / 2 + b / 4 of what two models say, in three folds of four users.
  private static func planted(
    noise: Float = 0, folds: Int = 3, turning turned: Int? = nil
  ) -> Evaluation {
    var generator = SeededGenerator(seed: 3)
    let entries = (0..<folds).map { fold in
      (0..<4).flatMap { user in
        (0..<6).map { _ -> Evaluation.Entry in
          let stars = [1 + 3 * generator.uniform(), 1 + 3 * generator.uniform()]
          let rating = 1 + stars[0] / 2 + stars[1] / 4 + noise * generator.nearlyNormal()
          return Evaluation.Entry(
            user: .init(10 * user + fold), rating: fold == turned ? 6 - rating : rating,
            stars: stars + [stars[0], 3])
        }
      }
    }
    return .synthetic(entries, models: ["a": [0], "b": [1], "twin": [2], "flat": [3]])
  }

  private static let stack = LinearStack(name: "s", components: ["a", "b"])

  @Test(arguments: [1, 3]) func findsThePlantedCombination(folds: Int) throws {
    let result = try Self.planted(folds: folds).adding(Self.stack)
    #expect(result.models.map(\.model) == ["a", "b", "twin", "flat", "s"])
    let all = try #require(result.rows.first { $0.model == "s" && $0.history == "all" })
    #expect(try #require(all.rmse) < 1e-5)
    #expect(all.ratings == 24 * folds)
    #expect(
      result.notes == [
        "s: 0.50 a + 0.25 b, weights of the mean over \(folds == 1 ? 4 : 3) fits, each without those "
          + "it predicts"
      ])
  }

  /// Predictions that differ by no more than rounding have no variance to fit to; a fit to the rounding
  /// would have weights without bounds.
  @Test func predictionsThatHardlyDifferHaveNoWeights() throws {
    var generator = SeededGenerator(seed: 5)
    let entries = (0..<3).map { fold in
      (0..<40).map { i -> Evaluation.Entry in
        let stars = (0..<2).map { _ in
          Float(4).nextUp * (generator.uniform() < 0.5 ? 1 : 1.000_000_1)
        }
        return Evaluation.Entry(
          user: .init(10 * i + fold), rating: 1 + 4 * generator.uniform(), stars: stars)
      }
    }
    let result = try Evaluation.synthetic(entries, models: ["a": [0], "b": [1]]).adding(Self.stack)
    let all = try #require(result.rows.first { $0.model == "s" && $0.history == "all" })
    // The best constant is off by the ratings' deviation, 4 / sqrt(12).
    #expect(try #require(all.rmse) < 1.4)
    #expect(result.notes[0].hasPrefix("s: 0.00 a + 0.00 b, "))
  }

  /// The ratings of a fold's users have no part in the stack's predictions for them.
  @Test func aFoldIsPredictedWithoutItsRatings() throws {
    let plain = try Self.planted(noise: 0.3).adding(Self.stack)
    let turned = try Self.planted(noise: 0.3, turning: 1).adding(Self.stack)
    let stars = [plain, turned].map { $0.models[4].runs[0].values }
    for part in plain.parts {
      #expect((stars[0][part.range] == stars[1][part.range]) == (part.fold == 1))
    }
  }

  /// Likewise of one fold: a user's ratings have no part in the user's predictions.
  @Test func ofOneFoldAUserIsPredictedWithoutTheirRatings() throws {
    func entry(_ user: Int, _ i: Int, _ rating: Float) -> Evaluation.Entry {
      let given = user == 3 ? rating : Float(1 + (user * 3 + i) % 5)
      let stars = [Float(1 + i), Float(1 + (user + 2 * i) % 5)]
      return Evaluation.Entry(user: .init(user), rating: given, stars: stars)
    }
    func stars(_ rating: Float) throws -> [Float] {
      let entries = (0..<35).map { entry($0 / 5, $0 % 5, rating) }
      let evaluation = Evaluation.synthetic([entries], models: ["a": [0], "b": [1]])
      return try evaluation.adding(Self.stack).models[2].runs[0].values
    }
    let low = try stars(1)
    let high = try stars(5)
    #expect(low[15..<20] == high[15..<20])
    #expect(low[..<15] != high[..<15])
  }

  @Test func componentsThatSayTheSameShareTheirWeight() throws {
    let stack = LinearStack(name: "s", components: ["a", "twin", "flat", "b"])
    let result = try Self.planted().adding(stack)
    let all = try #require(result.rows.first { $0.model == "s" && $0.history == "all" })
    #expect(try #require(all.rmse) < 1e-4)
    #expect(result.notes[0].hasPrefix("s: 0.25 a + 0.25 twin + 0.00 flat + 0.25 b,"))
    let flat = try Self.planted().adding(LinearStack(name: "f", components: ["flat"]))
    let mean = try #require(flat.rows.first { $0.model == "f" && $0.history == "all" }?.rmse)
    #expect(mean.isFinite && mean < 1)
  }

  @Test func stacksHaveAsManySeedsAsTheirModels() throws {
    let entries = (0..<12).map { (i: Int) -> Evaluation.Entry in
      let stars: [Float] = [Float(1 + i % 2), Float(1 + i % 3)]
      return Evaluation.Entry(user: .init(i), rating: Float(1 + i % 5), stars: stars)
    }
    let evaluation = Evaluation.synthetic(
      [Array(entries[..<6]), Array(entries[6...])], models: ["a": [0, 1], "b": [1, 0]])
    let stacked = try evaluation.adding(Self.stack)
    #expect(stacked.models[2].runs.count == 2)
    #expect(stacked.rows.last { $0.history == "all" }?.spread?.seeds == 2)
    #expect(stacked.keeping(["s"]).models.map { $0.model } == ["s"])
    #expect(stacked.keeping(["s", "a"]).rows.count == 12)
  }

  @Test func whatCannotBeStacked() {
    let evaluation = Self.planted()
    func expect(_ name: String, _ components: [String], _ says: String) {
      #expect {
        try evaluation.adding(LinearStack(name: name, components: components))
      } throws: { "\($0)".contains(says) }
    }
    expect("a", ["b"], "a model of this name is evaluated")
    expect("s", [], "needs models to combine")
    expect("s", ["a", "a"], "each named once")
    expect("s", ["a", "c"], "combines c, which is not evaluated")
    let lone = Evaluation.synthetic(
      [[.init(user: 1, rating: 3, stars: [2]), .init(user: 1, rating: 4, stars: [3])]],
      models: ["a": [0]])
    #expect {
      try lone.adding(LinearStack(name: "s", components: ["a"]))
    } throws: { "\($0)".contains("only one user is asked about") }
  }
}

@Suite struct LeastSquaresTests {
  @Test func aLineThroughPoints() {
    // y = 2 + 3 x by the textbook's sums, far from the origin given.
    var fit = LeastSquares(columns: 1, origin: 100)
    for (x, y) in [(1.0, 5.1), (2.0, 7.9), (3.0, 11.1), (4.0, 13.9)] { fit.add([x, y]) }
    let (weights, constant) = fit.solve()
    #expect(abs(weights[0] - 2.96) < 1e-6 && abs(constant - 2.1) < 1e-6)
  }

  @Test func piecesAddUp() {
    var whole = LeastSquares(columns: 2, origin: 0)
    var pieces = [whole, whole]
    for i in 0..<10 {
      let row = [Double(i), Double(i * i % 7), Double(3 * i - i * i % 7)]
      whole.add(row)
      pieces[i % 2].add(row)
    }
    pieces[0].add(pieces[1])
    let (a, b) = (whole.solve(), pieces[0].solve())
    #expect(abs(a.weights[0] - 3) < 1e-6 && abs(a.weights[1] + 1) < 1e-6)
    #expect(abs(a.weights[0] - b.weights[0]) < 1e-9 && abs(a.constant - b.constant) < 1e-9)
  }

  @Test func oneRowIsItsOwnMean() {
    var fit = LeastSquares(columns: 2, origin: 1)
    fit.add([2, 3, 4])
    let (weights, constant) = fit.solve()
    #expect(weights == [0, 0] && constant == 4)
  }
}

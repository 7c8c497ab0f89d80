import DebutEngine
import DebutTesting
import Testing

@Suite struct ItemFactorsTests {
  /// The root mean squared error of predicting the second half of every history from the first.
  private func error(
    _ data: TrainingSet, predict: (History, Interaction) -> Double
  ) -> Double {
    var (sum, count) = (0.0, 0)
    for history in data.histories {
      let known = history[0..<history.count / 2]
      for asked in history[history.count / 2..<history.count] {
        let difference = predict(known, asked) - Double(asked.rating)
        sum += difference * difference
        count += 1
      }
    }
    return (sum / Double(count)).squareRoot()
  }

  private func foldInError(_ factors: ItemFactors, _ data: TrainingSet) throws -> Double {
    let items = FoldInItems(factors, kernels: try Kernels.select())
    return error(data) { known, asked in
      var user = FactorFoldIn(items)
      user.add(known)
      return Double(user.prediction(of: asked.item))
    }
  }

  @Test func findsWhatWasPlanted() throws {
    let data = Dataset.planted().trainingSet
    let training = data.selecting { $0 % 4 != 0 }
    let fresh = data.selecting { $0 % 4 == 0 }
    let factors = try ItemFactors(training, run: factorRun(), options: .small(alternations: 30))
    let bias = BiasFit(training)
    let biasError = error(fresh) { known, asked in
      let mean = known.reduce(0.0) {
        $0 + Double($1.rating) - bias.mean - bias.itemBiases[$1.item]
      }
      return bias.mean + bias.itemBiases[asked.item] + mean / Double(known.count + 3)
    }
    // The noise has a deviation of 0.1, vectors known from 15 ratings add to it.
    #expect(biasError > 0.8)
    #expect(try foldInError(factors, fresh) < 0.3)
  }

  @Test func findsNothingInNoise() throws {
    let data = Dataset.planted(noise: 1, signal: 0).trainingSet
    let factors = try ItemFactors(
      data.selecting { $0 % 4 != 0 }, run: factorRun(), options: .small(rank: 20))
    let fresh = data.selecting { $0 % 4 == 0 }
    let chance = error(fresh) { _, _ in Double(factors.mean) }
    let found = try foldInError(factors, fresh)
    #expect(found > 0.97 * chance && found < 1.06 * chance)
  }

  @Test func theSameOnAnyScale() throws {
    let data = Dataset.planted(users: 40)
    let factors = try ItemFactors(data.trainingSet, run: factorRun(), options: .small())
    let rows = data.histories.map { $0.map { (item: $0.item, stars: 3 * $0.rating + 1) } }
    let wide = Dataset.histories(rows, items: 50, scale: RatingScale(-40, 40)).trainingSet
    let other = try ItemFactors(wide, run: factorRun(), options: .small())
    #expect(abs(other.mean - 3 * factors.mean - 1) < 1e-4)
    for (a, b) in zip(other.biases + other.vectors, factors.biases + factors.vectors) {
      #expect(abs(a - 3 * b) < 2e-3)
    }
  }

  /// Each row: what it is, and the data.
  private static let odd: [(String, Dataset)] = [
    ("one rating", .histories([[(0, 4)]])),
    ("one user", .histories([(0..<30).map { ($0, Float($0 % 5 + 1)) }])),
    ("two users", .histories([[(0, 4), (1, 2)], [(1, 5)]], items: 5)),
    ("50 ratings", .tiny(users: 10, items: 12, ratings: 5...5)),
    ("constant", .histories((0..<12).map { _ in (0..<8).map { ($0, 3) } })),
    ("a user without ratings", .histories([[(0, 4), (1, 3)], [], [(1, 1)]])),
    ("no times", .tiny(timestamps: false)),
    (
      "one user with 5,000",
      .histories([(0..<5000).map { ($0, Float($0 % 5 + 1)) }, [(0, 5), (17, 1)]])
    ),
  ]

  @Test(arguments: odd.indices) func oddData(number: Int) throws {
    let (name, data) = Self.odd[number]
    let training = TrainingSet(
      histories: data.histories, itemCount: data.catalogue.ratedCount + 2, scale: data.scale,
      catalogue: data.catalogue)
    let factors = try CrossFittedFactors(
      training, run: factorRun(), options: .small(rank: 20, alternations: 3))
    #expect((1...5).contains(factors.groups.count))
    #expect(factors.groupOfUser.count == data.histories.count)
    for table in [factors.all] + factors.groups {
      #expect(table.itemCount == training.itemCount)
      #expect(
        (table.biases + table.vectors + table.covariances).allSatisfy { $0.isFinite }, "\(name)")
      #expect(table.traces.allSatisfy { $0 > 0 }, "\(name)")
      // Nothing is known of an item that nobody rated.
      #expect(table.biases.last == 0 && table.counts.last == 0)
      let variance = try #require(table.covariances.suffix(table.covarianceCount).first)
      #expect(abs(variance / table.priors.itemBias - 1) < 1e-5)
    }
    let compute = try Compute.testing()
    let items = FoldInItems(factors.all, kernels: compute.kernels)
    let width = data.scale.highest - data.scale.lowest
    for predictions in [
      items.predictions(before: data.histories, decays: [1, 0.9], compute: compute),
      factors.foldInPredictions(decays: [1, 0], compute: compute),
    ] {
      #expect(predictions.count == 2 * data.histories.ratingCount)
      #expect(
        predictions.allSatisfy {
          $0 > data.scale.lowest - width && $0 < data.scale.highest + width
        }, "\(name)")
    }
  }

  @Test func nothingToLearnFromIsAnError() throws {
    let empty = Dataset.histories([[]], items: 2).trainingSet
    #expect(throws: EngineError.noTrainingRatings) {
      try ItemFactors(empty, run: factorRun())
    }
    #expect(throws: EngineError.noTrainingRatings) {
      try CrossFittedFactors(empty, run: factorRun())
    }
  }
}

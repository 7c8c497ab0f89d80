import DebutEngine
import DebutTesting
import Testing

@Suite struct FactorFoldInTests {
  private let data = Dataset.planted(users: 60)

  private func items(rank: Int = 5) throws -> FoldInItems {
    let factors = try ItemFactors(
      data.trainingSet, run: factorRun(), options: .small(rank: rank))
    return FoldInItems(factors, kernels: try Kernels.select())
  }

  @Test(arguments: [1, 5, 20], [1, 0.97, 0.5, 0] as [Float])
  func equalsTheDirectSolve(rank: Int, decay: Float) throws {
    let items = try items(rank: rank)
    for count in [0, 1, 2, 30] {
      let history = data.histories[7][0..<count]
      var foldIn = FactorFoldIn(items, decay: decay)
      for rating in history { foldIn.add(item: rating.item, rating: rating.rating) }
      #expect(foldIn.count == count)
      let dense = DenseFoldIn(items.factors, history, decay: Double(decay))
      for (a, b) in zip(foldIn.user, dense.user) { #expect(abs(Double(a) - b) < 1e-4) }
      for item in 0..<50 {
        let prediction = Double(foldIn.prediction(of: item))
        #expect(abs(prediction - dense.prediction(of: item)) < 2e-4)
        let variance = Double(foldIn.variance(ofPredictionFor: item))
        #expect(abs(variance - dense.variance(of: item)) < 1e-4 * (1 + dense.variance(of: item)))
      }
    }
  }

  @Test func aHistoryAtOnceIsTheSame() throws {
    let items = try items()
    var (whole, stepwise) = (FactorFoldIn(items, decay: 0.9), FactorFoldIn(items, decay: 0.9))
    whole.add(data.histories[3])
    for rating in data.histories[3] { stepwise.add(item: rating.item, rating: rating.rating) }
    #expect(whole.user == stepwise.user && whole.count == stepwise.count)
    whole.add(.empty)
    #expect(whole.user == stepwise.user)
  }

  @Test func manyAtOnceAreTheSame() throws {
    let items = try items()
    let decays: [Float] = [1, 0.97, 0.9]
    // Histories of all lengths, empty ones among them.
    let histories = Histories(
      columns: data.histories.columns, users: data.histories.users,
      ranges: data.histories.ranges.enumerated().map { user, range in
        range.lowerBound..<range.lowerBound + user % 31
      })
    let bulk = items.predictions(before: histories, decays: decays, compute: try .testing())
    var next = 0
    for history in histories {
      var users = decays.map { FactorFoldIn(items, decay: $0) }
      for rating in history {
        for column in decays.indices {
          #expect(bulk[next] == users[column].prediction(of: rating.item))
          next += 1
          users[column].add(item: rating.item, rating: rating.rating)
        }
      }
    }
    #expect(next == bulk.count)
  }

  @Test func trainingUsersAreAskedOfTheirOwnTable() throws {
    let run = try factorRun()
    let factors = try CrossFittedFactors(data.trainingSet, run: run, options: .small())
    let predictions = factors.foldInPredictions(decays: [0.9], compute: run.compute)
    var next = 0
    for (user, history) in data.histories.enumerated() {
      let items = FoldInItems(factors.table(forTrainingUser: user), kernels: run.compute.kernels)
      var foldIn = FactorFoldIn(items, decay: 0.9)
      for rating in history {
        #expect(predictions[next] == foldIn.prediction(of: rating.item))
        next += 1
        foldIn.add(item: rating.item, rating: rating.rating)
      }
    }
  }

  /// Ratings make the prediction surer; those of an item that little is known of do so less.
  @Test func knowingMoreIsBeingSurer() throws {
    let items = try items()
    var foldIn = FactorFoldIn(items)
    var last = foldIn.variance(ofPredictionFor: 0)
    let first = last
    for rating in data.histories[0] {
      foldIn.add(item: rating.item, rating: items.factors.mean)
      let now = foldIn.variance(ofPredictionFor: 0)
      #expect(now < 1.05 * last && now > 0)
      last = now
    }
    #expect(last < 0.5 * first)
  }
}

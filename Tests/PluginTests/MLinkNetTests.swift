import DebutEngine
import DebutTesting
import Testing

@testable import GRUSequence
@testable import MLinkNet

@Suite struct MLinkNetTests {
  private static let variants: [Case] = ["intended", "published"].flatMap { indexing in
    ["linear", "relu"].map { head in
      Case(
        "mlinknet",
        ["factors": "5", "units": "6", "indexing": indexing, "head": head, "dropout": "0"])
    }
  }

  /// Returns the output of PyTorch's network for a user's last ratings and an item, number by number.
  private func composed(
    _ model: MLinkNet, _ options: MLinkNetOptions, _ history: [Interaction], item: Int
  ) throws -> Double {
    let layers = try #require(model.layers)
    func numbers(_ p: Parameter) -> [Double] { p.value.floats.map(Double.init) }
    func row(_ i: Int) -> [Double] {
      (0..<options.factors).map { Double(layers.items.vector(i)[$0]) }
    }
    func sigmoid(_ x: Double) -> Double { 1 / (1 + exponential(-x)) }
    func tanh(_ x: Double) -> Double { 2 * sigmoid(2 * x) - 1 }
    let window = Array(history.suffix(19))
    var steps: [[Double]] = []
    switch options.indexing {
    case .intended:
      steps = window.map { row($0.item) + [Double($0.rating) / 5] }
    case .published where window.count > 1:
      steps = [
        row(window[0].item) + [Double(window[1].item)],
        row(window[0].rating == 5 ? 1 : 0) + [Double(window[1].rating) / 5],
      ]
    case .published: break
    }
    let (wi, wh) = (numbers(layers.gru.weightInput), numbers(layers.gru.weightHidden))
    let (bi, bh) = (numbers(layers.gru.biasInput), numbers(layers.gru.biasHidden))
    let hidden = options.factors + 1
    var h = [Double](repeating: 0, count: hidden)
    for x in steps {
      func gate(_ g: Int, _ j: Int) -> (Double, Double) {
        let r = g * hidden + j
        let input = (0..<hidden).reduce(bi[r]) { $0 + wi[r * hidden + $1] * x[$1] }
        return (input, (0..<hidden).reduce(bh[r]) { $0 + wh[r * hidden + $1] * h[$1] })
      }
      h = (0..<hidden).map { j in
        let (r, z, n) = (gate(0, j), gate(1, j), gate(2, j))
        let candidate = tanh(n.0 + sigmoid(r.0 + r.1) * n.1)
        let keep = sigmoid(z.0 + z.1)
        return (1 - keep) * candidate + keep * h[j]
      }
    }
    let pair = h + row(item)
    let (w1, w2) = (numbers(layers.first.weight), numbers(layers.second.weight))
    let norm = layers.norm
    let (mean, variance) = (numbers(norm.runningMean), numbers(norm.runningVariance))
    let (gamma, beta) = (numbers(norm.weight), numbers(norm.bias))
    var logit = 0.0
    for j in 0..<options.units {
      let y = pair.indices.reduce(0) { $0 + w1[j * pair.count + $1] * pair[$1] }
      let normed = (y - mean[j]) / (variance[j] + 1e-5).squareRoot() * gamma[j] + beta[j]
      logit += w2[j] * (options.head == .relu ? max(normed, 0) : normed)
    }
    return 5 * sigmoid(logit)
  }

  /// e^x by its series, halved until it converges at once.
  private func exponential(_ x: Double) -> Double {
    guard abs(x) < 0.5 else {
      let root = exponential(x / 2)
      return root * root
    }
    var (term, sum) = (1.0, 1.0)
    for n in 1..<20 {
      term *= x / Double(n)
      sum += term
    }
    return sum
  }

  @Test(arguments: variants) func answersAreTheCompositionOfTheLayers(case model: Case) throws {
    let fold = try model.trained()
    let network = try #require(fold.model as? MLinkNet)
    let options = try MLinkNetOptions(settings: model.settings, of: "mlinknet")
    let history = Array(fold.heldOut[0])
    for length in [0, 2, 5, 19, history.count] {
      let view = network.answering(UserQuery(history: History(history.prefix(length))))
      #expect(view.path == .sequence(min(length, 19)))
      for item in [0, 7, 29] {
        let expected = try composed(network, options, Array(history.prefix(length)), item: item)
        #expect(abs(Double(view.score(item: item)) - expected) < 1e-4)
      }
    }
  }

  @Test(arguments: variants) func lossAgreesWithAnswers(case model: Case) throws {
    let data = Dataset.tiny(users: 40, ratings: 18...20)
    let fold = try model.trained(on: data)
    let network = try #require(fold.model as? MLinkNet)
    let batch = SequenceBatch.of(fold.training, users: 0..<9, length: 20, everyPosition: false)
    try checkLossAgreesWithAnswers(
      network, batch, on: fold.training, unit: 5, compute: .testing())
  }

  @Test func publishedIndexingTakesTwoTimeSteps() {
    // Two users side by side: (3, 5 stars), (7, 4), (8, 1) and (2, 2.5), (9, 3), (1, 5).
    let items: [Int32] = [3, 2, 7, 9, 8, 1]
    let shares: [Float] = [1, 0.5, 0.8, 0.6, 0.2, 1]
    let published = MLinkNetReading(
      .published, items: items, shares: shares, lengths: [3, 3], tableRows: 10)
    #expect(published.steps == 2 && published.lengths == [2, 2])
    // Step 1: the first items, beside the second items as numbers; step 2: the first ratings cut to 1
    // and 0 as items, beside the second ratings. The third ratings are not read.
    #expect(published.embedded == [3, 2, 1, 0])
    #expect(published.numbers == [7, 9, 0.8, 0.6])
    let intended = MLinkNetReading(
      .intended, items: items, shares: shares, lengths: [3, 3], tableRows: 10)
    #expect(intended.steps == 3 && intended.embedded == items && intended.numbers == shares)
  }

  @Test func publishedIndexingSurvivesShortHistories() {
    let one = MLinkNetReading(
      .published, items: [3], shares: [1], lengths: [1], tableRows: 1)
    #expect(one.embedded == [3, 0] && one.numbers == [0, 0] && one.lengths == [2])
    let none = MLinkNetReading(.published, items: [], shares: [], lengths: [0], tableRows: 1)
    #expect(none.steps == 0)
  }

  /// The finding about the published head, and what mends it.
  @Test func theLinearHeadGivesEveryoneTheSameOrder() throws {
    let settings: KeyValuePairs = ["factors": "6", "units": "16", "learning-rate": "0.01"]
    let linear = try Case("mlinknet", settings).trained(epochs: 20)
    #expect(ordersAgree(linear))
    let relu = try Case(
      "mlinknet", ["factors": "6", "units": "16", "learning-rate": "0.01", "head": "relu"]
    ).trained(epochs: 20)
    #expect(!ordersAgree(relu))
  }

  @Test func readsTheWindowOnly() throws {
    let fold = try Case("mlinknet", ["factors": "4", "units": "5", "window": "6"]).trained()
    let history = Array(fold.heldOut[0])
    let whole = fold.model.answering(UserQuery(history: History(history)))
    let last = fold.model.answering(UserQuery(history: History(history.suffix(6))))
    #expect(whole.path == .sequence(6))
    for item in 0..<fold.itemCount { #expect(whole.score(item: item) == last.score(item: item)) }
  }

  @Test func countsUsersLeftOutOfTraining() throws {
    let fold = try Case("mlinknet", ["factors": "4", "units": "5"]).trained()
    let short = fold.training.count { $0.count < 20 }
    #expect(short > 0)
    #expect(fold.log.notes == ["random-20 leaves out \(short) of \(fold.training.count) users"])
  }

  @Test(.enabled(if: isOptimised)) func learnsItemsAndMoods() throws {
    let data = Dataset.additive()
    let settings: KeyValuePairs = ["factors": "8", "units": "32", "learning-rate": "0.01"]
    let intended = try Case("mlinknet", settings).trained(on: data, epochs: 40)
    #expect(try error(of: intended) < 0.9 * error(of: Case("item-mean").trained(on: data)))
  }
}

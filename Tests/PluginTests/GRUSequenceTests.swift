import Baselines
import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine
@testable import GRUSequence

@Suite struct GRUSequenceTests {
  private let data = Dataset.tiny(users: 60)

  private func prepared(
    _ settings: KeyValuePairs<String, String> = [:]
  ) throws -> (GRUSequenceModel, TrainingContext) {
    let options = try GRUSequenceModel.Options(
      settings: settings.map { Setting(name: $0.key, value: $0.value) }, of: "gru-sequence")
    let model = GRUSequenceModel(options: options)
    let run = TrainingContext(seed: 1, compute: try .testing())
    var generator = SeededGenerator(seed: 1)
    try model.prepare(data.trainingSet, run, using: &generator)
    model.prepareToAnswer(run)
    return (model, run)
  }

  /// Before the first step the model is what its base says: running means around the items' biases.
  @Test func startsAtItsBase() throws {
    let (model, run) = try prepared(["factors": "0", "rank": "0"])
    var options = FactorOptions()
    options.rank = 1
    let items = try CrossFittedFactors(data.trainingSet, run: run, options: options).all
    for history in data.histories.prefix(5) {
      let view = model.answering(UserQuery(history: .empty))
      var bias = DecayedMean(decay: 0.9, shrinkage: 3)
      for next in history {
        let expectation = items.mean + items.biases[next.item]
        #expect(abs(view.score(item: next.item) - expectation - Float(bias.value)) < 1e-4)
        bias.add(Double(next.rating - expectation))
        view.extend(by: next)
      }
    }
  }

  /// The batch's signals are those of tables that have not seen the user; a fresh user's are of the whole
  /// table. Where the tables agree they are the same numbers.
  @Test(arguments: [1, 3]) func trainsOnWhatItAnswersWith(grus: Int) throws {
    let (model, run) = try prepared([
      "factors": "3", "hidden": "4", "dropout": "0", "cross-fit": "no", "grus": "\(grus)",
      "rank": "5",
    ])
    let network = try #require(model.network)
    let history = data.histories[0]
    let batch = SequenceBatch.of(data.histories, users: 0..<1, length: history.count)
    let tape = Tape(compute: run.compute)
    tape.isTraining = false
    tape.reset(seed: 0)
    let loss = tape.scalar(model.loss(batch, on: tape))
    let view = model.answering(UserQuery(history: .empty))
    let unit = network.unit.value.base[0]
    var sum: Float = 0
    for next in history {
      let difference = (view.score(item: next.item) - next.rating) / unit
      sum += difference * difference
      view.extend(by: next)
    }
    let penalty = history.reduce(Float(0)) { sum, next in
      let vector = network.items?.vector(next.item)
      let square = (0..<3).reduce(Float(0)) { $0 + (vector?[$1] ?? 0) * (vector?[$1] ?? 0) }
      return sum + square / network.itemCounts.value.base[next.item]
    }
    let expected =
      (sum + model.options.regularisation * penalty) / Float(history.count)
    // One GRU's loss is that of its predictions; of several each is judged alone, and by Jensen's
    // inequality their mean does no worse.
    if grus == 1 {
      #expect(abs(loss - expected) < 1e-3 * expected)
    } else {
      #expect(loss >= expected - 1e-3 * expected)
    }
  }

  /// A user's own ratings are in no table that the model meets them with in training.
  @Test func trainingUsersAreMetAsStrangers() throws {
    let (model, run) = try prepared()
    let tables = try #require(model.tables)
    let crossFitted = try CrossFittedFactors(data.trainingSet, run: run)
    #expect(Set(tables.expectations.groupOfUser).count == 5)
    for user in data.histories.indices {
      let table = crossFitted.table(forTrainingUser: user)
      for next in data.histories[user] {
        let features = tables.expectations.features(
          Int32(next.item), rating: next.rating, user: user, unit: 1)
        #expect(features.itemBias == table.biases[next.item])
        #expect(features.itemCount == table.counts[next.item])
        #expect(features.residual == next.rating - table.mean - table.biases[next.item])
      }
    }
  }

  /// If items have no content, their vectors are their own numbers, by trust.
  @Test func itemVectorsAreThoseOfTheNetwork() throws {
    let (model, _) = try prepared(["factors": "3", "rank": "0", "content": "no"])
    let network = try #require(model.network)
    let vectors = try model.itemVectors.get()
    #expect(vectors.dimension == 3 && vectors.count == data.trainingSet.itemCount)
    for item in 0..<vectors.count {
      let trust = RatingFeatures.trust(network.itemCounts.value.base[item])
      for (k, value) in vectors[item].enumerated() {
        #expect(abs(value - trust * (network.items?.vector(item)[k] ?? .nan)) < 1e-6)
      }
    }
  }

  /// A long batch in pieces gives the loss of the whole: state and running means are carried on.
  @Test(arguments: [1, 4, 7]) func piecesAddUpToTheWhole(size: Int) throws {
    let (model, run) = try prepared(["factors": "3", "hidden": "5", "regularisation": "0"])
    var examples = Examples()
    for user in 0..<6 {
      examples.append(user: user, positions: data.histories[user].indices, firstTarget: 0)
    }
    let order = (0..<Int32(6)).sorted { examples.length(Int($0)) > examples.length(Int($1)) }
    let longest = examples.length(Int(order[0]))
    let tape = Tape(compute: run.compute)
    tape.isTraining = false
    func squares(_ steps: Range<Int>) -> Float {
      let batch = SequenceBatch(examples, order[...], steps: steps, of: data.histories)
      tape.reset(seed: 0)
      return tape.scalar(model.loss(batch, on: tape)) * Float(batch.targetCount)
    }
    let whole = squares(0..<longest)
    let pieces = stride(from: 0, to: longest, by: size).reduce(Float(0)) {
      $0 + squares($1..<$1 + size)
    }
    #expect(abs(whole - pieces) < 1e-4 * whole)
  }

  @Test(.enabled(if: isOptimised)) func learnsTasteFromTheSequence() throws {
    let data = Dataset.tiny(users: 300, ratings: 15...30)
    let model = Case(
      "gru-sequence",
      ["factors": "8", "regularisation": "0.3", "learning-rate": "0.01", "rank": "0"])
    let fold = try model.trained(on: data, epochs: 25)
    #expect(try error(of: fold) < 0.6 * error(of: Case("bias").trained(on: data)))
    #expect(!ordersAgree(fold))
  }

  @Test(.enabled(if: isOptimised)) func hybridLearnsTasteFromTheFactors() throws {
    let data = Dataset.tiny(users: 300, ratings: 15...30)
    let fold = try Case("gru-hybrid", ["rank": "4"]).trained(on: data, epochs: 6)
    #expect(try error(of: fold) < 0.6 * error(of: Case("bias").trained(on: data)))
  }

  @Test func personalisesByDefault() throws {
    let fold = try Case("gru-sequence").trained(on: .tiny(users: 300, ratings: 15...30), epochs: 8)
    #expect(!ordersAgree(fold))
  }

  /// One step of the GRU from where the state is: nothing of the history is kept, and the numbers stay
  /// where they are in memory.
  @Test func extendNeitherGrowsNorAllocates() throws {
    let (model, _) = try prepared()
    var representation = model.represent(UserQuery(history: .empty))
    func place() -> UnsafePointer<Float>? {
      representation?.numbers.withUnsafeBufferPointer { $0.baseAddress }
    }
    let (size, before) = (representation?.numbers.count, place())
    for next in data.histories[0] { model.extend(&representation, by: next) }
    #expect(representation?.numbers.count == size && place() == before)
    #expect(model.path(of: representation) == .sequence(data.histories[0].count))
  }

  @Test(arguments: [(1, 1), (100, 100), (0, 64)]) func anyWidthTrains(factors: Int, hidden: Int)
    throws
  {
    let fold = try Case(
      "gru-sequence", ["factors": "\(factors)", "hidden": "\(hidden)"]
    ).trained(epochs: 1)
    #expect(error(of: fold).isFinite)
  }

  @Test func theScaleOfTheStarsDoesNotMatter() throws {
    let rows = data.histories.map { history in history.map { ($0.item, $0.rating) } }
    let doubled = Dataset.histories(
      rows.map { $0.map { (item: $0.0, stars: 2 * $0.1) } }, items: 30, scale: RatingScale(0, 10))
    let model = Case("gru-sequence")
    let (once, twice) = (try model.trained(on: data), try model.trained(on: doubled))
    #expect(abs(2 * error(of: once) - error(of: twice)) < 1e-2)
  }
}

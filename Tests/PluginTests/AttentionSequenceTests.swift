import Baselines
import DebutTesting
import Testing

@testable import AttentionSequence
@testable import Debut
@testable import DebutEngine

@Suite struct AttentionSequenceTests {
  private let data = Dataset.tiny(users: 60)

  private func prepared(
    _ settings: KeyValuePairs<String, String> = [:]
  ) throws -> (AttentionSequence, TrainingContext) {
    let options = try AttentionSequence.Options(
      settings: settings.map { Setting(name: $0.key, value: $0.value) }, of: "attention-sequence")
    let model = AttentionSequence(options: options)
    let run = TrainingContext(seed: 1, compute: try .testing())
    var generator = SeededGenerator(seed: 1)
    try model.prepare(data.trainingSet, run, using: &generator)
    model.prepareToAnswer(run)
    return (model, run)
  }

  /// Before the first step the model is the decayed bias model.
  @Test func startsAtTheBiasModel() throws {
    let (model, run) = try prepared()
    // But for the weights of the items' vectors, which start at small random values.
    model.network?.head.weight.fill(0)
    model.prepareToAnswer(run)
    let bias = UserItemBias(options: .init())
    try bias.fit(data.trainingSet, run)
    for history in data.histories.prefix(3) {
      let views: [any AnyRepresentation] = [
        model.answering(UserQuery(history: .empty)), bias.answering(UserQuery(history: .empty)),
      ]
      for next in history {
        #expect(abs(views[0].score(item: next.item) - views[1].score(item: next.item)) < 1e-4)
        for view in views { view.extend(by: next) }
      }
    }
  }

  /// A batch that is cut into pieces has the loss and the gradients of the whole one, but for rounding.
  @Test func piecesOfABatchAddUpToIt() throws {
    func trained(tape: Int?, threads: Int = 1) throws -> (AttentionSequence, TrainingLog) {
      let options = try AttentionSequence.Options(
        settings: [Setting(name: "dropout", value: "0")], of: "attention-sequence")
      let model = AttentionSequence(options: options)
      if let tape { model.tape = tape }
      let compute = Compute(
        kernels: try Compute.testing().kernels, workers: Workers(threads: threads))
      let run = TrainingContext(
        seed: 1, compute: compute, epochs: 2, batch: 60,
        sampler: try Registry.builtIns().sampler("every-position").make([]))
      try model.fit(data.trainingSet, run)
      return (model, run.log)
    }
    func values(_ model: AttentionSequence) -> [Float] {
      model.parameters.flatMap { Array($0.value.floats) }
    }
    #expect(AttentionSequence(options: .init()).rowsAtOnce(ofBatchWith: 1024, steps: 2000) < 100)
    #expect(AttentionSequence(options: .init()).rowsAtOnce(ofBatchWith: 24, steps: 9000) == 24)
    let (whole, wholeLog) = try trained(tape: nil)
    // One row at a time.
    let (cut, cutLog) = try trained(tape: 1)
    #expect(cut.rowsAtOnce(ofBatchWith: 60, steps: 20) == 1)
    #expect(abs(cutLog.epochs[1].loss - wholeLog.epochs[1].loss) < 1e-4)
    #expect(cutLog.epochs[1].targets == wholeLog.epochs[1].targets)
    #expect(zip(values(cut), values(whole)).allSatisfy { abs($0 - $1) < 1e-2 })
    #expect(values(try trained(tape: 1, threads: 3).0) == values(cut))
  }

  @Test func theLossReadsNoLaterRating() throws {
    let (model, run) = try prepared(["blocks": "2", "window": "4"])
    let batch = SequenceBatch.of(data.histories, users: 0..<5)
    try checkLossIsCausal(model, batch, scale: data.scale, compute: run.compute)
  }

  /// Attention over a window without a tape, through the ring, gives what the tape gives; so do two
  /// blocks of it.
  @Test(arguments: [1, 3, 50]) func trainsOnWhatItAnswersWith(window: Int) throws {
    let (model, run) = try prepared([
      "blocks": "2", "window": "\(window)", "dropout": "0", "regularisation": "0",
    ])
    let network = try #require(model.network)
    var generator = SeededGenerator(seed: 5)
    network.head.weight.fillNormal(0.3, using: &generator)
    for block in network.blocks {
      block.attention.distances.fillNormal(1, using: &generator)
    }
    let history = data.histories[0]
    let batch = SequenceBatch.of(data.histories, users: 0..<1, length: history.count)
    let fit = BiasFit(data.trainingSet)
    let tape = Tape(compute: run.compute)
    tape.isTraining = false
    tape.reset(seed: 0)
    let loss = tape.scalar(model.loss(batch, on: tape))
    // The history's loss again, with the items' numbers as they would be without this user.
    for next in history {
      network.itemBiases.value.base[next.item] = Float(
        fit.itemBias(next.item, without: next.rating, of: 0))
      network.itemCounts.value.base[next.item] -= 1
    }
    model.prepareToAnswer(run)
    let view = model.answering(UserQuery(history: .empty))
    var sum: Float = 0
    for next in history {
      let error = (view.score(item: next.item) - next.rating) / network.unit.value.base[0]
      sum += error * error
      view.extend(by: next)
    }
    let expected = sum / Float(history.count)
    #expect(abs(loss - expected) < 1e-3 * expected)
  }

  @Test(.enabled(if: isOptimised)) func learnsTasteFromTheSequence() throws {
    let data = Dataset.tiny(users: 300, ratings: 15...30)
    let model = Case(
      "attention-sequence", ["factors": "8", "regularisation": "0.3", "learning-rate": "0.01"])
    let fold = try model.trained(on: data, epochs: 25)
    #expect(try error(of: fold) < 0.8 * error(of: Case("bias").trained(on: data)))
  }
}

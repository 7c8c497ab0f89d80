import DebutEngine
import DebutTesting
import Samplers
import Testing

@testable import SASRec

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The network of `sasrec`, its losses, and its answers.
@Suite struct SASRecTests {
  private static let itemCount = 9

  private func data(_ histories: Histories) -> TrainingSet {
    TrainingSet(
      histories: histories, itemCount: Self.itemCount, feedback: .implicit,
      catalogue: Catalogue(
        rated: (0..<Self.itemCount).map { Item(id: Vocabulary.Key($0), title: "\($0)") }))
  }

  private func trained(
    on histories: Histories, threads: Int = 1, epochs: Int = 3, tape: Int? = nil,
    _ change: (inout SASRec.Options) -> Void = { _ in }
  ) throws -> (SASRec, TrainingLog) {
    var options = SASRec.Options()
    options.depth = 8
    options.window = 4
    change(&options)
    let model = SASRec(options: options)
    if let tape { model.tape = tape }
    let run = TrainingContext(
      seed: 5, compute: try .testing(threads: threads), epochs: epochs, batch: 4,
      sampler: EveryPositionSampler(options: .init()), negatives: try Registry.builtIns())
    try model.fit(data(histories), run)
    return (model, run.log)
  }

  private func scores(_ model: SASRec, _ history: History) -> [Float] {
    let user = model.represent(UserQuery(history: history))
    return (0..<Self.itemCount).map { model.score(user, item: $0) }
  }

  private static func cycles(users: Int = 40, length: Int = 20) -> Histories {
    .cycles(items: itemCount, users: users, length: length)
  }

  @Test(arguments: [NextItemLoss.softmax, .sampledSoftmax, .bprMax, .gBCE])
  func everyLossLearnsTheOrder(loss: NextItemLoss) throws {
    let (model, _) = try trained(on: Self.cycles(), epochs: 25) {
      $0.blocks = 1
      $0.objective.loss = loss
      $0.objective.samples = 6
      $0.objective.negatives = NegativeChoice("uniform")
      $0.learningRate = 0.01
      $0.dropout = 0
    }
    for first in 0..<Self.itemCount {
      let scores = scores(model, Self.cycles(users: Self.itemCount, length: 7)[first])
      let best = scores.indices.max { scores[$0] < scores[$1] }
      #expect(best == (first + 7) % Self.itemCount)
    }
  }

  /// The answer to a user is what the training predicts by: the same cross-entropy of every event.
  @Test(arguments: AttentionBlock.Kind.allCases)
  func trainsOnWhatItAnswersWith(kind: AttentionBlock.Kind) throws {
    let (model, _) = try trained(on: Self.cycles()) {
      $0.block = kind
      $0.objective.loss = .softmax
    }
    let history = Self.cycles(users: 3, length: 17)[2]
    let batch = SequenceBatch.of(Self.cycles(users: 3, length: 17), users: 2..<3, length: 17)
    let tape = Tape(compute: try .testing())
    tape.isTraining = false
    tape.reset(seed: 0)
    let loss = Double(tape.scalar(model.loss(batch, on: tape)))
    var user = model.represent(UserQuery(history: .empty))
    var sum = 0.0
    for next in history {
      let logits = (0..<Self.itemCount).map { Double(model.score(user, item: $0)) }
      sum += log(logits.reduce(0) { $0 + exp($1) }) - logits[next.item]
      model.extend(&user, by: next)
    }
    #expect(abs(loss - sum / 17) < 1e-4)
  }

  /// No later event has a part in an answer; nor has an event beyond the reach of all blocks.
  @Test func anEventMoreIsTheHistoryReadAnew() throws {
    let (model, _) = try trained(on: Self.cycles()) { $0.blocks = 3 }
    let history = Self.cycles(users: 3, length: 30)[1]
    var user = model.represent(UserQuery(history: .empty))
    for count in 0..<history.count {
      let fresh = model.represent(UserQuery(history: history[0..<count]))
      for item in 0..<Self.itemCount {
        #expect(model.score(user, item: item) == model.score(fresh, item: item))
      }
      model.extend(&user, by: history[count])
    }
  }

  @Test func threadsChangeNoBit() throws {
    let models = try [1, 2, 3].map { try trained(on: Self.cycles(), threads: $0).0 }
    let all = models.map { model in Self.cycles(users: 9, length: 5).map { scores(model, $0) } }
    #expect(all[0] == all[1] && all[0] == all[2])
    #expect(all[0].joined().allSatisfy { $0.isFinite })
  }

  /// A batch that is cut into pieces has the loss of the whole one, but for rounding.
  @Test func piecesOfABatchAddUpToIt() throws {
    func log(tape: Int?) throws -> TrainingLog {
      try trained(on: Self.cycles(), tape: tape) { $0.dropout = 0 }.1
    }
    let (whole, cut) = (try log(tape: nil), try log(tape: 1))
    #expect(abs(whole.epochs[2].loss - cut.epochs[2].loss) < 1e-3)
    #expect(whole.epochs[2].targets == cut.epochs[2].targets)
  }

  @Test func startsAtPopularity() throws {
    let histories = Self.cycles(users: 3, length: 2)
    let model = SASRec(options: .init())
    let run = TrainingContext(seed: 1, compute: try .testing())
    var generator = SeededGenerator(seed: 1)
    try model.prepare(data(histories), run, using: &generator)
    model.prepareToAnswer(run)
    // Users 0, 1 and 2 have items 0 and 1, 1 and 2, 2 and 3.
    let scores = scores(model, .empty)
    #expect(scores[1] == scores[2] && scores[1] > scores[0] && scores[0] > scores[4])
    #expect(abs(scores[1] - log(Float(3) / 15)) < 1e-6)
  }
}

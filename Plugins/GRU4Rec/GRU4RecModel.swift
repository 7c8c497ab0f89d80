import Debut

/// A model of the next item: a GRU whose vectors of items are learnt end to end, beside the counts of what users did
/// one after the other.
///
/// - Stability: evolving.
public final class GRU4RecModel: GradientRecommender, ScoringModel {
  public struct Options: ModelOptions {
    public var hidden = 128
    public var layers = 1
    public var dropout: Float = 0.3
    public var objective = NextItemOptions()
    public var learningRate: Float = 0.002
    public var counts = true

    public init() {}

    public static let fields: [OptionField<Options>] =
      [
        .init(
          "hidden", \.hidden, in: 16...512, "units of each layer, and length of the items' vectors"),
        .init("layers", \.layers, in: 1...3, "layers of the GRU, each reading the one before"),
        .init(
          "dropout", \.dropout, in: 0...0.9,
          "share that is dropped in training, of what each layer reads and of the state"),
      ] + NextItemOptions.fields.map { .init($0, in: \.objective) } + [
        .init("learning-rate", \.learningRate, in: 1e-6...1, "Adam's learning rate"),
        .init(
          "counts", \.counts, "counts of transitions beside the network; no: GRU4Rec as published"),
      ]
  }

  public static let descriptor = ModelDescriptor(
    name: "gru4rec",
    summary: "next items by a GRU with exact softmax, beside counts of transitions",
    discussion: """
      Learns which item comes next. A GRU reads a user's items one after the other; an item's score is the \
      product of its vector and the state. The vectors that the GRU reads are those that its state is \
      compared with, and all are trained end to end by `loss`: an exact softmax over all items, or one of \
      the losses over sampled negatives. Histories of any length are read, in pieces of 50 events that \
      carry the state on. Training stops when NDCG@10 of users set aside has not risen for `--patience` \
      epochs, and the best epoch is kept.

      A network that learns vectors needs many events, and most data have few of most items. With \
      `counts` it stands beside the scores of `transition-mixture`, which know popularity, its course, and \
      what users did one after the other. Both are added up, with weights that depend on the number of \
      events, on the time between the last two, and on how much is known of the last item. The weights are \
      fitted by the exact softmax to events of the users set aside, whom the network was not trained on, \
      with all that they did later taken out of the counts: each part weighs what it is worth to users whom \
      the network does not know. A note says what NDCG@10 was there. Questions after training have weights of \
      their own, fitted to the last tenth of all events by counts of those before.

      A fresh user is answered like any other: one more event is one step of the GRU, whatever came before \
      it. Scores have no unit. Items without events come last.
      """,
    reference: """
      Hidasi et al. 2016 and Hidasi and Karatzoglou 2018 (GRU4Rec); Bengio and Senécal 2008 (sampled softmax); \
      Petrov and Macdonald 2023 (gBCE)
      """,
    training: TrainingDefaults(
      epochs: 60, batch: 32, sampler: "every-position", accepts: [.everyPosition], chunk: 50,
      patience: 4),
    learning: .events)

  /// Events of training users that the weights of the counts are fitted to.
  private static let fitSize = TransitionFitSize(mixture: 8000, score: 3000)
  /// Events of users set aside that the weights of both parts are fitted to.
  private static let blendPositions = 3000
  /// The fewest of them after which there are weights for questions after training.
  private static let fewestLater = 50

  /// The beginning of the note on both parts.
  private static let both = "counts and network: "

  let options: Options
  var network: TiedGRU?
  private var objective: NextItemObjective?
  /// Each layer's states, [rows, hidden], at the end of the piece of a batch before this one.
  private var carriedOver: [[Float]]?
  public internal(set) var scorer: GRU4RecScorer?

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { network?.parameters ?? [] }

  public var optimiser: AdamOptions {
    AdamOptions(
      learningRate: options.learningRate, sparseTables: objective?.loss != .softmax)
  }

  public var gradientNormLimit: Float? { 1 }

  /// Returns the bytes of the counts, of the network, and of a batch on the tape.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    var memory = MemorySum()
    // Those of earlier events are there at the same time.
    for _ in 0..<(options.counts ? 2 : 0) { TransitionFit.addMemory(for: size, to: &memory) }
    memory.addTrained(size.items, options.hidden + 1)
    memory.addTrained(options.layers, 6 * options.hidden, options.hidden + 1)
    let rows = MemorySum.product(
      size.batch, min(size.longestHistory, descriptor.training?.chunk ?? .max))
    memory.addOnTape(rows, options.hidden, 6 + 12 * options.layers)
    options.objective.loss.addMemory(
      items: size.items, columns: options.hidden, samples: options.objective.samples,
      positions: rows,
      to: &memory)
    // Two fits of the weights: three numbers of each item in each shard.
    memory.addFloats(size.items, 2 * BlendFit.shards * BlendFit.width)
    // Snapshots of the items' vectors: that of a validation, and the one before it.
    memory.addBytes(2, ItemScan.bytes(rows: size.items, columns: options.hidden))
    return memory.bytes
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    guard data.histories.ratingCount > 0 else { throw EngineError.noTrainingRatings }
    // Other numbers than those of the network's training.
    var seeds = SeededGenerator(seed: run.seed)
    var generator = seeds.split()
    let transitions =
      options.counts
      ? try TransitionFit(data, Self.fitSize, aside: [], run, using: &generator) : nil
    try fitByGradients(data, run)
    guard let transitions, let reader = scorer?.reader else { return }
    let blends = try blends(transitions, reader, data, run, using: &generator)
    scorer = GRU4RecScorer(
      reader,
      .init(
        counts: TransitionScorer(
          transitions, hasLater: blends.later != nil, kernels: run.compute.kernels),
        blend: blends.usual ?? Blend(), later: blends.later))
    if blends.usual == nil {
      run.note(Self.both, followedBy: "weights of most data, as none were fitted")
    }
  }

  /// Fits the weights of both parts, as usual and for questions after training; nil if the users set aside have too few
  /// events, or if the training was stopped.
  private func blends(
    _ transitions: TransitionFit, _ reader: TiedGRUReader, _ data: TrainingSet,
    _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws -> (usual: Blend?, later: Blend?) {
    let ids = Set(run.log.validationUsers)
    let aside = data.histories.indices.filter { ids.contains(data.histories.users[$0]) }
    guard !run.shouldStop else {
      run.stop(.interrupted)
      return (nil, nil)
    }
    func fit(_ events: EventFit, _ weights: TransitionWeights, from start: Blend) -> BlendFit {
      BlendFit(events, weights, reader, from: start, all: transitions.counts, aside: aside, run)
    }
    var blend: Blend?
    do {
      let usual = fit(transitions.fit, transitions.weights, from: Blend())
      guard usual.positionCount > 0 else { return (nil, nil) }
      let fitted = try usual.fitted(positions: Self.blendPositions, using: &generator)
      blend = fitted
      run.note(Self.both, followedBy: try usual.report(fitted))
      guard let weights = transitions.later,
        let events = try TransitionFit.laterFit(transitions.events, data, aside: [], run)
      else { return (blend, nil) }
      let later = fit(events, weights, from: Blend(isLift: true))
      guard later.positionCount >= Self.fewestLater else { return (blend, nil) }
      return (blend, try later.fitted(positions: Self.blendPositions, using: &generator))
    } catch EngineError.interrupted {
      // The network is trained, and is kept.
      run.stop(.interrupted)
      return (blend, nil)
    }
  }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let counts = data.itemCounts
    let objective = try NextItemObjective(options.objective, counts: counts, run)
    self.objective = objective
    network = TiedGRU(
      counts: counts, startsAtPopularity: objective.loss != .bprMax,
      hidden: options.hidden, layers: options.layers, using: &generator)
    carriedOver = nil
  }

  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let network, let objective else {
      preconditionFailure("a model is prepared before it is trained")
    }
    let (states, last) = network.states(
      before: batch, from: batch.firstStep == 0 ? nil : carriedOver, dropout: options.dropout,
      on: tape)
    carriedOver = batch.continues ? last : nil
    var generator = SeededGenerator(seed: tape.seed)
    return objective.record(
      states, items: network.items.table, bias: network.bias, targets: batch.items,
      weights: batch.targets, on: tape, using: &generator)
  }

  /// Makes the scorer of the network alone.
  public func prepareToAnswer(_ run: TrainingContext) {
    scorer = network.map {
      // Beside it counts know items that users set aside alone have had.
      let last = options.counts ? [] : $0.unknown
      return GRU4RecScorer(TiedGRUReader($0, last: last, kernels: run.compute.kernels), nil)
    }
  }
}

import Debut

/// A model of the next item: causal self-attention over the events of a user, whose items' vectors are read and
/// compared with.
///
/// - Stability: evolving.
public final class SASRec: GradientRecommender, ScoringModel {
  public struct Options: ModelOptions {
    public var heads = 2
    public var depth = 32
    public var blocks = 2
    public var block = AttentionBlock.Kind.plain
    public var window = 50
    public var dropout: Float = 0.3
    public var objective = NextItemOptions()
    public var learningRate: Float = 0.001

    public init() {}

    public static let fields: [OptionField<Options>] =
      [
        .init("heads", \.heads, in: 1...16, "heads of each attention"),
        .init(
          "depth", \.depth, in: 1...256,
          "numbers of one head; those of all heads together are an item's vector"),
        .init("blocks", \.blocks, in: 1...16, "blocks of attention, one after the other"),
        .init(
          "block", \.block,
          "kind of the blocks: plain as published, or gated, with SwiGLU, as in eSASRec"),
        .init(
          "window", \.window, in: 1...1024, "events that an attention looks back, its own included"),
        .init("dropout", \.dropout, in: 0...0.95, "share dropped in training"),
      ] + NextItemOptions.fields.map { .init($0, in: \.objective) } + [
        .init("learning-rate", \.learningRate, in: 1e-6...1, "Adam's learning rate")
      ]
  }

  public static let descriptor = ModelDescriptor(
    name: "sasrec",
    summary: "next items by causal self-attention with exact softmax",
    discussion: """
      Learns which item comes next. Blocks of causal self-attention look back over the last `window` events, \
      and an item's score is the product of its vector with what comes out. The vectors that are read are \
      those that are compared with. All are trained end to end by `loss`: an exact softmax over all items, or \
      one of the losses over sampled negatives. Every event of every user is a target once an epoch. Training \
      stops when NDCG@10 of users set aside has not risen for `--patience` epochs, and the best epoch is kept.

      It differs from the publication in what later work found to matter: the loss has more than one negative. \
      Blocks are those of the publication; block=gated has gates and SwiGLU, as in eSASRec. A learnt weight for each distance and head stands \
      in place of a vector for each position, so that histories of any length are one sequence.

      Questions after training are asked when other items are popular. Scores then grow by the logarithm of an item's \
      share of the last twentieth of all events over its share of all, the more so the more popularity is seen to drift.

      A fresh user is answered like any other. A user is the keys and values of the last `window` events: one \
      more event costs one query over them, without replay. Scores have no unit.

      The rating model of this name in version 0.1.0 is `attention-sequence`.
      """,
    reference: """
      Kang and McAuley 2018 (SASRec); Tikhonovich et al. 2025 (eSASRec); Borisyuk et al. 2025 (LiGR); \
      Raffel et al. 2020 (distances); Saerens et al. 2002 (other shares after training)
      """,
    training: TrainingDefaults(
      epochs: 60, batch: 32, sampler: "every-position", accepts: [.everyPosition], patience: 4),
    learning: .events)

  let options: Options
  /// Floats on the tape that a batch is cut into pieces by.
  var tape = SASRec.usualTape
  private(set) var encoder: AttentionEncoder?
  private var objective: NextItemObjective?
  public private(set) var scorer: SASRecScorer?

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] { encoder?.parameters ?? [] }

  public var optimiser: AdamOptions {
    AdamOptions(learningRate: options.learningRate, sparseTables: objective?.loss != .softmax)
  }

  public var gradientNormLimit: Float? { 1 }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    let counts = data.itemCounts
    let objective = try NextItemObjective(options.objective, counts: counts, run)
    self.objective = objective
    encoder = AttentionEncoder(
      counts: counts, startsAtPopularity: objective.loss != .bprMax, options, using: &generator)
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    try fitByGradients(data, run)
    guard let encoder, let lifts = PopularityDrift.logLifts(of: data) else { return }
    scorer = SASRecScorer(encoder, lifts: lifts, kernels: run.compute.kernels)
  }

  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let encoder, let objective else {
      preconditionFailure("a model is prepared before it is trained")
    }
    let states = encoder.states(before: batch, dropout: options.dropout, on: tape)
    var generator = SeededGenerator(seed: tape.seed)
    return objective.record(
      states, items: encoder.items.table, bias: encoder.bias, targets: batch.items,
      weights: batch.targets, on: tape, using: &generator)
  }

  public func prepareToAnswer(_ run: TrainingContext) {
    scorer = encoder.map { SASRecScorer($0, lifts: nil, kernels: run.compute.kernels) }
  }
}

// MARK: Files

extension SASRec {
  private static let lifts = "later.lift"

  public func save(to state: inout StateWriter) {
    for parameter in parameters { state.add(parameter) }
    if let lifts = scorer?.lifts { state.add(Self.lifts, lifts) }
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    var generator = SeededGenerator(seed: run.seed)
    try state.readParameters {
      try prepare(outline, run, using: &generator)
      return parameters
    }
    guard let encoder else { return }
    // Files of earlier programs have none.
    let lifts =
      state.contains(Self.lifts)
      ? try state.floats(Self.lifts, shape: [outline.itemCount]) : nil
    scorer = SASRecScorer(encoder, lifts: lifts, kernels: run.compute.kernels)
  }
}

// MARK: Memory

extension SASRec {
  /// Floats on the tape for the rows that are computed at once.
  private static let usualTape = 1 << 26

  public func rowsAtOnce(ofBatchWith rows: Int, steps: Int) -> Int {
    Self.rowsAtOnce(options, rows: rows, steps: steps, tape: tape)
  }

  private static func rowsAtOnce(
    _ options: Options, rows: Int, steps: Int, tape: Int = usualTape
  ) -> Int {
    min(rows, max(tape / MemorySum.product(floats(ofPosition: options), max(steps, 1)), 1))
  }

  /// Returns the floats that a position takes on the tape, values and gradients.
  private static func floats(ofPosition options: Options) -> Int {
    let width = options.heads * options.depth
    let inner = AttentionEncoder.inner(options)
    let block = options.heads * options.window + 2 * (20 * width + 5 * inner)
    return 2 * 8 * width + options.blocks * block
  }

  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    let width = options.heads * options.depth
    var memory = MemorySum()
    memory.addTrained(size.items, width + 1)
    memory.addTrained(
      options.blocks,
      MemorySum.product(6 * width + 3 * AttentionEncoder.inner(options) + 16, width))
    memory.addTrained(options.blocks, options.heads, options.window)
    // As many rows as fit, or one: in whole rows the need would not grow with every size.
    let row = MemorySum.product(size.longestHistory, floats(ofPosition: options))
    memory.addOnTape(min(MemorySum.product(size.batch, row), max(usualTape, row)))
    let rows = rowsAtOnce(options, rows: size.batch, steps: size.longestHistory)
    options.objective.loss.addMemory(
      items: size.items, columns: width, samples: options.objective.samples,
      positions: MemorySum.product(rows, size.longestHistory), to: &memory)
    // Snapshots of the items' vectors: that of a validation, and the one before it. The batch itself.
    memory.addBytes(2, ItemScan.bytes(rows: size.items, columns: width))
    memory.addBytes(8, size.ratings)
    memory.addFloats(size.items, 8)
    memory.addFloats(size.batch, size.longestHistory, 12)
    return memory.bytes
  }
}

extension SASRec: ProvidesItemVectors {
  /// The vectors that are read and compared with.
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    guard let table = encoder?.items.table else {
      return .failure(NoItemVectors("has not been trained"))
    }
    return .success(ItemVectors(dimension: table.columns, values: Array(table.value.floats)))
  }
}

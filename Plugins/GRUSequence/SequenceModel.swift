import Debut

/// A GRU's state in place of the user vector, around a running bias model.
///
/// - Stability: stable.
public typealias GRUSequenceModel = SequenceModel<RunningBiasBaseline>
/// A GRU's state in place of the user vector, around the fold-ins of a matrix factorisation.
///
/// - Stability: stable.
public typealias GRUHybrid = SequenceModel<FoldInBaseline>

/// A GRU over all ratings of a user that corrects the baseline's prediction of the next one.
///
/// - Stability: stable.
public final class SequenceModel<Baseline: UserBaseline>: GradientRecommender, ScoringModel {
  public typealias Options = SequenceOptions<Baseline>

  public static var descriptor: ModelDescriptor { Baseline.descriptor }

  let options: Options
  private(set) var network: SequenceNetwork?
  private var factors: FactorParameters?
  private(set) var tables: CrossFittedTables<Baseline>?
  private var carriedOver: CarriedOver?
  public private(set) var scorer: SequenceScorer<Baseline>?

  /// The state that carries over from one piece of a batch to the next.
  private struct CarriedOver {
    /// [GRUs][rows, hidden] last states.
    var states: [[Float]]
    /// [rows] baselines.
    var users: [Baseline]
  }

  /// Number of training users below which a note says that they are few.
  private static var fewUsers: Int { 100 }

  public init(options: Options) { self.options = options }

  public var parameters: [Parameter] {
    (network?.parameters ?? []) + (factors?.parameters ?? [])
  }

  public var optimiser: AdamOptions {
    AdamOptions(
      learningRate: options.learningRate, decay: options.weightDecay, sparseTables: true)
  }

  public var gradientNormLimit: Float? { 1 }

  public func learningRateFactor(progress: Float, epochs: Int) -> Float {
    Self.warmUpThenFall(progress: progress, epochs: epochs)
  }

  /// Returns the bytes of the cross-fitted factorisations, of the items' vectors and the GRUs' weights with
  /// gradient and moments, and of the activations of a batch.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    let columns = max(options.rank, 1) + 1
    let packed = columns * (columns + 3) / 2
    let inputs = options.factors + options.rank + 32
    var memory = MemorySum()
    // While a factorisation is fitted: the ratings in two orders, mean and table of each row. Those of the items are
    // kept, with covariances.
    memory.addFloats(size.ratings, 4)
    memory.addFloats(size.users, 4 * columns + 16)
    memory.addFloats(size.items, 9 * packed + 9 * columns + 7 * inputs)
    memory.addTrained(size.items, options.factors)
    memory.addTrained(options.grus, 3 * options.hidden, inputs + options.hidden)
    memory.addTrained(options.grus, options.hidden, inputs)
    let rows = size.batch
    let steps = min(size.longestHistory, descriptor.training?.chunk ?? .max)
    memory.addOnTape(rows, steps, 8 * inputs)
    memory.addOnTape(rows, steps, options.grus, 12 * options.hidden + 2 * inputs)
    // The baselines and the states that each row carries over.
    memory.addFloats(rows, 4 * packed + 2 * MemorySum.product(options.grus, options.hidden))
    return memory.bytes
  }

  public func prepare(
    _ data: TrainingSet, _ run: TrainingContext, using generator: inout SeededGenerator
  ) throws {
    var factorOptions = FactorOptions()
    factorOptions.rank = max(options.rank, 1)
    if data.histories.count < Self.fewUsers {
      run.note(
        "\(data.histories.count) training users are few for a GRU: mf and bias may do better here")
    }
    let crossFitted = try CrossFittedFactors(data, run: run, options: factorOptions)
    // After a stop the tables are not what their names say.
    try run.checkGoesOn()
    let all = crossFitted.all
    let unit = Self.deviation(of: data, all)
    let inputs = ItemInputs(content: content(of: data), rank: options.rank, factors: all)
    try run.checkGoesOn()
    makeParameters(
      all, unit: unit, content: try inputs.tables([all], check: run.checkGoesOn),
      using: &generator)
    tables = try CrossFittedTables(
      options.crossFit ? crossFitted.groups : [all],
      groupOfUser: options.crossFit
        ? crossFitted.groupOfUser : Array(repeating: 0, count: data.histories.count),
      inputs: inputs, unit: unit, options: options, kernels: run.compute.kernels,
      check: run.checkGoesOn)
  }

  private func content(of data: TrainingSet) -> Parameter {
    options.content
      ? ItemContent.table(data)
      : Parameter("item.content", rows: data.itemCount, columns: 0, isTrained: false)
  }

  private func makeParameters(
    _ fit: ItemFactors, unit: Float, content: Parameter,
    using generator: inout SeededGenerator
  ) {
    network = SequenceNetwork(
      fit, unit: unit, content: content, factors: options.factors, hidden: options.hidden,
      grus: options.grus, offsets: Baseline.offsets, anchor: Baseline.anchor, using: &generator)
    factors = Baseline.readsFactors ? FactorParameters(fit) : nil
  }

  /// Makes the parameters at their sizes and reads them. It fits no factors, because an outline has no
  /// stars.
  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    if Baseline.readsFactors {
      // Zeros of this size are allocated before the parameters are.
      let packed = (options.rank + 1) * (options.rank + 2) / 2
      try state.require("factor.covariance", shape: [outline.itemCount, packed])
    }
    let none = ItemFactors(
      zeros: outline.itemCount, rank: Baseline.readsFactors ? options.rank : 1)
    var generator = SeededGenerator(seed: run.seed)
    try state.readParameters {
      let columns = ItemInputs.columns(
        content: content(of: outline).columns, rank: options.rank)
      makeParameters(
        none, unit: 1,
        content: Parameter(
          "item.content", rows: outline.itemCount, columns: columns, isTrained: false),
        using: &generator)
      return parameters
    }
    guard network?.unit.value.base[0] ?? 0 > 0, factors?.areProper ?? true else {
      throw EngineError.badModelFile(
        reason: "its unit, or a variance of its factors, is not above 0")
    }
    prepareToAnswer(run)
  }

  /// Returns the root mean square of the ratings around the items' expectations; 1 if it is almost 0.
  private static func deviation(of data: TrainingSet, _ factors: ItemFactors) -> Float {
    var sum = 0.0
    for history in data.histories {
      for (item, rating) in zip(history.items, history.ratings) {
        let residual = Double(rating - factors.mean - factors.biases[Int(item)])
        sum += residual * residual
      }
    }
    let deviation = (sum / Double(max(data.histories.ratingCount, 1))).squareRoot()
    return deviation > 1e-3 ? Float(deviation) : 1
  }

  public func prepareToAnswer(_ run: TrainingContext) {
    guard let network else { return }
    let kernels = run.compute.kernels
    let itemFactors = factors?.factors(
      mean: network.mean.value.base[0], biases: network.itemBiases, counts: network.itemCounts)
    scorer = SequenceScorer(
      network,
      shared: Baseline.shared(
        itemFactors, unit: network.unit.value.base[0], options: options, kernels: kernels),
      factors: factors?.vectors, kernels: kernels)
  }
}

// MARK: Training

extension SequenceModel {
  public func loss(_ batch: SequenceBatch, on tape: Tape) -> Variable {
    guard let network, let tables else {
      preconditionFailure("a model is prepared before it is trained")
    }
    let before = batch.firstStep == 0 ? nil : carriedOver
    var users =
      before?.users ?? batch.users.map { tables.baseline(ofUser: Int($0)) }
    let batchInputs = BatchInputs(batch, &users, tables.expectations, network, on: tape)

    var inputs = [batchInputs.inputs]
    var side = [batchInputs.features]
    var penalty: Variable?
    if let items = network.items {
      let own = tape.gather(items.table, batch.items)
      var vectors = tape.scaleRows(own, by: batchInputs.trusts)
      if let content = network.content {
        let itemInputs = tape.gather(tables.inputs, batchInputs.rows)
        vectors = tape.add(vectors, tape.linear(itemInputs, content))
      }
      inputs.append(
        tape.modulate(
          vectors, offset: tape.weights(network.readOffset),
          slope: tape.weights(network.readSlope), by: batchInputs.surprises))
      side.append(vectors)
      let penalties = tape.constant(rows: batch.steps * batch.rows, columns: 1) {
        batch.writeItemPenalties(counts: network.itemCounts.value.base, into: $0)
      }
      penalty = tape.weightedSquares(own, weights: penalties)
    }

    let input = tape.concatenate(inputs)
    let itemSide = tape.concatenate(side)
    var states: [Variable] = []
    var errors: [Variable] = []
    for (place, member) in network.members.enumerated() {
      let initial = before.map {
        tape.constant(
          Array($0.states[place].prefix(batch.rows * options.hidden)), rows: batch.rows,
          columns: options.hidden)
      }
      let state = tape.gru(
        input, member.gru, steps: batch.steps, lengths: batch.lengths, initial: initial)
      let earlier = tape.shift(state, by: batch.rows, initial: initial)
      let vectors = tape.linear(tape.dropout(earlier, rate: options.dropout), member.head)
      states.append(state)
      errors.append(
        tape.meanSquaredError(
          tape.rowDots(vectors, itemSide), targets: batchInputs.residuals, weights: batch.targets))
    }
    carryOver(states, users, batch)
    let error = tape.scale(
      errors.dropFirst().reduce(errors[0]) { tape.add($0, $1) }, by: 1 / Float(errors.count))
    return penalty.map { tape.add(error, tape.scale($0, by: options.regularisation)) } ?? error
  }

  private func carryOver(_ states: [Variable], _ users: [Baseline], _ batch: SequenceBatch) {
    guard batch.continues else {
      carriedOver = nil
      return
    }
    let count = batch.rows * options.hidden
    carriedOver = CarriedOver(
      states: states.map {
        let last = $0.value + (batch.steps - 1) * count
        return Array(UnsafeBufferPointer(start: last, count: count))
      }, users: users)
  }
}

extension SequenceModel: ProvidesItemVectors {
  /// The vectors of the network and the factorisation; the options may leave both out.
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    ItemVectors.result(
      scorer?.itemVectors, else: NoItemVectors("has no item vectors with factors=0"))
  }
}

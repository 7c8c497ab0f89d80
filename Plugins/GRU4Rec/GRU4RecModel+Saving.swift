import Debut

extension GRU4RecModel {
  private static let transitions = "transitions."
  private static let blend = "blend.weight"
  private static let laterBlend = "later.blend.weight"

  public func save(to state: inout StateWriter) throws {
    for parameter in parameters { state.add(parameter) }
    guard let transitions = scorer?.transitions else { return }
    state.nested(Self.transitions) { transitions.counts.saveCounts(to: &$0) }
    state.add(Self.blend, transitions.blend.coefficients, shape: Self.blendShape)
    if let later = transitions.later {
      state.add(Self.laterBlend, later.coefficients, shape: Self.blendShape)
    }
  }

  private static let blendShape = [Blend.parts, UserContext.count]

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    var generator = SeededGenerator(seed: run.seed)
    try state.readParameters {
      try prepare(outline, run, using: &generator)
      return parameters
    }
    prepareToAnswer(run)
    guard options.counts, let reader = scorer?.reader else { return }
    let transitions = try TransitionScorer(
      countsFrom: state.nested(Self.transitions), itemCount: outline.itemCount,
      kernels: run.compute.kernels)
    func blend(_ name: String, isLift: Bool) throws -> Blend {
      Blend(coefficients: try state.doubles(name, shape: Self.blendShape), isLift: isLift)
    }
    scorer = GRU4RecScorer(
      reader,
      .init(
        counts: transitions, blend: try blend(Self.blend, isLift: false),
        later: state.contains(Self.laterBlend) ? try blend(Self.laterBlend, isLift: true) : nil))
  }
}

extension GRU4RecModel: ProvidesItemVectors {
  /// The vectors that the GRU reads.
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    guard let table = network?.items.table else {
      return .failure(NoItemVectors("has not been trained"))
    }
    return .success(ItemVectors(dimension: table.columns, values: Array(table.value.floats)))
  }
}

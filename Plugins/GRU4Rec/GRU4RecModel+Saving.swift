import Debut

extension GRU4RecModel {
  private static let transitions = "transitions."
  private static let blend = "blend.weight"

  public func save(to state: inout StateWriter) throws {
    for parameter in parameters { state.add(parameter) }
    guard let (transitions, blend) = scorer?.transitions else { return }
    state.nested(Self.transitions) { transitions.saveCounts(to: &$0) }
    state.add(Self.blend, blend.coefficients, shape: [Blend.parts, UserContext.count])
  }

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
    let blend = Blend(
      coefficients: try state.doubles(Self.blend, shape: [Blend.parts, UserContext.count]))
    scorer = GRU4RecScorer(reader, (transitions, blend))
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

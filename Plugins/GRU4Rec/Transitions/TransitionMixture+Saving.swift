import Debut

extension TransitionMixture {
  private static let vectors = "item.vector"

  public func save(to state: inout StateWriter) throws {
    guard let scorer else { return }
    scorer.saveCounts(to: &state)
    guard let network = scorer.network else { return }
    state.add(Self.vectors, network.vectors, shape: [scorer.counts.itemCount, network.dims])
    for parameter in network.parameters { state.add(parameter) }
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    scorer = try TransitionScorer(
      countsFrom: state, itemCount: outline.itemCount,
      network: try network(from: state, outline.itemCount), kernels: run.compute.kernels)
  }

  private func network(from state: StateReader, _ itemCount: Int) throws -> NextItemNetwork? {
    guard state.contains(Self.vectors) else { return nil }
    let dims = min(options.dims, itemCount)
    let values = try state.floats(Self.vectors, shape: [itemCount, dims])
    let vectors = FloatBuffer(count: values.count)
    for i in values.indices { vectors.base[i] = values[i] }
    var generator = SeededGenerator(seed: 0)
    var network: NextItemNetwork?
    try state.readParameters {
      let made = NextItemNetwork(
        vectors: vectors, dims: dims, hidden: options.hidden, using: &generator)
      network = made
      return made.parameters
    }
    return network
  }
}

extension TransitionMixture: ProvidesItemVectors {
  /// The vectors that the GRU reads; a failure without one.
  public var itemVectors: Result<ItemVectors, NoItemVectors> {
    guard let network = scorer?.network else {
      return .failure(
        NoItemVectors("has counts of pairs of items, and no network that reads vectors"))
    }
    return .success(
      ItemVectors(dimension: network.dims, values: Array(network.vectors.floats)))
  }
}

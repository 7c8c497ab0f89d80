import Debut

extension ItemKNNModel {
  private static let base = "item.base"
  private static let ends = "neighbours.end"
  private static let items = "neighbours.item"
  private static let weights = "neighbours.weight"
  private static let choices = "decay-and-recency"

  public func save(to state: inout StateWriter) throws {
    guard let scorer else { return }
    state.add(Self.base, scorer.base)
    state.add(Self.ends, scorer.table.starts.dropFirst().map(Int64.init))
    state.add(Self.items, scorer.table.neighbours)
    state.add(Self.weights, scorer.table.weights)
    state.add(Self.choices, [scorer.rule.decay, scorer.rule.recency])
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    let ends = try state.int64s(Self.ends, shape: [outline.itemCount])
    let neighbours = try state.indices(Self.items, below: outline.itemCount)
    let weights = try state.floats(Self.weights, shape: [neighbours.count])
    let choices = try state.doubles(Self.choices, shape: [2])
    guard let table = NeighbourTable(ends: ends, neighbours: neighbours, weights: weights),
      choices.allSatisfy({ 0...1 ~= $0 })
    else {
      throw EngineError.badModelFile(
        reason: "its neighbours are not rows of ascending items with weights above 0")
    }
    scorer = KNNScorer(
      base: try state.floats(Self.base, shape: [outline.itemCount]), table: table,
      rule: rule(decay: choices[0], recency: choices[1]))
  }
}

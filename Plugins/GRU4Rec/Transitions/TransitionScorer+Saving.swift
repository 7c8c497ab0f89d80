import Debut

extension TransitionScorer {
  private static let popularity = "item.events"
  private static let repeats = "repeats"
  private static let timelineItems = "timeline.item"
  private static let timelineTimes = "timeline.time"
  private static let mixture = "mixture.weight"
  private static let score = "score.weight"
  /// Before the names of the weights for questions after all training events.
  private static let later = "later."
  /// Kinds of pairs that are written; counts of what came before follow from those of what came after.
  private static let kept: [(kind: PairKind, name: String)] = [
    (.after, "after."), (.around, "around."),
  ]

  /// Writes the counts, the mixture and the weights of the score.
  func saveCounts(to state: inout StateWriter) {
    state.add(Self.popularity, counts.popularity)
    state.add(Self.repeats, [Int32(counts.repeats ? 1 : 0)])
    state.add(Self.timelineItems, counts.trailing.items)
    state.add(Self.timelineTimes, counts.trailing.times)
    for (kind, name) in Self.kept {
      let pairs = counts.pairs(kind)
      state.nested(name) { state in
        state.add("end", pairs.starts.dropFirst().map(Int64.init))
        state.add("item", pairs.columns.array)
        state.add("count", pairs.values.array)
      }
    }
    Self.save(weights, to: &state)
    if let later { state.nested(Self.later) { Self.save(later, to: &$0) } }
  }

  private static func save(_ weights: TransitionWeights, to state: inout StateWriter) {
    state.add(mixture, weights.mixture.coefficients, shape: [Mixture.count, UserContext.count])
    state.add(score, weights.score.coefficients, shape: [Score.count, UserContext.count])
  }

  private static func weights(from state: StateReader, repeats: Bool) throws -> TransitionWeights {
    TransitionWeights(
      mixture: Mixture(
        coefficients: try state.doubles(mixture, shape: [Mixture.count, UserContext.count]),
        repeats: repeats),
      score: Score(
        coefficients: try state.floats(score, shape: [Score.count, UserContext.count])))
  }

  /// Reads what `saveCounts` wrote.
  ///
  /// - Parameter network: corrects the scores; nil without one.
  /// - Throws: `EngineError.badModelFile`; what the reader throws.
  init(
    countsFrom state: StateReader, itemCount: Int, network: NextItemNetwork? = nil,
    kernels: KernelTable
  ) throws {
    let items = try state.indices(Self.timelineItems, below: itemCount)
    let times = try state.int64s(Self.timelineTimes, shape: [items.count])
    let popularity = try state.floats(Self.popularity, shape: [itemCount])
    let events = popularity.reduce(0.0) { $0 + Double($1) }
    guard zip(times, times.dropFirst()).allSatisfy({ $0 <= $1 }),
      popularity.allSatisfy({ $0 >= 0 }), events < 1e15
    else {
      throw EngineError.badModelFile(
        reason: "its events are not in the order of time, or an item has less than none")
    }
    let pairs = try Self.kept.map { try Self.pairs(from: state.nested($0.name), itemCount) }
    let counts = EventCounts(
      popularity: popularity, after: pairs[0], around: pairs[1],
      trailing: TrailingPopularity(items: items, times: times, itemCount: itemCount),
      repeats: try state.int32s(Self.repeats, shape: [1])[0] != 0)
    // Files of before have one set of weights.
    let later = state.nested(Self.later)
    self.init(
      counts, try Self.weights(from: state, repeats: counts.repeats),
      later: later.contains(Self.mixture)
        ? try Self.weights(from: later, repeats: counts.repeats) : nil,
      network, kernels: kernels)
  }

  private static func pairs(from state: StateReader, _ itemCount: Int) throws -> PairCounts {
    let ends = try state.int64s("end", shape: [itemCount])
    let columns = try state.indices("item", below: itemCount)
    let values = try state.floats("count", shape: [columns.count])
    let starts = [0] + ends.map { Int(clamping: $0) }
    let areOrdered =
      zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 } && starts[itemCount] == columns.count
      && (0..<itemCount).allSatisfy { row in
        let row = columns[starts[row]..<starts[row + 1]]
        return zip(row, row.dropFirst()).allSatisfy { $0 < $1 }
      }
    guard areOrdered, values.allSatisfy({ $0 > 0 }) else {
      throw EngineError.badModelFile(
        reason: "its pairs of items are not rows of ascending items with counts above 0")
    }
    return PairCounts(starts: starts, columns: columns, values: values)
  }
}

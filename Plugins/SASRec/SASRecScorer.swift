import Debut

/// The scorer of `sasrec`: the frozen network.
///
/// - Stability: evolving.
public struct SASRecScorer: TrainedScorer {
  private let encoder: AttentionEncoder
  private let kernels: KernelTable
  private let blocks: [PackedAttentionBlock]
  private let usual: Items
  /// The items for questions after training; nil: as usual.
  private let later: Items?
  /// [items] what `later` adds to the biases; nil: nothing.
  let lifts: [Float]?

  /// The items' vectors, and what is added to their products.
  private struct Items: Sendable {
    let scan: ItemScan
    /// [items]
    let biases: [Float]
  }

  /// A user: keys and values of the last events, and the output after the newest.
  public struct State: Sendable {
    /// [blocks][window, 2 * width] keys and values.
    fileprivate var rings: [Float]
    /// [width]
    fileprivate var output: [Float]
    fileprivate var events: Int
    fileprivate let isAfterTraining: Bool
  }

  /// The bias of items without events, far below any other: they come last.
  private static let lowest: Float = -10_000

  /// - Parameter lifts: [items] what is added to the biases for questions after training.
  init(_ encoder: AttentionEncoder, lifts: [Float]?, kernels: KernelTable) {
    self.encoder = encoder
    self.kernels = kernels
    self.lifts = lifts
    blocks = encoder.blocks.map { PackedAttentionBlock($0, kernels: kernels) }
    var biases = Array(encoder.bias.value.floats)
    for item in encoder.unknown { biases[item] = Self.lowest }
    // Training goes on after a validation, and the scan reads its table later.
    let scan = ItemScan(
      encoder.items.table.value.copy(), biases: biases, rows: encoder.items.table.rows,
      columns: encoder.width, kernels: kernels)
    usual = Items(scan: scan, biases: biases)
    later = lifts.map { lifts in
      let biases = zip(biases, lifts).map(+)
      return Items(scan: scan.with(biases: biases), biases: biases)
    }
  }

  private func items(for state: State) -> Items {
    state.isAfterTraining ? later ?? usual : usual
  }

  private var ringCount: Int { blocks.first?.ringCount ?? 0 }
  /// Events that an output depends on: each block looks back a window from what the one below it sees.
  private var reach: Int {
    1 + encoder.blocks.reduce(0) { $0 + $1.window - 1 }
  }

  /// Reads the events that the answer depends on; what steps before them would see of still earlier ones has no part
  /// in it.
  public func state(of user: UserQuery) -> State {
    let history = user.history
    let first = max(history.count - reach, 0)
    var state = State(
      rings: [Float](repeating: 0, count: blocks.count * ringCount),
      output: [Float](repeating: 0, count: encoder.width), events: first,
      isAfterTraining: user.isAfterTraining)
    for next in history[first...] { extend(&state, by: next) }
    return state
  }

  public func extend(_ state: inout State, by interaction: Interaction) {
    let width = encoder.width
    let scratch = blocks.first?.scratchCount ?? 0
    let step = state.events
    withUnsafeTemporaryAllocation(of: Float.self, capacity: scratch) { memory in
      state.rings.withUnsafeMutableBufferPointer { rings in
        state.output.withUnsafeMutableBufferPointer { output in
          guard let memory = memory.baseAddress, let rings = rings.baseAddress,
            let x = output.baseAddress
          else { return }
          x.update(from: encoder.items.vector(interaction.item), count: width)
          kernels.scale(width, encoder.scale, x)
          for (b, block) in blocks.enumerated() {
            block.advance(x, ring: rings + b * ringCount, step: step, scratch: memory)
          }
          encoder.norm.apply(x, into: x)
        }
      }
    }
    state.events += 1
  }

  public func score(
    _ state: State, items: UnsafeBufferPointer<Int32>,
    into scores: UnsafeMutableBufferPointer<Float>
  ) {
    let own = self.items(for: state)
    state.output.withUnsafeBufferPointer { output in
      guard let output = output.baseAddress, let out = scores.baseAddress else { return }
      own.scan.rows.dots(output, items, into: out)
      for i in items.indices { out[i] += own.biases[Int(items[i])] }
    }
  }

  public func top(
    _ count: Int, _ state: State, where isWanted: (Int32) -> Bool
  ) -> [ScoredItem]? {
    state.output.withUnsafeBufferPointer { output in
      output.baseAddress.flatMap { items(for: state).scan.top(count, of: $0, where: isWanted) }
    }
  }

  public func path(of state: State) -> AnswerPath {
    AnswerPath("sequence of \(Counted.text(state.events, "event"))", ratings: state.events)
  }
}

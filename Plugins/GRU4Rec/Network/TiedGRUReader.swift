import Debut

/// The network as it answers.
struct TiedGRUReader: Sendable {
  private let network: TiedGRU
  private let layers: [PackedGRU]
  private let scan: ItemScan
  /// [items]
  private let biases: [Float]

  /// The bias of items that come last, far below any other.
  private static let lowest: Float = -10_000

  /// - Parameter last: items that come last, whatever the user: those of which nothing is learnt, if nothing else tells
  ///   of them.
  init(_ network: TiedGRU, last: [Int], kernels: KernelTable) {
    self.network = network
    layers = network.layers.map { PackedGRU($0, kernels: kernels) }
    var biases = Array(network.bias.value.floats)
    for item in last { biases[item] = Self.lowest }
    self.biases = biases
    // Training goes on after a validation, and the scan reads its table later.
    scan = ItemScan(
      network.items.table.value.copy(), biases: biases, rows: network.itemCount,
      columns: network.hidden, kernels: kernels)
  }

  /// The states before any event, [layers, hidden].
  var start: [Float] { [Float](repeating: 0, count: layers.count * network.hidden) }

  /// The most events that are read at once.
  private static let block = 64

  /// Replaces the states by those after another event.
  func advance(_ states: inout [Float], by item: Int32) {
    withUnsafePointer(to: item) { advance(&states, by: UnsafeBufferPointer(start: $0, count: 1)) }
  }

  /// Replaces the states by those after further events, to the bits of one at a time: products of the inputs of several
  /// events read the weights once.
  func advance(_ states: inout [Float], by items: UnsafeBufferPointer<Int32>) {
    let hidden = network.hidden
    let steps = min(items.count, Self.block)
    guard steps > 0, let scratchCount = layers.first?.scratchCount(steps: 0) else { return }
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: 5 * steps * hidden + scratchCount
    ) { memory in
      states.withUnsafeMutableBufferPointer { states in
        guard let inputs = memory.baseAddress, let states = states.baseAddress else { return }
        for first in stride(from: 0, to: items.count, by: steps) {
          let count = min(steps, items.count - first)
          for step in 0..<count {
            (inputs + step * hidden).update(
              from: network.items.vector(Int(items[first + step])), count: hidden)
          }
          advance(states, steps: count, memory: inputs)
        }
      }
    }
  }

  /// - Parameters:
  ///   - states: [layers, hidden] before and after.
  ///   - memory: the inputs, [steps, hidden], and room for four times as much and for the scratch of a layer.
  private func advance(
    _ states: UnsafeMutablePointer<Float>, steps: Int, memory: UnsafeMutablePointer<Float>
  ) {
    let hidden = network.hidden
    var (inputs, outputs) = (memory, memory + steps * hidden)
    let gates = memory + 2 * steps * hidden
    for (place, layer) in layers.enumerated() {
      let state = states + place * hidden
      layer.project(inputs, rows: steps, into: gates)
      layer.run(
        gates: gates, steps: steps, from: state, into: outputs,
        scratch: gates + 3 * steps * hidden)
      state.update(from: outputs + (steps - 1) * hidden, count: hidden)
      swap(&inputs, &outputs)
    }
  }

  /// Writes the scores of items.
  func scores(
    _ states: [Float], _ items: UnsafeBufferPointer<Int32>, into out: UnsafeMutablePointer<Float>
  ) {
    states.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { return }
      scan.rows.dots(base + $0.count - network.hidden, items, into: out)
    }
    for i in items.indices { out[i] += biases[Int(items[i])] }
  }

  /// Returns the items with the highest scores; nil if they have to be scored one by one.
  func top(_ count: Int, _ states: [Float], where isWanted: (Int32) -> Bool) -> [ScoredItem]? {
    states.withUnsafeBufferPointer { states in
      states.baseAddress.flatMap {
        scan.top(count, of: $0 + states.count - network.hidden, where: isWanted)
      }
    }
  }
}

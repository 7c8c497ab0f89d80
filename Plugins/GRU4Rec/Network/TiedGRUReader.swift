import Debut

/// The network as it answers.
struct TiedGRUReader: Sendable {
  private let network: TiedGRU
  private let layers: [PackedGRU]
  private let rows: PackedRows

  init(_ network: TiedGRU, kernels: KernelTable) {
    self.network = network
    layers = network.layers.map { PackedGRU($0, kernels: kernels) }
    rows = PackedRows(
      network.items.table.value.base, rows: network.itemCount, columns: network.hidden,
      kernels: kernels)
  }

  /// The states before any event, [layers, hidden].
  var start: [Float] { [Float](repeating: 0, count: layers.count * network.hidden) }

  /// Replaces the states by those after another event.
  func advance(_ states: inout [Float], by item: Int32) {
    let hidden = network.hidden
    let scratch = layers.first?.scratchCount(steps: 1) ?? 0
    withUnsafeTemporaryAllocation(of: Float.self, capacity: scratch) { memory in
      states.withUnsafeMutableBufferPointer { states in
        guard let memory = memory.baseAddress, let states = states.baseAddress else { return }
        var input = network.items.vector(Int(item))
        for (place, layer) in layers.enumerated() {
          let state = states + place * hidden
          layer.advance(inputs: input, state: state, scratch: memory)
          input = UnsafePointer(state)
        }
      }
    }
  }

  /// Writes the scores of items.
  func scores(
    _ states: [Float], _ items: UnsafeBufferPointer<Int32>, into out: UnsafeMutablePointer<Float>
  ) {
    states.withUnsafeBufferPointer {
      guard let base = $0.baseAddress else { return }
      rows.dots(base + $0.count - network.hidden, items, into: out)
    }
    let bias = network.bias.value.base
    for i in items.indices { out[i] += bias[Int(items[i])] }
  }
}

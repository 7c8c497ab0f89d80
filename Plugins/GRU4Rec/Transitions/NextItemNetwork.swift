import Debut

/// A GRU that corrects scores: it reads the items' vectors, and what it adds to an item's score is the product of the
/// item's vector and a vector that the head makes of the state.
///
///     h_t = GRU(h_t-1, [e(item t), gap t]),   s_i += (W h_t + b) . e_i
///
/// The vectors are frozen. W and b start at zero: the untrained network corrects nothing.
struct NextItemNetwork: Sendable {
  let gru: GRU
  let head: Linear
  /// [items, dims]
  let vectors: FloatBuffer

  /// Inputs beside an item's vector.
  private static let others = 1

  init(
    vectors: FloatBuffer, dims: Int, hidden: Int, using generator: inout SeededGenerator
  ) {
    self.vectors = vectors
    gru = GRU("gru", inputs: dims + Self.others, hidden: hidden, using: &generator)
    head = Linear("head", inputs: hidden, outputs: dims, using: &generator)
    head.weight.fill(0)
    head.bias?.fill(0)
  }

  var dims: Int { head.outputs }
  var hidden: Int { head.inputs }
  var inputs: Int { gru.inputs }
  var parameters: [Parameter] { gru.parameters + head.parameters }

  /// Writes the input of an event.
  func write(_ item: Int32, gap: Float, into input: UnsafeMutablePointer<Float>) {
    input.update(from: vectors.base + Int(item) * dims, count: dims)
    input[dims] = gap
  }
}

/// The network as it answers.
struct NextItemReader: Sendable {
  let network: NextItemNetwork
  private let gru: PackedGRU
  private let rows: PackedRows
  private let kernels: KernelTable

  init(_ network: NextItemNetwork, kernels: KernelTable) {
    self.network = network
    self.kernels = kernels
    gru = PackedGRU(network.gru, kernels: kernels)
    rows = PackedRows(
      network.vectors.base, rows: network.vectors.count / max(network.dims, 1),
      columns: network.dims, kernels: kernels)
  }

  /// The state before any event.
  var start: [Float] { [Float](repeating: 0, count: network.hidden) }

  /// Replaces a state by the one after another event.
  func advance(_ state: inout [Float], by item: Int32, gap: Float) {
    let inputs = network.inputs
    withUnsafeTemporaryAllocation(
      of: Float.self, capacity: inputs + gru.scratchCount(steps: 1)
    ) { memory in
      guard let memory = memory.baseAddress else { return }
      network.write(item, gap: gap, into: memory)
      state.withUnsafeMutableBufferPointer {
        guard let state = $0.baseAddress else { return }
        gru.advance(inputs: memory, state: state, scratch: memory + inputs)
      }
    }
  }

  /// Writes what the network adds to the scores of items.
  func corrections(
    _ state: [Float], _ items: UnsafeBufferPointer<Int32>, into out: UnsafeMutablePointer<Float>
  ) {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: network.dims) { vector in
      guard let vector = vector.baseAddress else { return }
      state.withUnsafeBufferPointer {
        guard let state = $0.baseAddress else { return }
        network.head.apply(state, rows: 1, into: vector, kernels: kernels)
      }
      rows.dots(vector, items, into: out)
    }
  }
}

/// Causal self-attention of several heads over a window (Vaswani et al. 2017), with a learnt bias for
/// each distance in place of positions (Raffel et al. 2020): at step t, for each head,
///
///     p[s] = softmax over s of  q[t] . k[s] / sqrt(d) + bias[t - s],   max(0, t - W + 1) <= s <= t
///     out[t] = sum over s of  p[s] v[s]
///
/// Queries, keys and values lie side by side: a row is [q | k | v], each [heads * d].
///
/// - Stability: evolving.
public struct SelfAttention: Sendable {
  /// Numbers of a query, a key or a value: those of all heads together.
  public let width: Int
  /// The number of heads.
  public let heads: Int
  /// [heads, W] biases; column j is for the step j before. Named `<name>.distance`; starts at 0.
  public let distances: Parameter

  /// Creates an attention with the biases at 0.
  ///
  /// - Precondition: `heads` divides `width`.
  public init(_ name: String, width: Int, heads: Int, window: Int) {
    precondition(width % heads == 0, "heads share the width out evenly")
    self.width = width
    self.heads = heads
    distances = Parameter("\(name).distance", rows: heads, columns: window)
  }

  /// Steps that are looked back, the newest included.
  public var window: Int { distances.columns }
  /// Numbers of one head.
  public var depth: Int { width / heads }
  /// The biases alone.
  public var parameters: [Parameter] { [distances] }
  /// The factor on products of queries and keys.
  public var scale: Float { 1 / Float(depth).squareRoot() }
}

extension Tape {
  /// Returns the attention's output [steps * B, width] for rows [steps * B, 3 * width], time-major; zeros
  /// from a sequence's length on.
  ///
  /// - Parameters:
  ///   - qkv: queries, keys and values.
  ///   - layer: the attention's parameters.
  ///   - steps: steps of the longest sequence.
  ///   - lengths: [B] steps of each sequence.
  public func attend(
    _ qkv: Variable, _ layer: SelfAttention, steps: Int, lengths: [Int32]
  ) -> Variable {
    precondition(qkv.columns == 3 * layer.width, "a row is a query, a key and a value")
    precondition(qkv.rows == steps * lengths.count, "there must be a row for every entry")
    let distances = weights(layer.distances)
    let memory = memory(qkv.rows * layer.heads * layer.window)
    let pass = AttentionPass(
      layer: layer, rows: lengths.count, lengths: lengths, qkv: qkv.value, shares: memory)
    return record(rows: qkv.rows, columns: layer.width, inputs: [qkv, distances]) { [compute] out in
      compute.forBlocks(of: 1, in: lengths.count) { row, _ in
        for step in 0..<steps { pass.forward(row, step, out, compute.kernels) }
      }
    } backward: { [pass] tapePass in
      pass.backward(qkv, distances, tapePass)
    }
  }
}

/// The memory and settings of one attention's passes, forward and backward.
private struct AttentionPass {
  let layer: SelfAttention
  /// B, the number of sequences.
  let rows: Int
  let lengths: [Int32]
  let qkv: UnsafeMutablePointer<Float>
  /// [entries, heads, window] p, oldest step first.
  let shares: UnsafeMutablePointer<Float>

  /// Floats from one step to the next of the same sequence.
  private var stride: Int { rows * 3 * layer.width }

  /// Returns the offset of a head's query at (row, step).
  private func place(_ row: Int, _ step: Int, _ head: Int) -> Int {
    (step * rows + row) * 3 * layer.width + head * layer.depth
  }

  private func shares(_ row: Int, _ step: Int, _ head: Int) -> UnsafeMutablePointer<Float> {
    shares + ((step * rows + row) * layer.heads + head) * layer.window
  }

  func forward(
    _ row: Int, _ step: Int, _ out: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) {
    let target = out + (step * rows + row) * layer.width
    target.update(repeating: 0, count: layer.width)
    guard step < Int(lengths[row]) else { return }
    let count = min(step + 1, layer.window)
    for head in 0..<layer.heads {
      let p = shares(row, step, head)
      let oldest = qkv + place(row, step + 1 - count, head)
      kernels.rowDots(
        count, layer.depth, oldest + layer.width, stride, qkv + place(row, step, head), 0, p)
      layer.finish(p, count: count, head: head, kernels)
      kernels.addScaledRows(
        count, layer.depth, p, oldest + 2 * layer.width, stride, target + head * layer.depth, 0)
    }
  }

  /// Adds the gradients: dv += p dy; ds = p (dp - p . dp) with dp = v . dy; dq += ds k scale;
  /// dk += ds q scale; the bias of a distance gets the sum of its ds. Sequences are independent except
  /// for the biases, which are summed in the order of sequences.
  func backward(_ input: Variable, _ distances: Variable, _ pass: BackwardPass) {
    let biasCount = layer.heads * layer.window
    let partial = pass.scratch(rows * biasCount)
    partial.update(repeating: 0, count: rows * biasCount)
    let gradient = pass.gradient(of: input)
    let slopes = pass.scratch(2 * rows * layer.window)
    pass.compute.forBlocks(of: 1, in: rows) { row, _ in
      for step in 0..<Int(lengths[row]) {
        for head in 0..<layer.heads {
          backward(
            row, step, head, dy: pass.outputGradient, into: gradient,
            bias: partial + row * biasCount, scratch: slopes + 2 * row * layer.window,
            pass.kernels)
        }
      }
    }
    guard let dbias = pass.gradient(of: distances) else { return }
    pass.kernels.sumRows(rows, biasCount, partial, biasCount, dbias)
  }

  private func backward(
    _ row: Int, _ step: Int, _ head: Int, dy: UnsafePointer<Float>,
    into gradient: UnsafeMutablePointer<Float>?, bias: UnsafeMutablePointer<Float>,
    scratch: UnsafeMutablePointer<Float>, _ kernels: KernelTable
  ) {
    let (depth, width) = (layer.depth, layer.width)
    let count = min(step + 1, layer.window)
    let p = shares(row, step, head)
    let dout = dy + (step * rows + row) * width + head * depth
    let oldest = place(row, step + 1 - count, head)
    let (dp, ds) = (scratch, scratch + layer.window)
    kernels.rowDots(count, depth, qkv + oldest + 2 * width, stride, dout, 0, dp)
    ds.update(repeating: 0, count: count)
    kernels.softmaxBackward(1, count, p, dp, ds)
    for j in 0..<count { bias[head * layer.window + count - 1 - j] += ds[j] }
    guard let gradient else { return }
    kernels.addScaledRows(count, depth, p, dout, 0, gradient + oldest + 2 * width, stride)
    kernels.scale(count, layer.scale, ds)
    let here = place(row, step, head)
    kernels.addScaledRows(count, depth, ds, qkv + oldest + width, stride, gradient + here, 0)
    kernels.addScaledRows(count, depth, ds, qkv + here, 0, gradient + oldest + width, stride)
  }
}

extension SelfAttention {
  /// Turns the products of a query with `count` keys, the oldest first, into shares, in place.
  fileprivate func finish(
    _ p: UnsafeMutablePointer<Float>, count: Int, head: Int, _ kernels: KernelTable
  ) {
    let bias = distances.row(head)
    for j in 0..<count { p[j] = p[j] * scale + bias[count - 1 - j] }
    kernels.softmax(1, count, p, p)
  }

  /// Computes one step without a tape. Keys and values of the last `window` steps, including the newest,
  /// lie in a ring.
  ///
  /// - Parameters:
  ///   - query: [width]
  ///   - ring: [window, 2 * width]; a row is [k | v], and step s lies at s % window.
  ///   - step: the newest step, from 0.
  ///   - p: [window] scratch.
  ///   - out: [width]
  ///   - kernels: computes the products.
  public func attend(
    _ query: UnsafePointer<Float>, ring: UnsafePointer<Float>, step: Int,
    scratch p: UnsafeMutablePointer<Float>, into out: UnsafeMutablePointer<Float>,
    kernels: KernelTable
  ) {
    let count = min(step + 1, window)
    let first = (step + 1 - count) % window
    // Oldest first, as in training: to the end of the ring, then from its start.
    let tail = min(count, window - first)
    out.update(repeating: 0, count: width)
    for head in 0..<heads {
      let part = head * depth
      let parts = [(slot: first, from: 0, count: tail), (slot: 0, from: tail, count: count - tail)]
      for piece in parts {
        kernels.rowDots(
          piece.count, depth, ring + piece.slot * 2 * width + part, 2 * width, query + part, 0,
          p + piece.from)
      }
      finish(p, count: count, head: head, kernels)
      for piece in parts {
        kernels.addScaledRows(
          piece.count, depth, p + piece.from, ring + piece.slot * 2 * width + width + part,
          2 * width, out + part, 0)
      }
    }
  }
}

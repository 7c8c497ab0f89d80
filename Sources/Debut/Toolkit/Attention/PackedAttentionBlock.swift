/// A snapshot of a block for answers: one step at a time, without a tape. Keys and values of the last steps lie in a
/// ring, so that a step costs one query over them and no replay.
///
/// - Stability: evolving.
public struct PackedAttentionBlock: Sendable {
  private struct Gates: Sendable {
    let attention: PackedLinear
    let forward: PackedLinear
    let factor: PackedLinear
  }

  private let attentionNorm: LayerNorm
  private let qkv: PackedLinear
  private let attention: SelfAttention
  private let output: PackedLinear
  private let forwardNorm: LayerNorm
  private let widen: PackedLinear
  private let narrow: PackedLinear
  private let gates: Gates?
  private let kernels: KernelTable

  /// Packs the present weights of a block.
  public init(_ block: AttentionBlock, kernels: KernelTable) {
    self.kernels = kernels
    attentionNorm = block.attentionNorm
    qkv = PackedLinear(block.qkv, kernels: kernels)
    attention = block.attention
    output = PackedLinear(block.output, kernels: kernels)
    forwardNorm = block.forwardNorm
    widen = PackedLinear(block.widen, kernels: kernels)
    narrow = PackedLinear(block.narrow, kernels: kernels)
    gates = block.gates.map {
      Gates(
        attention: PackedLinear($0.attention, kernels: kernels),
        forward: PackedLinear($0.forward, kernels: kernels),
        factor: PackedLinear($0.factor, kernels: kernels))
    }
  }

  private var width: Int { attention.width }

  /// Floats of a user's ring: [window, 2 * width] keys and values.
  public var ringCount: Int { attention.window * 2 * width }

  /// Floats of working memory of a step.
  public var scratchCount: Int { 3 * width + max(3 * width, 2 * widen.outputs) + attention.window }

  /// Takes x of one step through the block, in place.
  ///
  /// - Parameters:
  ///   - x: [width]
  ///   - ring: the user's, [window, 2 * width], to which the step is added.
  ///   - step: the number of the user's steps before this one.
  ///   - scratch: `scratchCount` floats.
  public func advance(
    _ x: UnsafeMutablePointer<Float>, ring: UnsafeMutablePointer<Float>, step: Int,
    scratch: UnsafeMutablePointer<Float>
  ) {
    let normed = scratch
    let (out, gate, wide) = (scratch + width, scratch + 2 * width, scratch + 3 * width)
    attentionNorm.apply(x, into: normed)
    qkv.apply(normed, rows: 1, into: wide)
    (ring + step % attention.window * 2 * width).update(from: wide + width, count: 2 * width)
    attention.attend(
      wide, ring: ring, step: step, scratch: wide + max(3 * width, 2 * widen.outputs),
      into: normed, kernels: kernels)
    output.apply(normed, rows: 1, into: out)
    weigh(out, by: x, gates?.attention, into: gate)
    kernels.add(width, x, out, x)
    forwardNorm.apply(x, into: normed)
    feedForward(normed, wide: wide, into: out)
    weigh(out, by: x, gates?.forward, into: gate)
    kernels.add(width, x, out, x)
  }

  /// - Parameter wide: [2 * inner] working memory.
  private func feedForward(
    _ normed: UnsafePointer<Float>, wide: UnsafeMutablePointer<Float>,
    into out: UnsafeMutablePointer<Float>
  ) {
    let inner = widen.outputs
    widen.apply(normed, rows: 1, into: wide)
    if let gates {
      let factor = wide + inner
      kernels.sigmoid(inner, wide, factor)
      kernels.multiply(inner, wide, factor, wide)
      gates.factor.apply(normed, rows: 1, into: factor)
      kernels.multiply(inner, wide, factor, wide)
    } else {
      kernels.relu(inner, wide, wide)
    }
    narrow.apply(wide, rows: 1, into: out)
  }

  /// Multiplies a part by its gate, which x opens.
  private func weigh(
    _ part: UnsafeMutablePointer<Float>, by x: UnsafePointer<Float>, _ gate: PackedLinear?,
    into share: UnsafeMutablePointer<Float>
  ) {
    guard let gate else { return }
    gate.apply(x, rows: 1, into: share)
    kernels.sigmoid(width, share, share)
    kernels.multiply(width, part, share, part)
  }
}

/// A block of causal self-attention and a feed-forward part, each added to what it reads, with the normalisation
/// before it (Xiong et al. 2020):
///
///     x = x + a(x) O attend(Q K V norm(x));   x = x + b(x) F2 f(F1 norm(x))
///
/// A plain block has a = b = 1 and f = relu. A gated one has a(x) = sigmoid(A x), b(x) = sigmoid(B x) (LiGR,
/// Borisyuk et al. 2025) and f(F1 n) = silu(F1 n) F3 n (SwiGLU, Shazeer 2020).
///
/// - Stability: evolving.
public struct AttentionBlock: Sendable {
  /// The kinds of blocks.
  public enum Kind: String, CaseIterable, Sendable {
    /// Both parts are added as they are.
    case plain
    /// A gate weighs each part, and the feed-forward part is SwiGLU.
    case gated
  }

  let attentionNorm: LayerNorm
  let qkv: Linear
  /// The attention alone; its biases of distances are for tests.
  package let attention: SelfAttention
  let output: Linear
  let forwardNorm: LayerNorm
  let widen: Linear
  let narrow: Linear
  let gates: Gates?

  /// The layers that a gated block has beyond those of a plain one.
  struct Gates: Sendable {
    /// A: how much of the attention is added.
    let attention: Linear
    /// B: how much of the feed-forward part is added.
    let forward: Linear
    /// F3.
    let factor: Linear

    var parameters: [Parameter] { attention.parameters + forward.parameters + factor.parameters }
  }

  /// Creates a block whose parameters are named `<name>.qkv.weight` and so on.
  ///
  /// - Parameters:
  ///   - name: the prefix of the parameters' names.
  ///   - kind: plain, or gated.
  ///   - width: numbers of x, which `heads` divides.
  ///   - heads: parts that the attention is divided into.
  ///   - window: steps that the attention looks back, its own included.
  ///   - inner: outputs of F1.
  ///   - generator: draws the weights.
  public init(
    _ name: String, _ kind: Kind, width: Int, heads: Int, window: Int, inner: Int,
    using generator: inout SeededGenerator
  ) {
    attentionNorm = LayerNorm("\(name).attention_norm", columns: width)
    qkv = Linear("\(name).qkv", inputs: width, outputs: 3 * width, using: &generator)
    attention = SelfAttention("\(name).attention", width: width, heads: heads, window: window)
    output = Linear("\(name).output", inputs: width, outputs: width, using: &generator)
    forwardNorm = LayerNorm("\(name).forward_norm", columns: width)
    widen = Linear("\(name).widen", inputs: width, outputs: inner, using: &generator)
    narrow = Linear("\(name).narrow", inputs: inner, outputs: width, using: &generator)
    gates =
      kind == .plain
      ? nil
      : Gates(
        attention: Linear(
          "\(name).attention_gate", inputs: width, outputs: width, using: &generator),
        forward: Linear("\(name).forward_gate", inputs: width, outputs: width, using: &generator),
        factor: Linear("\(name).factor", inputs: width, outputs: inner, using: &generator))
  }

  /// Numbers of what the block reads and returns.
  public var width: Int { output.outputs }
  /// Steps that the attention looks back, the newest included.
  public var window: Int { attention.window }
  /// Numbers of the feed-forward part.
  var inner: Int { widen.outputs }
  /// Every parameter.
  public var parameters: [Parameter] {
    attentionNorm.parameters + qkv.parameters + attention.parameters + output.parameters
      + forwardNorm.parameters + widen.parameters + narrow.parameters + (gates?.parameters ?? [])
  }
}

extension Tape {
  /// Returns the block's output [steps * B, width] for rows [steps * B, width], time-major.
  ///
  /// - Parameters:
  ///   - block: the block's parameters.
  ///   - x: the rows that are read.
  ///   - rate: share that is dropped of each part before it is added.
  ///   - steps: steps of the longest sequence.
  ///   - lengths: [B] steps of each sequence.
  public func apply(
    _ block: AttentionBlock, to x: Variable, dropout rate: Float, steps: Int, lengths: [Int32]
  ) -> Variable {
    let seen = attend(
      linear(normalise(x, block.attentionNorm), block.qkv), block.attention, steps: steps,
      lengths: lengths)
    let part = dropout(linear(seen, block.output), rate: rate)
    let y = add(x, gated(part, by: x, block.gates?.attention))
    let normed = normalise(y, block.forwardNorm)
    var wide = linear(normed, block.widen)
    if let gates = block.gates {
      wide = multiply(multiply(wide, sigmoid(wide)), linear(normed, gates.factor))
    } else {
      wide = relu(wide)
    }
    let forward = dropout(linear(wide, block.narrow), rate: rate)
    return add(y, gated(forward, by: y, block.gates?.forward))
  }

  private func gated(_ part: Variable, by x: Variable, _ gate: Linear?) -> Variable {
    gate.map { multiply(part, sigmoid(linear(x, $0))) } ?? part
  }
}

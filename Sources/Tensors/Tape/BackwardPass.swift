/// The arguments of an operation's backward pass. Valid only during the call.
///
/// - Stability: stable.
public struct BackwardPass {
  /// Rows of the output.
  public let rows: Int
  /// Columns of the output.
  public let columns: Int
  /// [rows, columns] the output of the forward pass.
  public let output: UnsafePointer<Float>
  /// [rows, columns] the gradient with respect to the output.
  public let outputGradient: UnsafePointer<Float>
  let tape: Tape

  init(
    rows: Int, columns: Int, output: UnsafePointer<Float>, outputGradient: UnsafePointer<Float>,
    tape: Tape
  ) {
    self.rows = rows
    self.columns = columns
    self.output = output
    self.outputGradient = outputGradient
    self.tape = tape
  }

  /// Elements of the output.
  public var count: Int { rows * columns }
  /// The tape's kernels and threads.
  public var compute: Compute { tape.compute }
  /// The tape's kernels.
  public var kernels: KernelTable { tape.compute.kernels }

  /// Returns the gradient with respect to an input, of the input's shape, to be added to (`+=`);
  /// nil if none is needed.
  public func gradient(of input: Variable) -> UnsafeMutablePointer<Float>? {
    guard let (pointer, accumulates) = tape.claimGradient(of: input) else { return nil }
    if !accumulates { compute.zero(pointer, input.count) }
    return pointer
  }

  /// Returns the gradient of a parameter, to be added to (`+=`); nil if none is needed. The caller
  /// reports rows of a table with `touch`.
  public func gradient(of parameter: Parameter) -> UnsafeMutablePointer<Float>? {
    tape.trains(parameter) ? parameter.gradient.base : nil
  }

  /// Returns the gradient with respect to an input for an operation that can overwrite: if
  /// `accumulates` is false, it must write all of it. Nil if none is needed.
  func claimGradient(
    of input: Variable
  ) -> (pointer: UnsafeMutablePointer<Float>, accumulates: Bool)? {
    tape.claimGradient(of: input)
  }

  /// Returns uninitialised memory for `count` floats, valid until the end of this pass.
  public func scratch(_ count: Int) -> UnsafeMutablePointer<Float> { tape.scratch.floats(count) }
}

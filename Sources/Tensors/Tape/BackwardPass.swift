/// What an operation's backward pass works with. Not to be kept: it ends with the call.
public struct BackwardPass {
  public let rows: Int
  public let columns: Int
  /// [rows, columns] what the forward pass wrote.
  public let output: UnsafePointer<Float>
  /// [rows, columns] the gradient with respect to it.
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
  public var compute: Compute { tape.compute }
  public var kernels: KernelTable { tape.compute.kernels }

  /// [rows, columns] of an input: add the gradient with respect to it here (`+=`). Nil where none is
  /// wanted.
  public func gradient(of input: Variable) -> UnsafeMutablePointer<Float>? {
    guard let (pointer, accumulates) = tape.claimGradient(of: input) else { return nil }
    if !accumulates { compute.zero(pointer, input.count) }
    return pointer
  }

  /// The gradient of a parameter, to be added to; nil where none is wanted. Rows of a table are the
  /// caller's to `touch`.
  public func gradient(of parameter: Parameter) -> UnsafeMutablePointer<Float>? {
    tape.trains(parameter) ? parameter.gradient.base : nil
  }

  /// `gradient(of:)` for an operation that can overwrite: where `accumulates` is false, write all of it.
  func claimGradient(
    of input: Variable
  ) -> (pointer: UnsafeMutablePointer<Float>, accumulates: Bool)? {
    tape.claimGradient(of: input)
  }

  /// Uninitialised memory until the end of this pass.
  public func scratch(_ count: Int) -> UnsafeMutablePointer<Float> { tape.scratch.floats(count) }
}

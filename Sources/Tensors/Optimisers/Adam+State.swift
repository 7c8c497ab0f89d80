extension Adam {
  /// What the optimiser remembers of one parameter between steps.
  public struct Moments {
    public let parameter: Parameter
    /// [rows, columns] the decayed mean of the gradients.
    public let first: FloatBuffer
    /// [rows, columns] the decayed mean of their squares.
    public let second: FloatBuffer
  }

  /// The moments of every trained parameter. With `stepCount` they are all that the next step depends
  /// on beside weights and gradients: whoever writes both back goes on with the same bits.
  public var moments: [Moments] {
    slots.map {
      Moments(parameter: $0.parameter, first: $0.firstMoment, second: $0.secondMoment)
    }
  }

  /// Counts on from a number of steps taken before. - Precondition: not negative.
  public func continueFrom(step: Int) {
    precondition(step >= 0, "steps are counted from zero")
    stepCount = step
  }
}

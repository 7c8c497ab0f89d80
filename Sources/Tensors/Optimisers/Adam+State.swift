extension Adam {
  /// The optimiser's state of one parameter between steps.
  public struct Moments {
    /// The parameter that the moments belong to.
    public let parameter: Parameter
    /// [rows, columns] the decayed mean of the gradients.
    public let first: FloatBuffer
    /// [rows, columns] the decayed mean of their squares.
    public let second: FloatBuffer
  }

  /// The moments of every trained parameter.
  ///
  /// Apart from weights and gradients, the next step depends on these and `stepCount` alone:
  /// restoring both continues a run with the same bits.
  public var moments: [Moments] {
    slots.map {
      Moments(parameter: $0.parameter, first: $0.firstMoment, second: $0.secondMoment)
    }
  }

  /// Sets the number of steps taken before, to continue a run.
  /// - Precondition: `step` is not negative.
  public func continueFrom(step: Int) {
    precondition(step >= 0, "steps are counted from zero")
    stepCount = step
  }
}

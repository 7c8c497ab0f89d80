/// The factor on the learning rate over the steps of a training run.
///
/// - Stability: stable.
public enum LearningRateSchedule: Hashable, Sendable {
  /// A factor of 1 at every step.
  case constant
  /// A linear rise from `start` to 1 over `warmUp` steps, times a linear fall from 1 at step 0 to 0
  /// at step `total`. If `warmUp` is 0, there is only the fall; if `total` is 0, only the rise.
  case linearDecay(warmUp: Int, start: Float, total: Int)

  /// Returns the factor for step 0, 1, ...; in 0 ... 1.
  public func factor(step: Int) -> Float {
    switch self {
    case .constant:
      return 1
    case .linearDecay(let warmUp, let start, let total):
      let rise = warmUp > 0 ? start + (1 - start) * Float(step) / Float(warmUp) : 1
      let fall = total > 0 ? 1 - Float(step) / Float(total) : 1
      return max(0, min(1, rise)) * max(0, fall)
    }
  }
}

/// The positions of the targets in a sampler's examples.
///
/// - Stability: stable.
public enum ExampleShape: String, Hashable, Sendable, CaseIterable {
  /// A sequence, and one target after it.
  case lastPosition = "one target after a sequence"
  /// Every position is a target, predicted from those before it.
  case everyPosition = "a target at every position"
  /// Single ratings, without a sequence.
  case singleRating = "single ratings"
}

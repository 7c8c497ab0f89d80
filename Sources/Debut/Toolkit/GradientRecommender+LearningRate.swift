extension GradientRecommender {
  /// Returns a factor on the learning rate that rises from 0.1 over the first epoch, and falls linearly
  /// to zero over all epochs: a schedule for `learningRateFactor`.
  ///
  /// - Parameters:
  ///   - progress: share of all steps that are done, in 0 ..< 1.
  ///   - epochs: planned epochs.
  public static func warmUpThenFall(progress: Float, epochs: Int) -> Float {
    min(1, progress * Float(epochs) + 0.1) * (1 - progress)
  }
}

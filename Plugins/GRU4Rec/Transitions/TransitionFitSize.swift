/// The numbers of positions that the weights of the counts are fitted to.
struct TransitionFitSize {
  /// Positions for the mixture.
  let mixture: Int
  /// Positions for the score.
  let score: Int
}

/// The weights that the scores of the counts are made with.
struct TransitionWeights: Sendable {
  var mixture: Mixture
  var score = Score()
}

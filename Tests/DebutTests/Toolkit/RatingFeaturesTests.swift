import Debut
import Testing

@Suite struct RatingFeaturesTests {
  @Test func runningMeansAreDecayedMeans() {
    var running = RunningMeans(shrinkage: 3)
    var means = [1, 0.97, 0.9].map { DecayedMean(decay: $0, shrinkage: 3) }
    #expect(running.values == SIMD3(0, 0, 0))
    for residual: Float in [0.5, -1.25, 2, 0.3, -0.7] {
      running.add(residual)
      for i in means.indices { means[i].add(Double(residual)) }
      #expect(running.values == SIMD3(means.map { Float($0.value) }))
    }
  }

  @Test func numbersAreInUnits() {
    let rating = RatingFeatures(rating: 5, mean: 3, itemBias: 0.5, itemCount: 0, unit: 0.5)
    #expect(rating.residual == 3 && rating.itemBias == 1)
    #expect(rating.deviation(from: 1) == 2)
    var context = [Float](repeating: .nan, count: RatingFeatures.contextCount)
    rating.writeContext(position: 0, into: &context)
    #expect(context == [1, 0, 0])
    var item = [Float](repeating: .nan, count: RatingFeatures.itemFeatureCount)
    rating.writeItem(into: &item)
    #expect(item == [1, 1, 0])
    #expect(RatingFeatures.trust(0) == 0 && RatingFeatures.trust(10) == 0.5)
  }
}

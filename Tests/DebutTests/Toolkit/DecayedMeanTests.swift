import DebutEngine
import Testing

@Suite struct DecayedMeanTests {
  @Test(arguments: [0, 0.5, 0.9, 1]) func isTheWeightedSum(decay: Double) {
    let values = [1.0, -2, 3, 0.5, 0.25]
    var mean = DecayedMean(decay: decay, shrinkage: 3)
    #expect(mean.value == 0)
    for n in 1...values.count {
      mean.add(values[n - 1])
      var (sum, weight) = (0.0, 0.0)
      for (s, value) in values.prefix(n).enumerated() {
        let age = n - 1 - s
        let factor = (0..<age).reduce(1.0) { product, _ in product * decay }
        sum += factor * value
        weight += factor
      }
      #expect(abs(mean.value - sum / (weight + 3)) < 1e-12)
    }
  }
}

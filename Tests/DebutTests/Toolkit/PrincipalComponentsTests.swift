import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct PrincipalComponentsTests {
  private static let dimension = 5

  /// Points along two directions at right angles, the first spread three times as wide, around a point
  /// that is not the origin, and a little noise.
  private func vectors(count: Int, noise: Float = 0) -> (ItemVectors, [(Float, Float)]) {
    var generator = SeededGenerator(seed: 5)
    func uniform() -> Float { 2 * generator.uniform() - 1 }
    let a: [Float] = [0.6, 0, 0, 0.8, 0]
    let b: [Float] = [0, 1, 0, 0, 0]
    var values: [Float] = []
    var places: [(Float, Float)] = []
    for _ in 0..<count {
      let (x, y) = (3 * uniform(), uniform())
      places.append((x, y))
      for k in 0..<Self.dimension { values.append(7 + x * a[k] + y * b[k] + noise * uniform()) }
    }
    return (ItemVectors(dimension: Self.dimension, values: values), places)
  }

  private func components(_ vectors: ItemVectors, _ items: [Int], _ count: Int = 2) throws
    -> PrincipalComponents
  {
    PrincipalComponents(
      of: vectors, items: items, count: count, kernels: try Compute.testing().kernels)
  }

  @Test func findsThePlaneThatPointsLieIn() throws {
    let (vectors, places) = vectors(count: 400)
    let found = try components(vectors, Array(0..<400))
    #expect(abs(found.shares[0] + found.shares[1] - 1) < 1e-4)
    #expect(found.shares[0] > 0.85 && found.shares[0] < 0.95)
    let mean = places.reduce(into: (0, 0)) { sum, place in
      sum = (sum.0 + place.0 / 400, sum.1 + place.1 / 400)
    }
    for (place, point) in zip(places, found.places) {
      // The directions are those of the sample, a little turned against the true ones.
      #expect(abs(Double(place.0 - mean.0) - point[0]) < 0.1)
      #expect(abs(Double(place.1 - mean.1) - point[1]) < 0.3)
    }
    // Distances in the plane are kept.
    func length(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }
    for i in 1..<400 {
      let kept = length(
        found.places[i][0] - found.places[0][0], found.places[i][1] - found.places[0][1])
      let expected = length(
        Double(places[i].0 - places[0].0), Double(places[i].1 - places[0].1))
      #expect(abs(kept - expected) < 1e-3)
    }
  }

  @Test func componentsAreUncorrelated() throws {
    let (vectors, _) = vectors(count: 300, noise: 0.5)
    let found = try components(vectors, Array(0..<300), 4)
    for i in 0..<4 {
      for j in 0..<i {
        let product = found.places.reduce(0) { $0 + $1[i] * $1[j] } / 300
        #expect(abs(product) < 1e-3, "\(i) and \(j)")
      }
      if i > 0 { #expect(found.shares[i] <= found.shares[i - 1] + 1e-6) }
    }
    #expect(found.shares.reduce(0, +) <= 1 + 1e-6)
  }

  @Test func oddCasesStayFinite() throws {
    let same = ItemVectors(dimension: 3, values: Array(repeating: 2, count: 12))
    let still = try components(same, [0, 1, 2, 3])
    #expect(still.shares == [0, 0])
    #expect(still.places.allSatisfy { $0.allSatisfy { abs($0) < 1e-6 } })
    let line = ItemVectors(dimension: 1, values: [1, 2, 3])
    #expect(try components(line, [0, 1, 2]).shares.count == 1)
    let two = try components(vectors(count: 10).0, [3])
    #expect(two.places.count == 1 && two.places[0].allSatisfy { $0.isFinite })
    #expect(try components(vectors(count: 10).0, []).places.isEmpty)
  }
}

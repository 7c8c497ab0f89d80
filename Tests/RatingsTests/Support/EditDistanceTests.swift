import Testing

@testable import Ratings

@Suite("Edit distance and suggestions")
struct EditDistanceTests {
  @Test(
    "Known distances",
    arguments: [
      ("", "", 0), ("a", "", 1), ("", "abc", 3), ("same", "same", 0), ("kitten", "sitting", 3),
      ("ab", "ba", 1), ("ca", "abc", 3), ("evaluate", "evalaute", 1), ("flaw", "lawn", 2),
    ])
  func known(_ a: String, _ b: String, _ distance: Int) {
    #expect(editDistance(Array(a), Array(b)) == distance)
    #expect(editDistance(Array(b), Array(a)) == distance)
  }

  @Test("A limit only cuts what is beyond it")
  func limits() {
    var random = SeededGenerator(seed: 1)
    for _ in 0..<2_000 {
      let a = (0..<random.below(9)).map { _ in random.below(3) }
      let b = (0..<random.below(9)).map { _ in random.below(3) }
      let exact = editDistance(a, b)
      for limit in 0...9 { #expect(editDistance(a, b, limit: limit) == min(exact, limit + 1)) }
    }
  }

  @Test("Suggestions")
  func suggestions() {
    let names = ["mlinknet", "latent-cf", "deep-cf", "bias", "item-mean", "gru-sequence"]
    #expect(nearest(to: "mlinknt", among: names) == "mlinknet")
    #expect(nearest(to: "GRU-sequnece", among: names) == "gru-sequence")
    #expect(nearest(to: "bais", among: names) == "bias")
    #expect(nearest(to: "item", among: names) == nil)
    #expect(nearest(to: "", among: names) == nil)
    #expect(nearest(to: "bias", among: names) == "bias")
    #expect(nearest(to: "x", among: [String]()) == nil)
  }
}

import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// Predictions along a history, which evaluations ask for.
@Suite struct AlongHistoryTests {
  private static let models = [
    Case("mf", ["factors": "5"]), Case("gru-sequence"),
    Case("gru-sequence", ["factors": "0", "rank": "0", "hidden": "5", "grus": "2"]),
    Case("gru-hybrid", ["rank": "6"]), Case("latent-cf", ["factors": "7"]),
    Case("ensemble", ["members": "gru-hybrid,bias"]),
  ]

  /// Histories longer than any piece that a model answers at once, after few and many known ratings.
  @Test(arguments: models) func theyAreThoseInTurn(_ model: Case) throws {
    let fold = try model.trained(epochs: 2)
    let ratings = fold.heldOut.flatMap { Array($0) } + fold.heldOut.flatMap { Array($0) }
    let history = History(Array(ratings.prefix(150)))
    try #require(history.count == 150)
    for known in [0, 1, 70] {
      let view = fold.model.answering(UserQuery(history: history[0..<known]))
      let next = history[known..<history.count]
      var along = [Float](repeating: .nan, count: next.count)
      along.withUnsafeMutableBufferPointer { view.score(along: next, into: $0) }
      // Asking changes nothing, so that the same view goes on in turn.
      for (position, rating) in next.enumerated() {
        let stars = view.score(item: rating.item)
        // A fold-in promises the very bits.
        let tolerance: Float = model.name == "mf" ? 0 : 2e-5
        #expect(
          abs(along[position] - stars) <= tolerance, "\(model), \(known) known, then \(position)")
        view.extend(by: rating)
      }
    }
  }

  /// A target of an item that the model does not know has no prediction, and is nothing that the user did.
  @Test(arguments: models) func unknownItemsAreLeftOut(_ model: Case) throws {
    let fold = try model.trained(epochs: 1)
    let known = Array(fold.heldOut[0])
    let unknown = Interaction(item: -1, rating: 1)
    func predictions(_ ratings: [Interaction]) throws -> [Float] {
      let held = HeldOutHistory(userID: 1, history: History(ratings), firstTarget: 2)
      return try #require(fold.model.predictions(for: [held], compute: .testing()))
    }
    let whole = try predictions(known)
    let mixed = try predictions(
      Array(known[..<5]) + [unknown] + known[5...] + [unknown])
    #expect(mixed[3].isNaN && mixed[mixed.count - 1].isNaN && mixed.count == whole.count + 2)
    #expect(mixed[..<3] == whole[..<3] && mixed[4..<mixed.count - 1] == whole[3...])
    #expect(try predictions([known[0], known[1], unknown]).allSatisfy { $0.isNaN })
  }
}

import DebutEngine
import DebutTesting
import Testing

@testable import LatentCF

@Suite struct LatentCFMLPTests {
  @Test(.enabled(if: isOptimised)) func learnsAndFollowsTheUser() throws {
    let data = Dataset.additive()
    let model = Case("latent-cf-mlp", ["factors": "8", "learning-rate": "0.01"])
    let fold = try model.trained(on: data, epochs: 10)
    #expect(fold.log.epochs[9].loss < 0.7 * fold.log.epochs[0].loss)
    #expect(try error(of: fold) < 0.7 * error(of: Case("item-mean").trained(on: data)))
    let view = fold.model.answering(UserQuery(history: .empty))
    let before = view.score(item: 1)
    for item in 2..<8 { view.extend(by: Interaction(item: item, rating: 5)) }
    #expect(view.score(item: 1) > before + 0.2)
  }

  /// No non-linearity stands between the dense layers.
  @Test func everyoneGetsTheSameOrder() throws {
    let fold = try Case("latent-cf-mlp", ["factors": "8"]).trained(epochs: 4)
    #expect(ordersAgree(fold))
  }

  @Test func theFoldInFindsTheMinimum() throws {
    let itemLogits: [Float] = [0.3, -0.5, 1.2, 0]
    let fit = LogitFoldIn(
      userLogits: [0.2, 0.6], itemLogits: itemLogits, steps: 60, shrinkage: 0)
    var state = fit.start
    #expect(state.logit == 0.4)
    let ratings: [Float] = [4, 3, 5, 2]
    for item in 0..<4 {
      fit.remember(Interaction(item: item, rating: ratings[item]), 5, in: &state)
    }
    fit.improve(&state)
    func loss(_ x: Float) -> Float {
      (0..<4).reduce(0) { sum, item in
        let y = fit.share(LogitFoldIn.State(logit: x), item: item) - ratings[item] / 5
        return sum + y * y
      }
    }
    let best = stride(from: Float(-3), through: 3, by: 0.001).min { loss($0) < loss($1) } ?? 0
    #expect(abs(state.logit - best) < 0.01)
  }
}

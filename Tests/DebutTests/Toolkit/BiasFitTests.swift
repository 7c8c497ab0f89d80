import DebutEngine
import DebutTesting
import Testing

@Suite struct BiasFitTests {
  /// User 1 rates items 0 and 1 with 5 and 3 stars, user 2 rates item 0 with 4: the mean is 4.
  private let data = Dataset.histories([[(0, 5), (1, 3)], [(0, 4)]], items: 3)

  @Test func twoAlternationsByHand() {
    let fit = BiasFit(data.trainingSet, userShrinkage: 1, itemShrinkage: 1, alternations: 2)
    #expect(fit.mean == 4)
    // First users at 0 and 0, items at (1 + 0) / 3 and -1 / 2; then once more:
    let users = [(1 - 1.0 / 3 - 1 + 1.0 / 2) / 3, -1.0 / 3 / 2]
    let items = [(1 - users[0] - users[1]) / 3, (-1 - users[0]) / 2, 0]
    #expect(abs(users[0] - 1.0 / 18) < 1e-12)
    for (bias, expected) in zip(fit.userBiases + fit.itemBiases, users + items) {
      #expect(abs(bias - expected) < 1e-9)
    }
    #expect(fit.itemCounts == [2, 1, 0])
  }

  @Test func leavesOutOneRating() {
    let fit = BiasFit(data.trainingSet, userShrinkage: 1, itemShrinkage: 1, alternations: 2)
    // Only the other user's residual of item 0 remains, 0 - (-1/6), with one zero.
    #expect(abs(fit.itemBias(0, without: 5, of: 0) - 1.0 / 12) < 1e-9)
    #expect(abs(fit.itemBias(1, without: 3, of: 0)) < 1e-9)
  }

  @Test func noShrinkageAndNoRatingsGiveZero() {
    let fit = BiasFit(data.trainingSet, userShrinkage: 0, itemShrinkage: 0, alternations: 3)
    #expect(fit.itemBiases[2] == 0)
    #expect((fit.userBiases + fit.itemBiases).allSatisfy { $0.isFinite })
  }
}

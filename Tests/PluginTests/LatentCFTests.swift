import DebutEngine
import DebutTesting
import Testing

@testable import LatentCF

@Suite struct LatentCFTests {
  private let model = Case(
    "latent-cf", ["factors": "4", "regularisation": "1", "learning-rate": "0.03"])

  @Test(.enabled(if: isOptimised)) func findsTheTasteOfFreshUsers() throws {
    let data = Dataset.tiny(users: 120)
    let fold = try model.trained(on: data, epochs: 40)
    #expect(try error(of: fold) < 0.6 * error(of: Case("bias").trained(on: data)))
  }

  /// The fold-in minimises the loss of training, so that a training user's own vector and the one
  /// solved for agree once training has come to rest.
  @Test(.enabled(if: isOptimised)) func foldInSolvesTheProblemOfTraining() throws {
    let fold = try model.trained(on: .tiny(users: 60), epochs: 150)
    for user in 0..<5 {
      let history = fold.training[user]
      let trained = fold.model.answering(UserQuery(history: history, trainedUser: user))
      let solved = fold.model.answering(UserQuery(history: history))
      #expect(trained.path == .trainedVector && solved.path == .foldIn(history.count))
      for item in 0..<fold.itemCount {
        #expect(abs(trained.score(item: item) - solved.score(item: item)) < 0.1)
      }
    }
  }

  @Test(.enabled(if: isOptimised)) func listsDifferBetweenUsers() throws {
    let fold = try model.trained(on: .tiny(users: 120), epochs: 40)
    #expect(!ordersAgree(fold))
  }

  @Test func lossFallsAndCountsThePenalty() throws {
    let losses = try model.trained(epochs: 10).log.epochs.map(\.loss)
    #expect(losses[9] < 0.9 * losses[0])
  }
}

/// Returns true if all held-out users' histories lead to the same order of all items.
func ordersAgree(_ fold: Case.Fold) -> Bool {
  let orders = fold.heldOut.map { history in
    let view = fold.model.answering(UserQuery(history: history))
    return (0..<fold.itemCount).sorted {
      (-view.score(item: $0), $0) < (-view.score(item: $1), $1)
    }
  }
  return orders.allSatisfy { $0 == orders[0] }
}

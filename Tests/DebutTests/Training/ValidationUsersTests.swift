import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

@Suite struct ValidationUsersTests {
  @Test func usersAreDividedInOrderAndBySeed() {
    let histories = Dataset.tiny(users: 30).histories
    let divided = [UInt64(0), 1].map { ValidationUsers(from: histories, seed: $0) }
    for part in divided {
      #expect(Array(part.learning.users) == part.learning.users.sorted())
      #expect(
        Set(part.learning.users).union(part.validation.users) == Set(histories.users))
      #expect(part.learning.count == 27)
    }
    #expect(divided[0].validation.users != divided[1].validation.users)
  }

  @Test func errorIsClippedPooledAndNeverMissing() throws {
    // Every rating is 3; the model says 0, 3, 6 by item, and nothing of item 6.
    let rows = (0..<10).map { _ in (0..<7).map { (item: $0, stars: Float(3)) } }
    let users = ValidationUsers(from: Dataset.histories(rows).histories, seed: 1)
    let error = users.error(
      of: TieModel(options: NoOptions()), mean: 4, scale: RatingScale(1, 5),
      compute: try .testing())
    let squares: [Double] = [4, 0, 4, 4, 0, 4, 1]
    #expect(abs((error ?? 0) - (squares.reduce(0, +) / 7).squareRoot()) < 1e-6)
  }

  @Test func oneUserLeavesNobody() throws {
    let users = ValidationUsers(from: Dataset.tiny(users: 1).histories, seed: 1)
    #expect(users.validation.isEmpty && users.learning.count == 1)
    let error = users.error(
      of: TieModel(options: NoOptions()), mean: 4, scale: RatingScale(1, 5),
      compute: try .testing())
    #expect(error == nil)
  }
}

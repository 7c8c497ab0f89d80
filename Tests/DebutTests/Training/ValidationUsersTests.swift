import DebutTesting
import Foundation
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

  /// Every user has items 0, 1, 2, ... in turn; the model ranks by the item's number, the greatest first.
  @Test func modelsOfEventsAreJudgedByTheirLists() throws {
    let rows = (0..<10).map { user in (0...(12 + user % 2)).map { (item: $0, stars: Float(3)) } }
    let data = Dataset.histories(rows).trainingSet
    let users = ValidationUsers(from: data.histories, seed: 1)
    let gain = try #require(
      users.figure(
        of: GreatestFirst(options: NoOptions()), data, compute: try .testing()))
    let history = users.validation[0]
    // Items that were had are no candidates: at position p, those above it rank before it.
    let gains = (1..<history.count).map { position -> Double in
      let rank = Double(14 - position)
      return rank <= 10 ? 1 / log2(1 + rank) : 0
    }
    #expect(users.validation.count == 1)
    #expect(abs(gain - gains.reduce(0, +) / Double(gains.count)) < 1e-12)
  }

  @Test func largerFiguresOfEventsAreBetter() {
    for (learning, better) in [(Learning.ratings, 0.5), (.events, 2)] {
      var stopping = EarlyStopping(learning, patience: 2)
      let stops = [1, better, 1, 1].enumerated().map {
        stopping.record(epoch: $0.offset + 1, figure: $0.element, parameters: [])
        return stopping.isHopeless(after: $0.offset + 1)
      }
      #expect(stops == [false, false, false, true])
      #expect(stopping.bestEpoch == 2 && stopping.bestFigure == better)
    }
  }
}

/// Scores an item by its number.
private final class GreatestFirst: Recommender {
  typealias Options = NoOptions

  static let descriptor = ModelDescriptor(
    name: "greatest-first", summary: "numbers", discussion: "numbers", reference: "none",
    learning: .events)

  init(options: NoOptions) {}
  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
  func represent(_ user: UserQuery) -> Int { 0 }
  func extend(_ representation: inout Int, by interaction: Interaction) {}
  func score(_ representation: Int, item: Int) -> Float { Float(item) }
  func path(of representation: Int) -> AnswerPath { .itemMean }
}

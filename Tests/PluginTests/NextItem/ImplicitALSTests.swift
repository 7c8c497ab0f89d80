import DebutEngine
import DebutTesting
import Testing

@testable import NextItem

@Suite struct ImplicitALSTests {
  private let options: KeyValuePairs = [
    "factors": "5", "alpha": "3", "regularisation": "0.5", "iterations": "4",
  ]

  /// (Y'Y + sum of alpha r y y' + lambda I) x = sum of (1 + alpha r) y, in double precision.
  private func foldIn(_ vectors: ItemVectors, _ counts: [Int: Double]) -> [Double] {
    let n = vectors.dimension
    var (a, b) = ([Double](repeating: 0, count: n * n), [Double](repeating: 0, count: n))
    for item in 0..<vectors.count {
      let y = vectors[item].map(Double.init)
      let weight = 3 * (counts[item] ?? 0)
      for i in 0..<n {
        for j in 0..<n { a[i * n + j] += (1 + weight) * y[i] * y[j] }
        if weight > 0 { b[i] += (1 + weight) * y[i] }
      }
    }
    for i in 0..<n { a[i * n + i] += 0.5 }
    CholeskySolver.solve(&a, &b)
    return b
  }

  @Test func aUserIsTheSolutionOfTheirSystem() throws {
    let model = try trainedOnAll(ImplicitALS.self, options, on: .events(users: 60))
    let vectors = try model.itemVectors.get()
    let user = foldIn(vectors, [3: 2, 7: 1, 29: 1])
    for (item, score) in model.scores(after: [3, 7, 29, 3], count: 30).enumerated() {
      let expected = zip(user, vectors[item]).reduce(0) { $0 + $1.0 * Double($1.1) }
      #expect(abs(Double(score) - expected) < 1e-4)
    }
  }

  /// Items are solved last: each is the solution of its own system, with users that are folded in.
  @Test func moreIterationsFitBetter() throws {
    let data = Dataset.events(users: 60)
    func loss(_ iterations: String) throws -> Double {
      let model = try trainedOnAll(
        ImplicitALS.self,
        ["factors": "5", "alpha": "3", "regularisation": "0.5", "iterations": iterations], on: data)
      let vectors = try model.itemVectors.get()
      var sum = 0.0
      for history in data.histories {
        var counts: [Int: Double] = [:]
        for event in history { counts[event.item, default: 0] += 1 }
        let user = foldIn(vectors, counts)
        for item in 0..<30 {
          let score = zip(user, vectors[item]).reduce(0) { $0 + $1.0 * Double($1.1) }
          let error = (counts[item] == nil ? 0 : 1) - score
          sum += (1 + 3 * (counts[item] ?? 0)) * error * error
        }
        sum += 0.5 * user.reduce(0) { $0 + $1 * $1 }
      }
      return sum + 0.5 * vectors.values.reduce(0) { $0 + Double($1) * Double($1) }
    }
    let losses = try ["1", "2", "4", "8"].map(loss)
    #expect(zip(losses, losses.dropFirst()).allSatisfy(>), "\(losses)")
  }

  @Test func itemsWithoutEventsHaveNoScore() throws {
    let model = try trainedOnAll(ImplicitALS.self, options, on: .events(users: 60), items: 32)
    #expect(model.scores(after: [1], count: 32).map(\.isNaN).suffix(3) == [false, true, true])
    #expect(try model.itemVectors.get().count == 32)
  }

  /// A scorer of so many items that its list is found by bounds; every tenth item has no events.
  private func large(_ variant: KernelVariant) throws -> ImplicitALSScorer {
    let items = EventColumns((0..<40_000).map { $0 % 10 == 3 ? 0 : Int32($0 % 17) + 1 })
    var generator = SeededGenerator(seed: 5)
    let vectors = FloatBuffer(count: items.count * 7)
    // Some items are equal, and then in the order of their events.
    for i in 0..<vectors.count {
      vectors.base[i] = i % 700 < 350 ? generator.uniform() - 0.5 : vectors.base[i - 350]
    }
    let system = ImplicitSystem(rank: 7, alpha: 3, kernels: try Kernels.table(for: variant))
    return ImplicitALSScorer(items, vectors, system, lambda: 0.5)
  }

  @Test(arguments: Kernels.available) func aListOfManyItemsIsThatOfTheirScores(
    _ variant: KernelVariant
  ) throws {
    let scorer = try large(variant)
    for had in [[0, 4, 39_999], [12]] {
      var state = scorer.state(of: UserQuery(history: .empty))
      #expect(scorer.top(10, state) { _ in true } == nil)
      for item in had { scorer.extend(&state, by: Interaction(item: item, rating: 1)) }
      for isWanted: (Int32) -> Bool in [{ _ in true }, { $0 % 4 != 1 && !had.contains(Int($0)) }] {
        let items = (0..<Int32(40_000)).filter(isWanted)
        var scores = [Float](repeating: .nan, count: items.count)
        items.withUnsafeBufferPointer { items in
          scores.withUnsafeMutableBufferPointer { scorer.score(state, items: items, into: $0) }
        }
        let all = zip(scores, items).filter { !$0.0.isNaN }.map(ScoredItem.init)
        let best = all.sorted { ($1.score, $0.item) < ($0.score, $1.item) }.prefix(20)
        #expect(scorer.top(20, state, where: isWanted) == Array(best))
      }
    }
  }
}

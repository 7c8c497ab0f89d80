import DebutEngine
import DebutTesting
import Testing

@testable import LatentCF

@Suite struct DeepCFTests {
  @Test(.enabled(if: isOptimised)) func learnsAndFoldsIn() throws {
    let data = Dataset.tiny(users: 200)
    let fold = try Case("deep-cf", ["factors": "8", "dropout": "0.1", "learning-rate": "0.003"])
      .trained(on: data, epochs: 15)
    let losses = fold.log.epochs.map(\.loss)
    #expect(losses[14] < 0.6 * losses[0])
    #expect(try error(of: fold) < 0.9 * error(of: Case("item-mean").trained(on: data)))
    #expect(!ordersAgree(fold))
  }

  /// Equal ratings have no variance, which is the weight of the fold-in's start.
  @Test func answersAfterEqualRatings() throws {
    let row = (0..<12).map { (item: $0, stars: Float(4)) }
    let data = Dataset.histories(Array(repeating: row, count: 40))
    let fold = try Case("deep-cf", ["factors": "8"]).trained(on: data, epochs: 1)
    let view = fold.model.answering(UserQuery(history: .empty))
    for item in 0..<12 {
      #expect(view.score(item: item).isFinite)
      view.extend(by: Interaction(item: item, rating: 4))
    }
  }

  @Test func warmStartsFromATypicalUser() throws {
    let fold = try Case("deep-cf", ["factors": "8"]).trained(epochs: 3)
    let view = fold.model.answering(UserQuery(history: .empty))
    #expect(view.path == AnswerPath("the average user"))
    view.extend(by: Interaction(item: 0, rating: 5))
    #expect(view.path == .foldIn(1))
  }

  /// Derivatives of the frozen network against central differences.
  @Test func linearisesTheNetwork() throws {
    let kernels = try Kernels.table(for: .scalar)
    var generator = SeededGenerator(seed: 2)
    let (factors, count) = (5, 6)
    let items = FloatBuffer(count: count * factors)
    for i in 0..<items.count { items.base[i] = 2 * generator.uniform() - 1 }
    func folded(_ inputs: Int, _ outputs: Int) -> FoldedLinear {
      FoldedLinear(
        Linear("l", inputs: inputs, outputs: outputs, using: &generator),
        then: BatchNorm("n", columns: outputs), kernels: kernels)
    }
    let head = DeepHead(
      items: items, first: folded(factors, 7), second: folded(7, 4),
      output: Linear("o", inputs: 4, outputs: 1, using: &generator), kernels: kernels)
    let v = (0..<factors).map { _ in 2 * generator.uniform() - 1 }
    let indices = (0..<Int32(count)).map { $0 }
    func predict(_ v: [Float]) -> [Float] {
      var stars = [Float](repeating: 0, count: count)
      indices.withUnsafeBufferPointer { indices in
        stars.withUnsafeMutableBufferPointer { head.predict(v, items: indices, into: $0) }
      }
      return stars
    }
    var stars = [Float](repeating: 0, count: count)
    var derivatives = [Float](repeating: 0, count: count * factors)
    indices.withUnsafeBufferPointer {
      head.linearise(v, items: $0, stars: &stars, derivatives: &derivatives)
    }
    #expect(stars == predict(v))
    for k in 0..<factors {
      var (low, high) = (v, v)
      low[k] -= 1e-3
      high[k] += 1e-3
      for (i, (y0, y1)) in zip(predict(low), predict(high)).enumerated() {
        #expect(abs((y1 - y0) / 2e-3 - derivatives[i * factors + k]) < 2e-3)
      }
    }
  }

  /// One step finds the ridge solution of a linear function, wherever it starts.
  @Test func oneStepSolvesALinearProblem() {
    var generator = SeededGenerator(seed: 4)
    let (rows, k, ridge) = (4, 3, 0.7)
    let x = (0..<rows * k).map { _ in 2 * generator.uniform() - 1 }
    let y = (0..<rows).map { _ in generator.uniform() }
    let center: [Float] = [0.3, -0.2, 0.1]
    var v: [Float] = [2, 1, -1]
    let errors = (0..<rows).map { r in
      y[r] - (0..<k).reduce(Float(0)) { $0 + x[r * k + $1] * v[$1] }
    }
    DampedFit.step(&v, center: center, errors: errors, j: x, ridge: ridge)
    var normal = (0..<k).map { i in (0..<k).map { $0 == i ? ridge : 0 } }
    var right = center.map { ridge * Double($0) }
    for r in 0..<rows {
      for i in 0..<k {
        right[i] += Double(x[r * k + i]) * Double(y[r])
        for j in 0..<k { normal[i][j] += Double(x[r * k + i]) * Double(x[r * k + j]) }
      }
    }
    for (value, expected) in zip(v, solved(normal, right)) {
      #expect(abs(Double(value) - expected) < 1e-5)
    }
  }
}

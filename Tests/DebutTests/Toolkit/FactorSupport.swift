import DebutEngine
import DebutTesting

extension Dataset {
  /// Ratings from a scale of -10 to 10 that are biases plus the product of two vectors of two numbers
  /// each, and noise: users 0 ..< users rate `ratings` of the items each.
  static func planted(
    users: Int = 160, items: Int = 50, ratings: Int = 30, noise: Float = 0.1, signal: Float = 1
  ) -> Dataset {
    var generator = SeededGenerator(seed: 5)
    func number() -> Float { 2 * generator.uniform() - 1 }
    let vectors = (0..<items).map { _ in (number(), number(), number()) }
    let rows = (0..<users).map { _ in
      let user = (number(), 2 * number(), 2 * number())
      return (0..<items).shuffled(using: &generator).prefix(ratings).map { item in
        let v = vectors[item]
        let expected = user.0 + v.0 + user.1 * v.1 + user.2 * v.2
        return (item: item, stars: signal * expected + noise * 1.7 * number())
      }
    }
    return .histories(rows, items: items, scale: RatingScale(-10, 10))
  }
}

extension TrainingSet {
  /// The users that `isIncluded` says, by index.
  func selecting(_ isIncluded: (Int) -> Bool) -> TrainingSet {
    TrainingSet(
      histories: histories.selecting(histories.indices.filter(isIncluded)), itemCount: itemCount,
      scale: scale, catalogue: catalogue)
  }
}

extension FactorOptions {
  static func small(rank: Int = 3, alternations: Int = 8) -> FactorOptions {
    var options = FactorOptions()
    options.rank = rank
    options.alternations = alternations
    return options
  }
}

/// A run on the kernels under test.
func factorRun(
  threads: Int = 1, seed: UInt64 = 3, monitor: any TrainingMonitor = SilentMonitor()
) throws -> TrainingContext {
  TrainingContext(seed: seed, compute: try .testing(threads: threads), monitor: monitor)
}

extension ItemFactors {
  /// All numbers, as bits.
  var bits: [UInt32] {
    (biases + vectors + covariances + traces + counts + [mean]).map(\.bitPattern)
  }
}

/// The fold-in of a history the direct way, in double precision: every rating weighed by hand, normal
/// equations, elimination with pivots.
struct DenseFoldIn {
  /// [1 + rank]
  private(set) var user: [Double]
  /// [1 + rank, 1 + rank]
  private(set) var covariance: [[Double]]
  private let factors: ItemFactors

  init(_ factors: ItemFactors, _ history: History, decay: Double) {
    self.factors = factors
    let d = factors.rank + 1
    let priors = factors.priors
    var precision = (0..<d).map { i in
      (0..<d).map { j in i == j ? (i == 0 ? 1 / Double(priors.userBias) : 1) : 0 }
    }
    var right = [Double](repeating: 0, count: d)
    var weight = 1.0
    for rating in history.reversed() {
      let f = Self.feature(factors, rating.item)
      let s = Self.covariance(factors, rating.item)
      let y = Double(rating.rating) - Double(factors.mean) - Double(factors.biases[rating.item])
      let scaled = weight / Double(priors.noise)
      for i in 0..<d {
        right[i] += scaled * (f[i] * y - (i > 0 ? s[i][0] : 0))
        for j in 0..<d {
          precision[i][j] += scaled * (f[i] * f[j] + (i > 0 && j > 0 ? s[i][j] : 0))
        }
      }
      weight *= decay
    }
    covariance = Self.inverse(precision)
    user = covariance.map { row in zip(row, right).reduce(0) { $0 + $1.0 * $1.1 } }
  }

  func prediction(of item: Int) -> Double {
    zip(user, Self.feature(factors, item)).reduce(
      Double(factors.mean) + Double(factors.biases[item])
    ) { $0 + $1.0 * $1.1 }
  }

  func variance(of item: Int) -> Double {
    let f = Self.feature(factors, item)
    let s = Self.covariance(factors, item)
    let other = [1] + user.dropFirst()
    var sum = 0.0
    for i in f.indices {
      for j in f.indices {
        sum += covariance[i][j] * f[i] * f[j] + s[i][j] * other[i] * other[j]
        if i > 0 && j > 0 { sum += covariance[i][j] * s[i][j] }
      }
    }
    return sum
  }

  private static func feature(_ factors: ItemFactors, _ item: Int) -> [Double] {
    [1] + (0..<factors.rank).map { Double(factors.vectors[item * factors.rank + $0]) }
  }

  private static func covariance(_ factors: ItemFactors, _ item: Int) -> [[Double]] {
    (0...factors.rank).map { i in
      (0...factors.rank).map { j in
        let (high, low) = (max(i, j), min(i, j))
        return Double(
          factors.covariances[item * factors.covarianceCount + high * (high + 1) / 2 + low])
      }
    }
  }

  private static func inverse(_ a: [[Double]]) -> [[Double]] {
    let n = a.count
    var rows = a.indices.map { i in a[i] + (0..<n).map { $0 == i ? 1 : 0 } }
    for c in 0..<n {
      let pivot = (c..<n).max { abs(rows[$0][c]) < abs(rows[$1][c]) } ?? c
      rows.swapAt(c, pivot)
      let scale = rows[c][c]
      for k in c..<2 * n { rows[c][k] /= scale }
      for r in 0..<n where r != c {
        let factor = rows[r][c]
        for k in c..<2 * n { rows[r][k] -= factor * rows[c][k] }
      }
    }
    return rows.map { Array($0[n...]) }
  }
}

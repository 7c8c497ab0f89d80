import Debut

/// The scores of all items for one user, and the features that they came of.
struct ScoredItems {
  private let itemCount: Int
  private let evidence: Evidence
  private let background: Background
  private let weights: [Float]
  /// The lanes of evidence that hold shares.
  private let lanes: Int
  /// [items] the mixture's probability without the evidence, and its log.
  private let probabilities: UnsafeMutablePointer<Float>
  private let logs: UnsafeMutablePointer<Float>
  /// [items]
  let scores: UnsafeMutablePointer<Float>

  /// Floats of memory for each item.
  static let width = 3

  /// Computes the scores. Shares in the evidence become features.
  ///
  /// - Parameter memory: [width, items]
  init(
    _ evidence: Evidence, _ background: Background, _ mixture: Mixture, _ score: Score,
    _ context: UserContext, memory: UnsafeMutablePointer<Float>
  ) {
    self.evidence = evidence
    self.background = background
    itemCount = evidence.room.itemCount
    probabilities = memory
    logs = memory + itemCount
    scores = memory + 2 * itemCount
    weights = score.weights(context)
    lanes = mixture.isUsed[Mixture.count - 1] ? Evidence.logLane : Evidence.pairLanes
    let lambda = mixture.weights(context).map { Float($0) }
    scoreDense(lambda)
    scoreFound(lambda, events: Float(max(context.events, 1)))
  }

  /// Scores all items as if nothing spoke for them.
  private func scoreDense(_ lambda: [Float]) {
    let n = itemCount
    let uniform = lambda[0] / Float(max(n, 1))
    var popular = lambda[1]
    for group in Group.allCases {
      popular += lambda[Mixture.plain + group.rawValue] * (1 - evidence.masses[group.lane])
    }
    let (l0, l1, l2) = (lambda[2], lambda[3], lambda[4])
    let (w0, w1, w2, w3, w4) = (weights[0], weights[1], weights[2], weights[3], weights[4])
    let (popularity, prior) = (background.popularity, background.logPrior)
    let (t0, t1, t2) = (
      background.trailing, background.trailing + n, background.trailing + 2 * n
    )
    let (u0, u1, u2) = (
      background.trailingLogs, background.trailingLogs + n, background.trailingLogs + 2 * n
    )
    let (probabilities, logs, scores) = (probabilities, logs, scores)
    for i in 0..<n {
      probabilities[i] = uniform + popular * popularity[i] + l0 * t0[i] + l1 * t1[i] + l2 * t2[i]
    }
    for i in 0..<n { logs[i] = fastLog(probabilities[i]) }
    for i in 0..<n {
      scores[i] = w0 * logs[i] + w1 * prior[i] + w2 * u0[i] + w3 * u1[i] + w4 * u2[i]
    }
  }

  /// Adds what speaks for items.
  private func scoreFound(_ lambda: [Float], events: Float) {
    var shares = Lanes()
    for group in Group.allCases { shares[group.lane] = lambda[Mixture.plain + group.rawValue] }
    var features = Lanes()
    for group in Group.allCases { features[group.lane] = weights[Score.dense + group.rawValue] }
    for kind in PairKind.allCases {
      features[Evidence.logLane + kind.rawValue] =
        weights[Score.dense + Group.count + kind.rawValue]
    }
    features[Evidence.mixtureLane] = weights[0]
    if lanes == Evidence.pairLanes {
      scoreRows(shares, features, events, lanes: Evidence.pairLanes)
    } else {
      scoreRows(shares, features, events, lanes: Evidence.logLane)
    }
  }

  /// Inlined for each number of lanes, so that its loops have a constant length.
  @inline(__always)
  private func scoreRows(_ shares: Lanes, _ features: Lanes, _ events: Float, lanes: Int) {
    for place in 0..<evidence.rowCount {
      let item = Int(evidence.room.items[place])
      let row = evidence.room.rows + place * Evidence.width
      let probability = probabilities[item] + shares.dot(row)
      let scale = events * background.inverse[item]
      for lane in 0..<lanes { row[lane] = 1 + scale * row[lane] }
      row[Evidence.mixtureLane] = probability
      for lane in 0..<lanes { row[lane] = fastLog(row[lane]) }
      let log = logs[item]
      logs[item] = row[Evidence.mixtureLane]
      scores[item] += features.dot(row) - features[Evidence.mixtureLane] * log
    }
  }
}

/// One float for each lane of a row of evidence.
private struct Lanes {
  private var (a, b, c, d) = (
    SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero, SIMD4<Float>.zero
  )

  subscript(_ lane: Int) -> Float {
    get {
      switch lane / 4 {
      case 0: a[lane % 4]
      case 1: b[lane % 4]
      case 2: c[lane % 4]
      default: d[lane % 4]
      }
    }
    set {
      switch lane / 4 {
      case 0: a[lane % 4] = newValue
      case 1: b[lane % 4] = newValue
      case 2: c[lane % 4] = newValue
      default: d[lane % 4] = newValue
      }
    }
  }

  /// Returns the sum of the products with a row's lanes.
  @inline(__always)
  func dot(_ row: UnsafeMutablePointer<Float>) -> Float {
    let row = UnsafeRawPointer(row)
    var sum = a * row.loadUnaligned(as: SIMD4<Float>.self)
    sum += b * row.loadUnaligned(fromByteOffset: 16, as: SIMD4<Float>.self)
    sum += c * row.loadUnaligned(fromByteOffset: 32, as: SIMD4<Float>.self)
    sum += d * row.loadUnaligned(fromByteOffset: 48, as: SIMD4<Float>.self)
    return (sum[0] + sum[1]) + (sum[2] + sum[3])
  }
}

extension ScoredItems {
  /// Replaces the scores by the gradient of -log softmax(target) with respect to them, and adds that with respect to
  /// the weights of the features.
  ///
  /// - Parameter gradient: [features]
  /// - Returns: the loss.
  func loss(
    _ target: Int, kernels: KernelTable, addingTo gradient: UnsafeMutablePointer<Float>
  ) -> Float {
    let n = itemCount
    kernels.softmax(1, n, scores, scores)
    let loss = -fastLog(max(scores[target], 1e-30))
    scores[target] -= 1
    gradient[0] += kernels.dot(n, scores, logs)
    gradient[1] += kernels.dot(n, scores, background.logPrior)
    for kind in 0..<TrailingPopularity.kinds {
      gradient[2 + kind] += kernels.dot(n, scores, background.trailingLogs + kind * n)
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: Evidence.width) { sums in
      sums.initialize(repeating: 0)
      guard let sums = sums.baseAddress else { return }
      for place in 0..<evidence.rowCount {
        let slope = scores[Int(evidence.room.items[place])]
        let row = evidence.room.rows + place * Evidence.width
        for lane in 0..<Evidence.width { sums[lane] += slope * row[lane] }
      }
      for group in Group.allCases { gradient[Score.dense + group.rawValue] += sums[group.lane] }
      for kind in PairKind.allCases {
        gradient[Score.dense + Group.count + kind.rawValue] +=
          sums[Evidence.logLane + kind.rawValue]
      }
    }
    return loss
  }
}

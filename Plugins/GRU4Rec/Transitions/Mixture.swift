import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// A mixture of distributions over the next item, whose weights depend on the user's situation.
///
///     p(i) = sum over c of lambda_c p_c(i),   lambda = softmax(A + B log(1 + n) + C log t + D gap)
///
/// The components are the uniform distribution, popularity, the trailing popularities, and the groups of evidence, each
/// of which leaves what its shares lack to popularity (Jelinek and Mercer 1980: interpolation by held-out likelihood).
struct Mixture: Sendable {
  /// Components before the groups.
  static let plain = 2 + TrailingPopularity.kinds
  static let count = plain + Group.count
  static let coefficientCount = count * UserContext.count

  /// [components, context]
  var coefficients: [Double]
  /// [components] false for those that the data have no use for.
  let isUsed: [Bool]

  init(repeats: Bool) {
    self.init(
      coefficients: [Double](repeating: 0, count: Self.coefficientCount), repeats: repeats)
  }

  init(coefficients: [Double], repeats: Bool) {
    self.coefficients = coefficients
    isUsed = (0..<Self.count).map { component in
      repeats || component < Self.plain + Group.own.rawValue
    }
  }

  /// Returns the components' weights, which sum to 1.
  func weights(_ context: UserContext) -> [Double] {
    let width = UserContext.count
    var weights = (0..<Self.count).map { component in
      isUsed[component]
        ? context.dot(coefficients[component * width..<(component + 1) * width]) : -.infinity
    }
    let largest = weights.max() ?? 0
    var sum = 0.0
    for component in weights.indices {
      weights[component] = exp(weights[component] - largest)
      sum += weights[component]
    }
    for component in weights.indices { weights[component] /= sum }
    return weights
  }

  /// Returns each component's probability of an item.
  static func probabilities(
    of item: Int, _ evidence: Evidence, _ background: Background, itemCount: Int
  ) -> [Double] {
    let popular = Double(background.popularity[item])
    var values = [1 / Double(max(itemCount, 1)), popular]
    for kind in 0..<TrailingPopularity.kinds {
      values.append(Double(background.trailing[kind * itemCount + item]))
    }
    let row = evidence.found(item)
    for group in Group.allCases {
      values.append(
        Double(row?[group.lane] ?? 0) + Double(1 - evidence.masses[group.lane]) * popular)
    }
    return values
  }
}

/// Positions of training users as the mixture sees them: all that its fit reads.
struct MixtureSample {
  let context: UserContext
  /// [components] probabilities of the item that came.
  let probabilities: [Double]
}

extension Mixture {
  /// Weight of the squares of the coefficients beside the mean log likelihood.
  private static let ridge = 1e-4

  /// Returns the mean negative log likelihood of samples with the ridge, and its gradient.
  ///
  /// Shards are cut by the number of samples alone, and summed in order.
  func loss(_ samples: [MixtureSample], workers: Workers) -> (value: Double, gradient: [Double]) {
    let width = Self.coefficientCount
    let block = 256
    let shards = (samples.count + block - 1) / block
    var sums = [Double](repeating: 0, count: shards * (width + 1))
    sums.withUnsafeMutableBufferPointer { sums in
      let slots = UncheckedSlots(base: sums.baseAddress)
      workers.run(shards: shards) { shard in
        guard let own = slots.base.map({ $0 + shard * (width + 1) }) else { return }
        for sample in samples[shard * block..<min((shard + 1) * block, samples.count)] {
          add(sample, to: own)
        }
      }
    }
    let scale = 1 / Double(max(samples.count, 1))
    var totals = [Double](repeating: 0, count: width + 1)
    for shard in 0..<shards {
      for i in 0...width { totals[i] += sums[shard * (width + 1) + i] }
    }
    var value = totals[width] * scale
    var gradient = (0..<width).map { totals[$0] * scale }
    for i in 0..<width {
      value += Self.ridge * coefficients[i] * coefficients[i]
      gradient[i] += 2 * Self.ridge * coefficients[i]
    }
    return (value, gradient)
  }

  /// Adds a sample's gradient, and its loss behind that.
  private func add(_ sample: MixtureSample, to sums: UnsafeMutablePointer<Double>) {
    let weights = weights(sample.context)
    var total = 0.0
    for (weight, probability) in zip(weights, sample.probabilities) {
      total += weight * probability
    }
    total = max(total, 1e-300)
    sums[Self.coefficientCount] -= log(total)
    for component in 0..<Self.count {
      // d log p / d logit = posterior - prior of the component.
      let slope = weights[component] * (1 - sample.probabilities[component] / total)
      for i in 0..<UserContext.count {
        sums[component * UserContext.count + i] += slope * sample.context.values[i]
      }
    }
  }
}

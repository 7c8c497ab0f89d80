#if canImport(Darwin)
  import Darwin
#elseif canImport(Musl)
  import Musl
#else
  import Glibc
#endif

// Losses of logits [positions, 1 + samples]: those of the item that followed in column 0, those of sampled
// items after it. Weights: one for each position, not negative, 0 for padding; nil: all 1. Each loss is the
// weighted mean over positions, zero if the weights add up to zero.

extension Tape {
  /// Returns the cross-entropy of a softmax over the item that followed and the sampled ones, 1 x 1.
  ///
  /// The power of a sample's logit stands for those of all items that might have been drawn, and is divided by
  /// how often it is expected to be drawn, l - log(samples q), such that the sum approaches that over all items
  /// (Bengio and Senécal 2008). The item that followed is there without being drawn: its logit is not
  /// corrected (observed by Khrylchenko et al. 2025, arXiv 2507.09331).
  ///
  /// - Parameter logQ: log(samples q) of each sample, where q is its probability in one draw, shared by all
  ///   positions, or one for each position and sample; infinity leaves a sample out; nil: zeros.
  public func sampledSoftmax(
    _ logits: Variable, logQ: [Float]? = nil, weights: [Float]? = nil
  ) -> Variable {
    let samples = logits.columns - 1
    requireFit(
      logQ == nil || logQ?.count == samples || logQ?.count == logits.rows * samples,
      "sampledSoftmax: \(logQ?.count ?? 0) corrections for logits of \(logits.shape)")
    let stride = logQ?.count == samples ? 0 : samples
    let corrections = logQ.map { arena.copy($0) }
    return sampledLoss("sampledSoftmax", logits, weights) { row, kernels in
      let gradient = row.gradient
      gradient.update(from: row.logits, count: samples + 1)
      if let corrections {
        let correction = corrections + row.index * stride
        kernels.subtract(samples, gradient + 1, correction, gradient + 1)
      }
      let target = gradient[0]
      var (most, total): (Float, Float) = (0, 0)
      kernels.expRows(1, samples + 1, gradient, samples + 1, &most, &total)
      kernels.scale(samples + 1, row.share / total, gradient)
      gradient[0] -= row.share
      return Double(most) - Double(target) + log(Double(total))
    }
  }

  /// Returns the BPR-max loss with score regularisation, 1 x 1 (Hidasi and Karatzoglou 2018, equation 10):
  ///
  ///     -log(sum over j of s[j] sigmoid(l[0] - l[j]) + 1e-24) + regularisation sum over j of s[j] l[j]^2
  ///
  /// where s is the softmax of the samples' logits.
  public func bprMax(
    _ logits: Variable, regularisation: Float, weights: [Float]? = nil
  ) -> Variable {
    let samples = logits.columns - 1
    return sampledLoss("bprMax", logits, weights) { row, kernels in
      let (l, g) = (row.logits + 1, row.gradient + 1)
      let (above, chosen) = (row.scratch, row.scratch + samples)
      // Samples that are all the target itself are no negatives (see `itemLogits`).
      guard (0..<samples).contains(where: { l[$0] > Self.excluded }) else {
        zeroFill(row.gradient, samples + 1)
        return 0
      }
      for j in 0..<samples { above[j] = row.logits[0] - l[j] }
      kernels.sigmoid(samples, above, above)
      kernels.softmax(1, samples, l, g)
      // The share of each sample in the mean probability of being above it.
      kernels.multiply(samples, g, above, chosen)
      let mean = kernels.sum(samples, chosen)
      let slope = mean - kernels.dot(samples, chosen, above)
      let inverse = 1 / (mean + 1e-24)
      row.gradient[0] = -row.share * inverse * slope
      kernels.multiply(samples, g, l, chosen)
      let square = kernels.dot(samples, chosen, l)
      for j in 0..<samples {
        let pull = inverse * (mean - above[j] * above[j])
        let shrink = regularisation * (l[j] * (l[j] + 2) - square)
        g[j] *= row.share * (pull + shrink)
      }
      return -log(Double(mean) + 1e-24) + Double(regularisation) * Double(square)
    }
  }

  /// Returns the generalised binary cross-entropy, 1 x 1 (Petrov and Macdonald 2023, gSASRec):
  ///
  ///     -(beta log sigmoid(l[0]) + sum over j of log(1 - sigmoid(l[j]))) / (1 + samples)
  ///
  /// with beta = a (t (1 - 1 / a) + 1 / a), where a = samples / (items - 1) is the rate of sampling and t the
  /// calibration.
  ///
  /// - Parameters:
  ///   - items: the number of items, more than one, that are sampled from.
  ///   - calibration: t in 0 ... 1; 0: plain binary cross-entropy; 1: probabilities as if nothing were
  ///     sampled.
  public func gBCE(
    _ logits: Variable, items: Int, calibration: Float, weights: [Float]? = nil
  ) -> Variable {
    let samples = logits.columns - 1
    requireFit(
      items > 1 && samples > 0, "gBCE: \(samples) samples of \(items) items are no negatives")
    let rate = Double(samples) / Double(items - 1)
    let beta = rate * (Double(calibration) * (1 - 1 / rate) + 1 / rate)
    let share = 1 / Float(samples + 1)
    return sampledLoss("gBCE", logits, weights) { row, kernels in
      let (l, g) = (row.logits, row.gradient)
      kernels.sigmoid(samples + 1, l, g)
      kernels.scale(samples + 1, row.share * share, g)
      g[0] = Float(beta) * (g[0] - row.share * share)
      // log sigmoid(l) = l - log(1 + e^l), and log(1 - sigmoid(l)) = -log(1 + e^l).
      let first = softplus(1, l, row.scratch, kernels) - Double(l[0])
      let rest = softplus(samples, l + 1, row.scratch, kernels)
      return (beta * first + rest) / Double(samples + 1)
    }
  }
}

/// Returns the sum of log(1 + e^x). `scratch`: n floats.
private func softplus(
  _ n: Int, _ x: UnsafePointer<Float>, _ scratch: UnsafeMutablePointer<Float>,
  _ kernels: KernelTable
) -> Double {
  var total = 0.0
  for i in 0..<n {
    scratch[i] = -abs(x[i])
    total += Double(max(x[i], 0))
  }
  kernels.exp(n, scratch, scratch)
  // The logarithm of products: up to 500 factors of at most 2 do not overflow.
  for first in stride(from: 0, to: n, by: 500) {
    var product = 1.0
    for i in first..<min(first + 500, n) { product *= 1 + Double(scratch[i]) }
    total += log(product)
  }
  return total
}

/// One position of a sampled loss.
private struct SampledRow {
  let index: Int
  /// [1 + samples]
  let logits: UnsafePointer<Float>
  /// The position's weight as a share of all weights.
  let share: Float
  /// [1 + samples] written by the loss: its gradient times `share`.
  let gradient: UnsafeMutablePointer<Float>
  /// [2 samples]
  let scratch: UnsafeMutablePointer<Float>
}

extension Tape {
  /// Records a loss of logits [positions, 1 + samples]; its gradient is computed with it.
  ///
  /// - Parameter body: writes the gradient of a position and returns its loss.
  private func sampledLoss(
    _ name: String, _ logits: Variable, _ weights: [Float]?,
    _ body: (SampledRow, KernelTable) -> Double
  ) -> Variable {
    let (rows, columns) = (logits.rows, logits.columns)
    requireFit(columns > 1, "\(name): logits of \(logits.shape) have no samples")
    requireFit(
      weights == nil || (weights?.count == rows && weights?.allSatisfy { $0 >= 0 } == true),
      "\(name): \(weights?.count ?? 0) weights, none negative, for \(rows) positions")
    let total = weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(rows)
    let gradient = arena.floats(rows * columns)
    let losses = scratch.floats(rows)
    let memory = scratch.floats(rows * 2 * columns)
    compute.forRows(rows, columns: columns) { [kernels = compute.kernels] first, count in
      for r in first..<first + count {
        let weight = weights?[r] ?? 1
        let row = SampledRow(
          index: r, logits: UnsafePointer(logits.value + r * columns),
          share: Float(Double(weight) / total), gradient: gradient + r * columns,
          scratch: memory + r * 2 * columns)
        guard weight > 0 else {
          zeroFill(row.gradient, columns)
          losses[r] = 0
          continue
        }
        losses[r] = row.share * Float(body(row, kernels))
      }
    }
    let out = arena.floats(1)
    out[0] = Float((0..<rows).reduce(0.0) { $0 + Double(losses[$1]) })
    scratch.reset()
    return push(out, 1, 1, needsGradient: needsGradient(logits)) { pass in
      guard let (target, accumulates) = pass.claimGradient(of: logits) else { return }
      let scale = pass.outputGradient[0]
      pass.compute.forElements(rows * columns) { [kernels = pass.kernels] first, count in
        if !accumulates {
          (target + first).update(from: gradient + first, count: count)
          if scale != 1 { kernels.scale(count, scale, target + first) }
        } else {
          kernels.axpy(count, scale, gradient + first, target + first)
        }
      }
    }
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Adam for a few weights in double precision, with a rate that falls to zero over all steps (Kingma and Ba 2015).
struct FallingAdam {
  private let rate: Double
  private let steps: Int
  private var step = 0
  private var first, second: [Double]

  init(weights: Int, rate: Double, steps: Int) {
    self.rate = rate
    self.steps = steps
    first = [Double](repeating: 0, count: weights)
    second = first
  }

  /// The share of all steps that are done.
  var progress: Double { Double(step) / Double(max(steps, 1)) }

  /// Returns what a step adds to each weight.
  mutating func changes(for gradient: [Double]) -> [Double] {
    let rate = rate * (1 - progress)
    step += 1
    let (correction1, correction2) = (1 - pow(0.9, Double(step)), 1 - pow(0.999, Double(step)))
    return gradient.indices.map { i in
      first[i] = 0.9 * first[i] + 0.1 * gradient[i]
      second[i] = 0.999 * second[i] + 0.001 * gradient[i] * gradient[i]
      return -rate * first[i] / correction1 / ((second[i] / correction2).squareRoot() + 1e-8)
    }
  }
}

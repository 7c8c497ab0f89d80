extension Tape {
  /// Sets each element to 0 with probability `rate` and multiplies the others by 1 / (1 - rate)
  /// (Srivastava et al. 2014). If the tape is not training, returns `x` itself.
  ///
  /// The choice of an element depends on the tape's seed, the number of dropouts before this one in
  /// the step, and the element's position.
  /// - Precondition: 0 <= rate < 1.
  public func dropout(_ x: Variable, rate: Float) -> Variable {
    requireFit(rate >= 0 && rate < 1, "dropout: a rate lies in 0 ..< 1, and \(rate) does not")
    guard isTraining && rate > 0 else { return x }
    let seed = mixedSeed(self.seed, dropoutCount)
    dropoutCount += 1
    let mask = constant(rows: x.rows, columns: x.columns) { mask in
      guard let base = mask.baseAddress else { return }
      compute.forElements(mask.count) { start, count in
        compute.kernels.dropoutMask(count, rate, seed, UInt64(start), base + start)
      }
    }
    return multiply(x, mask)
  }

  /// Applies dropout with a given mask, in training or not: 0 or 1 / (1 - rate) for each element.
  public func dropout(_ x: Variable, mask: Variable) -> Variable { multiply(x, mask) }
}

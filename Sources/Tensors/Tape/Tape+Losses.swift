extension Tape {
  /// Returns sum w (p - t)^2 / sum w over all elements, 1 x 1; zero if the weights add up to zero.
  ///
  /// - Parameter weights: one for each target, not negative, 0 for padding; nil: all 1.
  /// - Precondition: there are as many targets, and weights, as predictions.
  public func meanSquaredError(
    _ prediction: Variable, targets: [Float], weights: [Float]? = nil
  ) -> Variable {
    meanSquaredError(
      prediction, targets: constant(targets, rows: targets.count, columns: 1), weights: weights)
  }

  /// Returns sum w (p - t)^2 / sum w, 1 x 1, for targets that are a variable already. They are not
  /// copied and get no gradient.
  ///
  /// - Parameter weights: one for each target, not negative, 0 for padding; nil: all 1.
  /// - Precondition: there are as many targets, and weights, as predictions.
  public func meanSquaredError(
    _ prediction: Variable, targets: Variable, weights: [Float]? = nil
  ) -> Variable {
    let count = prediction.count
    requireFit(
      targets.count == count,
      "meanSquaredError: \(targets.count) targets for \(count) predictions (\(prediction.shape))")
    requireFit(
      weights == nil || weights?.count == count,
      "meanSquaredError: \(weights?.count ?? 0) weights for \(count) targets")
    let total = weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(count)
    let inverse = total > 0 ? Float(1 / total) : 0
    let kernels = compute.kernels
    let difference = arena.floats(count)
    kernels.subtract(count, prediction.value, targets.value, difference)
    var weighted = difference
    if let weights {
      weighted = arena.copy(weights)
      kernels.multiply(count, weighted, difference, weighted)
    }
    return record(rows: 1, columns: 1, inputs: [prediction]) { out in
      out[0] = inverse * kernels.dot(count, weighted, difference)
    } backward: { pass in
      guard let gradient = pass.gradient(of: prediction) else { return }
      pass.kernels.axpy(count, 2 * inverse * pass.outputGradient[0], weighted, gradient)
    }
  }
}

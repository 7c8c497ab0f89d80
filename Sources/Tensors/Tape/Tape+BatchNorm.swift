extension Tape {
  /// Returns x, batch-normalised column by column.
  ///
  /// If the tape is training, by the moments of the batch, which the running moments then follow;
  /// otherwise by the running moments.
  /// - Precondition: x.columns == layer.columns; in training, x does not have exactly one row.
  public func batchNorm(_ x: Variable, _ layer: BatchNorm) -> Variable {
    requireFit(
      x.columns == layer.columns,
      "batchNorm: \(layer.weight.name) takes \(layer.columns) columns, not \(x.shape)")
    requireFit(
      !isTraining || x.rows != 1,
      "batchNorm: \(layer.weight.name) cannot be trained on one row: a single value has no variance"
    )
    return isTraining ? normaliseByBatch(x, layer) : normaliseByRunningMoments(x, layer)
  }

  private func normaliseByBatch(_ x: Variable, _ layer: BatchNorm) -> Variable {
    let (rows, columns) = (x.rows, x.columns)
    let mean = arena.floats(columns)
    let variance = arena.floats(columns)
    let out = arena.floats(x.count)
    compute.forColumns(columns, rows: rows) { [kernels = compute.kernels] first, count in
      kernels.columnMoments(
        rows, count, x.value + first, columns, mean + first, variance + first)
      kernels.normaliseColumns(
        rows, count, x.value + first, columns, mean + first, variance + first, layer.epsilon,
        layer.weight.value.base + first, layer.bias.value.base + first, out + first, columns)
    }
    // The moments of a step that was given up must not stay in the model.
    if rows > 1, !stop.isGivenUp { layer.follow(mean: mean, variance: variance, rows: rows) }
    return push(out, rows, columns, needsGradient: needsGradient(x, layer)) { pass in
      pass.throughBatchMoments(x, layer, mean: mean, variance: variance)
    }
  }

  private func normaliseByRunningMoments(_ x: Variable, _ layer: BatchNorm) -> Variable {
    let columns = x.columns
    let out = arena.floats(x.count)
    compute.forRows(x.rows, columns: columns) { [kernels = compute.kernels] first, count in
      layer.apply(
        x.value + first * columns, rows: count, into: out + first * columns, kernels: kernels)
    }
    return push(out, x.rows, columns, needsGradient: needsGradient(x, layer)) { pass in
      pass.throughRunningMoments(x, layer)
    }
  }

  private func needsGradient(_ x: Variable, _ layer: BatchNorm) -> Bool {
    needsGradient(x) || trains(layer.weight) || trains(layer.bias)
  }
}

extension BackwardPass {
  fileprivate func throughBatchMoments(
    _ x: Variable, _ layer: BatchNorm, mean: UnsafePointer<Float>, variance: UnsafePointer<Float>
  ) {
    // The kernel gives all three gradients at once; those that are not needed go to scratch.
    let dx = gradient(of: x) ?? zeros(x.count)
    let dWeight = gradient(of: layer.weight) ?? zeros(columns)
    let dBias = gradient(of: layer.bias) ?? zeros(columns)
    compute.forColumns(columns, rows: rows) { [kernels] first, count in
      kernels.normaliseColumnsBackward(
        rows, count, x.value + first, columns, mean + first, variance + first, layer.epsilon,
        layer.weight.value.base + first, outputGradient + first, columns, dx + first, columns,
        dWeight + first, dBias + first)
    }
  }

  /// Adds the gradients if the running moments were used. They are constants here, so the layer is
  /// a factor and a summand for each column.
  fileprivate func throughRunningMoments(_ x: Variable, _ layer: BatchNorm) {
    let factors = scratch(columns)
    for c in 0..<columns {
      let deviation = (layer.runningVariance.value.base[c] + layer.epsilon).squareRoot()
      factors[c] = layer.weight.value.base[c] / deviation
    }
    if let dx = gradient(of: x) {
      compute.forRows(rows, columns: columns) { [kernels] first, count in
        for r in first..<first + count {
          kernels.multiplyAdd(
            columns, outputGradient + r * columns, factors, dx + r * columns)
        }
      }
    }
    if let dWeight = gradient(of: layer.weight) { addWeightGradient(dWeight, x, layer) }
    if let dBias = gradient(of: layer.bias) {
      kernels.sumRows(rows, columns, outputGradient, columns, dBias)
    }
  }

  /// dweight[c] += sum over r of dy[r, c] (x[r, c] - mean[c]) / sqrt(variance[c] + epsilon)
  private func addWeightGradient(
    _ dWeight: UnsafeMutablePointer<Float>, _ x: Variable, _ layer: BatchNorm
  ) {
    let ones = scratch(columns)
    for c in 0..<columns { ones[c] = 1 }
    let normalised = scratch(x.count)
    kernels.normaliseColumns(
      rows, columns, x.value, columns, layer.runningMean.value.base,
      layer.runningVariance.value.base, layer.epsilon, ones, zeros(columns), normalised, columns)
    kernels.multiply(x.count, normalised, outputGradient, normalised)
    kernels.sumRows(rows, columns, normalised, columns, dWeight)
  }

  private func zeros(_ count: Int) -> UnsafeMutablePointer<Float> {
    let memory = scratch(count)
    zeroFill(memory, count)
    return memory
  }
}

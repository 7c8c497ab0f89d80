extension Tape {
  /// Returns the rows of x scaled element by element, each by an amount of its own:
  ///
  ///     out[r, c] = x[r, c] (offset[c] + amounts[r] slope[c])
  ///
  /// It replaces two matrices side by side, x and x scaled by the amounts: a layer that reads `out`
  /// needs half the weights. `offset` and `slope` set how much of each column depends on the
  /// amount. (It is an affine transformation of features, Perez et al. 2018, whose scale is linear
  /// in one number.)
  ///
  /// - Parameter amounts: [x.rows, 1], constant.
  /// - Precondition: offset and slope are [1, x.columns]; there is one amount a row.
  public func modulate(
    _ x: Variable, offset: Variable, slope: Variable, by amounts: Variable
  ) -> Variable {
    for row in [offset, slope] {
      requireFit(
        row.rows == 1 && row.columns == x.columns,
        "modulate: offset and slope for \(x.shape) must be 1 x \(x.columns), and one is \(row.shape)"
      )
    }
    requireFit(
      amounts.count == x.rows, "modulate: \(amounts.count) amounts for \(x.rows) rows")
    let modulation = Modulation(
      x: x, offset: offset, slope: slope, amounts: UnsafePointer(amounts.value),
      kernels: compute.kernels)
    return record(rows: x.rows, columns: x.columns, inputs: [x, offset, slope]) { out in
      compute.forRows(x.rows, columns: x.columns) { first, count in
        modulation.forward(first..<first + count, into: out)
      }
    } backward: { pass in
      modulation.backward(pass)
    }
  }
}

private struct Modulation {
  let x: Variable
  let offset: Variable
  let slope: Variable
  /// [rows]
  let amounts: UnsafePointer<Float>
  let kernels: KernelTable

  /// Writes factors = offset + amounts[r] slope.
  private func write(factorsOf r: Int, into factors: UnsafeMutablePointer<Float>) {
    factors.update(from: offset.value, count: x.columns)
    kernels.axpy(x.columns, amounts[r], slope.value, factors)
  }

  func forward(_ rows: Range<Int>, into out: UnsafeMutablePointer<Float>) {
    for r in rows {
      let row = out + r * x.columns
      write(factorsOf: r, into: row)
      kernels.multiply(x.columns, x.value + r * x.columns, row, row)
    }
  }

  /// Rows whose contributions to the gradients of offset and slope one shard sums. A constant, so
  /// that the cut depends on the shape alone.
  private static let rowsOfShard = 256

  /// Adds the gradients: dx += dy (offset + a slope), doffset += sum over r of dy x,
  /// dslope += sum over r of a dy x.
  func backward(_ pass: BackwardPass) {
    let columns = x.columns
    let shards = shardCount(x.rows, Self.rowsOfShard)
    let dx = pass.gradient(of: x)
    let sums = pass.scratch(shards * 2 * columns)
    let work = pass.scratch(shards * columns)
    pass.compute.forBlocks(of: Self.rowsOfShard, in: x.rows) { first, count in
      let shard = first / Self.rowsOfShard
      let (doffset, factors) = (sums + shard * 2 * columns, work + shard * columns)
      zeroFill(doffset, 2 * columns)
      for r in first..<first + count {
        let dy = pass.outputGradient + r * columns
        if let dx {
          write(factorsOf: r, into: factors)
          kernels.multiplyAdd(columns, dy, factors, dx + r * columns)
        }
        kernels.multiply(columns, dy, x.value + r * columns, factors)
        kernels.axpy(columns, 1, factors, doffset)
        kernels.axpy(columns, amounts[r], factors, doffset + columns)
      }
    }
    for (place, variable) in [offset, slope].enumerated() {
      guard let gradient = pass.gradient(of: variable) else { continue }
      kernels.sumRows(shards, columns, sums + place * columns, 2 * columns, gradient)
    }
  }
}

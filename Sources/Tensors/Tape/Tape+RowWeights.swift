extension Tape {
  /// Returns every row of `x` times `row`, element by element: out[r, c] = x[r, c] row[0, c].
  /// - Precondition: `row` is [1, x.columns].
  public func multiplyRow(_ x: Variable, _ row: Variable) -> Variable {
    requireFit(
      row.rows == 1 && row.columns == x.columns,
      "multiplyRow: a row for \(x.shape) must be 1 x \(x.columns), and this is \(row.shape)")
    let columns = x.columns
    let kernels = compute.kernels
    return record(rows: x.rows, columns: columns, inputs: [x, row]) { out in
      for r in 0..<x.rows {
        kernels.multiply(columns, x.value + r * columns, row.value, out + r * columns)
      }
    } backward: { pass in
      let dx = pass.gradient(of: x)
      let drow = pass.gradient(of: row)
      for r in 0..<pass.rows {
        let dy = pass.outputGradient + r * columns
        if let dx { pass.kernels.multiplyAdd(columns, dy, row.value, dx + r * columns) }
        if let drow { pass.kernels.multiplyAdd(columns, dy, x.value + r * columns, drow) }
      }
    }
  }

  /// Returns every row of `x` times its own number: out[r, :] = weights[r] x[r, :].
  /// - Precondition: there is one weight a row.
  public func scaleRows(_ x: Variable, by weights: [Float]) -> Variable {
    scaleRows(x, by: constant(weights, rows: weights.count, columns: 1))
  }

  /// Returns every row of `x` times its element of a constant column, which is not copied.
  /// - Precondition: `weights` is [x.rows, 1].
  public func scaleRows(_ x: Variable, by weights: Variable) -> Variable {
    requireFit(
      weights.count == x.rows, "scaleRows: \(weights.count) weights for \(x.rows) rows")
    let columns = x.columns
    let factors = UnsafePointer(weights.value)
    return record(rows: x.rows, columns: columns, inputs: [x]) { [kernels = compute.kernels] out in
      compute.forRows(x.rows, columns: columns) { first, count in
        (out + first * columns).update(from: x.value + first * columns, count: count * columns)
        for r in first..<first + count { kernels.scale(columns, factors[r], out + r * columns) }
      }
    } backward: { pass in
      pass.addScaledRows(pass.outputGradient, factors, to: x)
    }
  }

  /// Returns the sum over rows r of weights[r] |x[r, :]|^2, 1 x 1.
  ///
  /// It serves as a penalty on looked-up rows: weights divide a row's penalty among lookups.
  /// - Precondition: there is one weight a row.
  public func weightedSquares(_ x: Variable, weights: [Float]) -> Variable {
    weightedSquares(x, weights: constant(weights, rows: weights.count, columns: 1))
  }

  /// Returns the sum over rows r of weights[r] |x[r, :]|^2 for a constant column, which is not
  /// copied.
  /// - Precondition: `weights` is [x.rows, 1].
  public func weightedSquares(_ x: Variable, weights: Variable) -> Variable {
    requireFit(
      weights.count == x.rows, "weightedSquares: \(weights.count) weights for \(x.rows) rows")
    let columns = x.columns
    let factors = UnsafePointer(weights.value)
    let squares = arena.floats(x.rows)
    return record(rows: 1, columns: 1, inputs: [x]) { [kernels = compute.kernels] out in
      compute.forRows(x.rows, columns: columns) { first, count in
        let rows = x.value + first * columns
        kernels.rowDots(count, columns, rows, columns, rows, columns, squares + first)
      }
      out[0] = kernels.dot(x.rows, factors, squares)
    } backward: { pass in
      let twice = pass.scratch(x.rows)
      for r in 0..<x.rows { twice[r] = 2 * pass.outputGradient[0] * factors[r] }
      pass.addScaledRows(x.value, twice, to: x)
    }
  }
}

extension BackwardPass {
  /// Adds factors[r] y[r, :] to row r of the gradient of `x`; y has its shape.
  fileprivate func addScaledRows(
    _ y: UnsafePointer<Float>, _ factors: UnsafePointer<Float>, to x: Variable
  ) {
    guard let gradient = gradient(of: x) else { return }
    let columns = x.columns
    compute.forRows(x.rows, columns: columns) { [kernels] first, count in
      kernels.addScaledRows(
        count, columns, factors + first, y + first * columns, columns,
        gradient + first * columns, columns)
    }
  }
}

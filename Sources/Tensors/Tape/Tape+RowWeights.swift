extension Tape {
  /// Every row of `x` times `row`, element by element: out[r, c] = x[r, c] row[0, c].
  /// - Precondition: `row` is [1, x.columns].
  public func multiplyRow(_ x: Variable, _ row: Variable) -> Variable {
    precondition(
      row.rows == 1 && row.columns == x.columns, "a row to multiply by must be 1 x \(x.columns)")
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

  /// The sum over rows r of weights[r] |x[r, :]|^2, 1 x 1: a penalty on looked-up rows that the
  /// caller shares out over their lookups. - Precondition: one weight a row.
  public func weightedSquares(_ x: Variable, weights: [Float]) -> Variable {
    precondition(weights.count == x.rows, "\(weights.count) weights for \(x.rows) rows")
    let columns = x.columns
    let factors = memory(x.rows)
    for r in 0..<x.rows { factors[r] = weights[r] }
    let kernels = compute.kernels
    return record(rows: 1, columns: 1, inputs: [x]) { out in
      var sum: Float = 0
      for r in 0..<x.rows {
        let row = x.value + r * columns
        sum += factors[r] * kernels.dot(columns, row, row)
      }
      out[0] = sum
    } backward: { pass in
      guard let dx = pass.gradient(of: x) else { return }
      for r in 0..<x.rows {
        pass.kernels.axpy(
          columns, 2 * pass.outputGradient[0] * factors[r], x.value + r * columns,
          dx + r * columns)
      }
    }
  }
}

extension Tape {
  /// Returns matrices of the same height side by side, [rows, sum of columns].
  /// - Precondition: there is at least one; all have the same number of rows.
  public func concatenate(_ xs: [Variable]) -> Variable {
    requireFit(!xs.isEmpty, "concatenate: there is nothing to concatenate")
    let rows = xs[0].rows
    requireFit(
      xs.allSatisfy { $0.rows == rows },
      "concatenate: matrices side by side must have as many rows: "
        + xs.map(\.shape).joined(separator: ", "))
    let columns = xs.reduce(0) { $0 + $1.columns }
    return record(rows: rows, columns: columns, inputs: xs) { out in
      compute.forRows(rows, columns: columns) { first, count in
        var target = out + first * columns
        for x in xs {
          copyRows(
            count, x.columns, x.value + first * x.columns, x.columns, target, columns)
          target += x.columns
        }
      }
    } backward: { pass in
      var offset = 0
      for x in xs {
        pass.addRows(
          pass.outputGradient + offset, leading: columns, to: x, firstColumn: 0, columns: x.columns)
        offset += x.columns
      }
    }
  }

  /// Returns some columns of `x`: out[:, j] = x[:, range.lowerBound + j].
  /// - Precondition: the range lies in 0 ..< x.columns.
  public func slice(_ x: Variable, columns range: Range<Int>) -> Variable {
    requireFit(
      range.lowerBound >= 0 && range.upperBound <= x.columns,
      "slice: columns \(range) are outside of the \(x.columns) columns of \(x.shape)")
    let columns = range.count
    return record(rows: x.rows, columns: columns, inputs: [x]) { out in
      compute.forRows(x.rows, columns: columns) { first, count in
        copyRows(
          count, columns, x.value + first * x.columns + range.lowerBound, x.columns,
          out + first * columns, columns)
      }
    } backward: { pass in
      pass.addRows(
        pass.outputGradient, leading: columns, to: x, firstColumn: range.lowerBound,
        columns: columns)
    }
  }
}

extension BackwardPass {
  /// Adds [rows, columns] to columns of the gradient of `x`.
  fileprivate func addRows(
    _ dy: UnsafePointer<Float>, leading: Int, to x: Variable, firstColumn: Int, columns: Int
  ) {
    guard let (gradient, accumulates) = claimGradient(of: x) else { return }
    // Whole rows are overwritten, parts of rows added to zeros.
    let overwrites = !accumulates && columns == x.columns
    compute.forRows(x.rows, columns: x.columns) { [add = kernels.add] first, count in
      let from = dy + first * leading
      let rows = gradient + first * x.columns
      if overwrites { return copyRows(count, columns, from, leading, rows, columns) }
      if !accumulates { zeroFill(rows, count * x.columns) }
      for r in 0..<count {
        let target = rows + r * x.columns + firstColumn
        add(columns, target, from + r * leading, target)
      }
    }
  }
}

/// out[r, 0 ..< columns] = x[r, 0 ..< columns]
private func copyRows(
  _ rows: Int, _ columns: Int, _ x: UnsafePointer<Float>, _ ldx: Int,
  _ out: UnsafeMutablePointer<Float>, _ ldo: Int
) {
  if columns == 1 {
    for r in 0..<rows { out[r * ldo] = x[r * ldx] }
  } else {
    for r in 0..<rows { (out + r * ldo).update(from: x + r * ldx, count: columns) }
  }
}

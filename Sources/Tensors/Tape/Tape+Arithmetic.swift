extension Tape {
  /// Returns x + y, element by element.
  /// - Precondition: x and y have the same shape.
  public func add(_ x: Variable, _ y: Variable) -> Variable {
    elementwise(x, y, compute.kernels.add, "add") { pass in
      for input in [x, y] { pass.addOutputGradient(to: input) }
    }
  }

  /// Returns x - y, element by element.
  /// - Precondition: x and y have the same shape.
  public func subtract(_ x: Variable, _ y: Variable) -> Variable {
    elementwise(x, y, compute.kernels.subtract, "subtract") { pass in
      pass.addOutputGradient(to: x)
      pass.addOutputGradient(to: y, scaledBy: -1)
    }
  }

  /// Returns x y, element by element.
  /// - Precondition: x and y have the same shape.
  public func multiply(_ x: Variable, _ y: Variable) -> Variable {
    elementwise(x, y, compute.kernels.multiply, "multiply") { pass in
      for (input, other) in [(x, y), (y, x)] {
        guard let gradient = pass.gradient(of: input) else { continue }
        pass.compute.forElements(pass.count) { [kernels = pass.kernels] start, count in
          kernels.multiplyAdd(
            count, pass.outputGradient + start, other.value + start, gradient + start)
        }
      }
    }
  }

  /// Returns factor x.
  public func scale(_ x: Variable, by factor: Float) -> Variable {
    record(rows: x.rows, columns: x.columns, inputs: [x]) { [compute] out in
      compute.forElements(x.count) { start, count in
        (out + start).update(from: x.value + start, count: count)
        compute.kernels.scale(count, factor, out + start)
      }
    } backward: { pass in
      pass.addOutputGradient(to: x, scaledBy: factor)
    }
  }

  /// Returns x[r, :] + row, for every row.
  /// - Precondition: `row` is [1, x.columns].
  public func addRow(_ x: Variable, _ row: Variable) -> Variable {
    requireFit(
      row.rows == 1 && row.columns == x.columns,
      "addRow: a row for \(x.shape) must be 1 x \(x.columns), and this is \(row.shape)")
    let columns = x.columns
    return record(rows: x.rows, columns: columns, inputs: [x, row]) { [compute] out in
      compute.forRows(x.rows, columns: columns) { first, count in
        let block = out + first * columns
        block.update(from: x.value + first * columns, count: count * columns)
        compute.kernels.addToRows(count, columns, row.value, block, columns)
      }
    } backward: { pass in
      pass.addOutputGradient(to: x)
      if let gradient = pass.gradient(of: row) {
        pass.compute.forColumns(columns, rows: pass.rows) { [kernels = pass.kernels] first, count in
          kernels.sumRows(
            pass.rows, count, pass.outputGradient + first, columns, gradient + first)
        }
      }
    }
  }

  /// Returns the scalar product of every row of x with the same row of y, [rows, 1].
  /// - Precondition: x and y have the same shape.
  public func rowDots(_ x: Variable, _ y: Variable) -> Variable {
    requireSameShape(x, y, "rowDots")
    let columns = x.columns
    return record(rows: x.rows, columns: 1, inputs: [x, y]) { [compute] out in
      compute.forRows(x.rows, columns: columns) { first, count in
        compute.kernels.rowDots(
          count, columns, x.value + first * columns, columns, y.value + first * columns, columns,
          out + first)
      }
    } backward: { pass in
      for (input, other) in [(x, y), (y, x)] {
        guard let gradient = pass.gradient(of: input) else { continue }
        pass.compute.forRows(pass.rows, columns: columns) { [kernels = pass.kernels] first, count in
          kernels.addScaledRows(
            count, columns, pass.outputGradient + first, other.value + first * columns, columns,
            gradient + first * columns, columns)
        }
      }
    }
  }

  /// Returns the sum of all elements, 1 x 1.
  public func sum(_ x: Variable) -> Variable {
    record(rows: 1, columns: 1, inputs: [x]) { [compute] out in
      out[0] = compute.kernels.sum(x.count, x.value)
    } backward: { pass in
      guard let gradient = pass.gradient(of: x) else { return }
      let row = pass.scratch(x.columns)
      for c in 0..<x.columns { row[c] = pass.outputGradient[0] }
      pass.kernels.addToRows(x.rows, x.columns, row, gradient, x.columns)
    }
  }

  private typealias Binary =
    @convention(c) (Int, UnsafePointer<Float>, UnsafePointer<Float>, UnsafeMutablePointer<Float>) ->
    Void

  private func elementwise(
    _ x: Variable, _ y: Variable, _ kernel: Binary, _ name: String,
    backward: @escaping (BackwardPass) -> Void
  ) -> Variable {
    requireSameShape(x, y, name)
    return record(rows: x.rows, columns: x.columns, inputs: [x, y]) { out in
      compute.forElements(x.count) { start, count in
        kernel(count, x.value + start, y.value + start, out + start)
      }
    } backward: {
      backward($0)
    }
  }

  private func requireSameShape(_ x: Variable, _ y: Variable, _ operation: String) {
    requireFit(
      x.rows == y.rows && x.columns == y.columns,
      "\(operation): shapes differ: \(x.shape) and \(y.shape)")
  }
}

extension BackwardPass {
  /// target += x
  func add(_ x: UnsafePointer<Float>, _ count: Int, to target: UnsafeMutablePointer<Float>) {
    compute.forElements(count) { [add = kernels.add] start, count in
      add(count, target + start, x + start, target + start)
    }
  }

  /// Adds `factor` times the output's gradient to that of an input of the same shape.
  func addOutputGradient(to input: Variable, scaledBy factor: Float = 1) {
    guard let (gradient, accumulates) = claimGradient(of: input) else { return }
    compute.forElements(count) { [kernels] start, count in
      if accumulates {
        kernels.axpy(count, factor, outputGradient + start, gradient + start)
      } else {
        (gradient + start).update(from: outputGradient + start, count: count)
        if factor != 1 { kernels.scale(count, factor, gradient + start) }
      }
    }
  }
}

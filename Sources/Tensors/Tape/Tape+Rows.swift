extension Tape {
  /// Returns rows of a table: out[r, :] = table[indices[r], :], [indices.count, columns].
  ///
  /// The gradient reaches the looked-up rows only, which the table records as touched.
  /// - Precondition: every index is in 0 ..< table.rows.
  public func gather(_ table: Parameter, _ indices: [Int32]) -> Variable {
    requireFit(
      indices.allSatisfy { $0 >= 0 && $0 < table.rows },
      "gather: index \(Self.outside(indices, 0..<table.rows)) is outside of the \(table.rows) rows of "
        + "\(table.name)")
    let columns = table.columns
    let rows = arena.copy(indices)
    let count = indices.count
    let out = arena.floats(count * columns)
    compute.forRows(count, columns: columns) { [kernels = compute.kernels] first, count in
      kernels.gatherRows(
        count, columns, table.value.base, rows + first, out + first * columns, columns)
    }
    return push(out, count, columns, needsGradient: trains(table)) { pass in
      guard let gradient = pass.gradient(of: table) else { return }
      if table.isTable {
        table.touch(UnsafeBufferPointer(start: rows, count: count))
      }
      scatterAdd(
        pass.outputGradient, columns: columns, to: rows, count: count, of: gradient, pass.compute)
    }
  }

  /// Returns any rows of `x`, repeated ones too: out[r, :] = x[rows[r], :], zeros if rows[r] is -1.
  /// - Precondition: every index is in -1 ..< x.rows.
  public func select(_ x: Variable, rows indices: [Int32]) -> Variable {
    requireFit(
      indices.allSatisfy { $0 >= -1 && $0 < x.rows },
      "select: index \(Self.outside(indices, -1..<x.rows)) is outside of the \(x.rows) rows of "
        + "\(x.shape)")
    let columns = x.columns
    let rows = arena.copy(indices)
    let count = indices.count
    return record(rows: count, columns: columns, inputs: [x]) { out in
      for r in 0..<count {
        if rows[r] < 0 {
          zeroFill(out + r * columns, columns)
        } else {
          (out + r * columns).update(from: x.value + Int(rows[r]) * columns, count: columns)
        }
      }
    } backward: { pass in
      guard let gradient = pass.gradient(of: x) else { return }
      let add = pass.kernels.add
      for r in 0..<count where rows[r] >= 0 {
        let target = gradient + Int(rows[r]) * columns
        add(columns, target, pass.outputGradient + r * columns, target)
      }
    }
  }

  /// Returns the rows of `x` moved down: out[i, :] = x[i - rows, :].
  ///
  /// The first `rows` rows are those of `initial`, or zeros. Shifting by the size of a batch turns
  /// states after each step into states before each step.
  /// - Precondition: 0 <= rows <= x.rows; `initial` is [rows, x.columns].
  public func shift(_ x: Variable, by rows: Int, initial: Variable? = nil) -> Variable {
    requireFit(
      rows >= 0 && rows <= x.rows, "shift: \(x.rows) rows cannot be shifted by \(rows)")
    let columns = x.columns
    if let initial {
      requireFit(
        initial.rows == rows && initial.columns == columns,
        "shift: initial rows must be \(rows) x \(columns), and these are \(initial.shape)")
    }
    let head = rows * columns
    let tail = x.count - head
    return record(rows: x.rows, columns: columns, inputs: [x] + (initial.map { [$0] } ?? [])) {
      out in
      if let initial {
        out.update(from: initial.value, count: head)
      } else {
        zeroFill(out, head)
      }
      (out + head).update(from: x.value, count: tail)
    } backward: { pass in
      if let gradient = pass.gradient(of: x) {
        pass.add(pass.outputGradient + head, tail, to: gradient)
      }
      if let initial, let gradient = pass.gradient(of: initial) {
        pass.add(pass.outputGradient, head, to: gradient)
      }
    }
  }
}

extension Tape {
  /// Returns the first index outside of a range, for a message.
  fileprivate static func outside(_ indices: [Int32], _ range: Range<Int>) -> Int32 {
    indices.first { !range.contains(Int($0)) } ?? 0
  }
}

/// Adds rows to rows of a table's gradient.
///
/// A shard owns the rows with one remainder, so that no two shards write one row. Each row receives
/// its contributions in their order.
private func scatterAdd(
  _ x: UnsafePointer<Float>, columns: Int, to rows: UnsafePointer<Int32>, count: Int,
  of table: UnsafeMutablePointer<Float>, _ compute: Compute
) {
  let kernels = compute.kernels
  guard count * columns > Compute.grain else {
    return kernels.scatterAddRows(count, columns, x, columns, rows, table)
  }
  let shards: Int32 = 4
  compute.workers.run(shards: Int(shards)) { shard in
    for r in 0..<count where rows[r] % shards == Int32(shard) {
      kernels.scatterAddRows(1, columns, x + r * columns, columns, rows + r, table)
    }
  }
}

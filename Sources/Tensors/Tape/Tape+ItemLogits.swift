extension Tape {
  /// The logit of a sample that is the position's own target: its power is 0.
  static let excluded: Float = -1e4

  /// Returns the logits of each position's target, in column 0, and of samples that all positions share,
  /// [positions, 1 + samples], as the sampled losses take them:
  ///
  ///     l[p, 0] = h[p] . v[t[p]] + b[t[p]],   l[p, 1 + j] = h[p] . v[s[j]] + b[s[j]]
  ///
  /// A sample that is the target of a position is no negative of it: its logit there is so low that it has no
  /// weight in any loss.
  ///
  /// - Parameters:
  ///   - hidden: [positions, columns].
  ///   - items: [items, columns], a vector for each item.
  ///   - bias: [items, 1], an item's logit at a hidden state of zeros.
  ///   - targets: an item for each position; 0 where there is none.
  ///   - samples: items, repeated ones too.
  /// - Precondition: the shapes fit, and targets and samples are in 0 ..< items.rows.
  public func itemLogits(
    _ hidden: Variable, items: Parameter, bias: Parameter, targets: [Int32], samples: [Int32]
  ) -> Variable {
    requireFit(
      targets.count == hidden.rows,
      "itemLogits: \(targets.count) targets for \(hidden.rows) positions")
    let own = add(rowDots(hidden, gather(items, targets)), gather(bias, targets))
    let others = products(hidden, gather(items, samples), bias: gather(bias, samples))
    return concatenate([own, excluding(targets, samples, others)])
  }

  /// Returns X Y' + b, [x.rows, y.rows]: the products of all rows of both, and a number for each of Y's.
  ///
  /// - Precondition: x.columns == y.columns, and the bias is [y.rows, 1].
  public func products(_ x: Variable, _ y: Variable, bias: Variable) -> Variable {
    requireFit(
      x.columns == y.columns && bias.rows == y.rows && bias.columns == 1,
      "products: \(x.shape) and \(y.shape) with a bias of \(bias.shape)")
    let (m, n, k) = (x.rows, y.rows, x.columns)
    return record(rows: m, columns: n, inputs: [x, y, bias]) { out in
      let product = Product(
        m: m, n: n, k: k, a: UnsafePointer(x.value), lda: k, transposeB: true,
        b: UnsafePointer(y.value), ldb: k, c: out, ldc: n, bias: UnsafePointer(bias.value))
      compute.run([product.work(on: compute.kernels, scratch: scratch, until: stop)], until: stop)
      scratch.reset()
    } backward: { pass in
      var works: [Work] = []
      if let dx = pass.gradient(of: x) {
        works.append(
          Product(
            m: m, n: k, k: n, a: pass.outputGradient, lda: n, b: UnsafePointer(y.value), ldb: k,
            accumulate: true, c: dx, ldc: k
          ).work(on: pass.kernels, scratch: pass.tape.scratch, until: pass.tape.stop))
      }
      if let dy = pass.gradient(of: y) {
        works.append(
          Product(
            m: n, n: k, k: m, transposeA: true, a: pass.outputGradient, lda: n,
            b: UnsafePointer(x.value), ldb: k, accumulate: true, c: dy, ldc: k
          ).work(on: pass.kernels, scratch: pass.tape.scratch, until: pass.tape.stop))
      }
      if let db = pass.gradient(of: bias) {
        works.append(pass.columnSums(of: pass.outputGradient, rows: m, columns: n, into: db))
      }
      pass.compute.run(works, until: pass.tape.stop)
    }
  }

  /// Returns logits with those of samples that are the row's own target out of the way.
  private func excluding(_ targets: [Int32], _ samples: [Int32], _ logits: Variable) -> Variable {
    let columns = samples.count
    var columnsOfItem: [Int32: [Int]] = [:]
    for (column, item) in samples.enumerated() { columnsOfItem[item, default: []].append(column) }
    let excluded = targets.enumerated().flatMap { row, item in
      (columnsOfItem[item] ?? []).map { row * columns + $0 }
    }
    guard !excluded.isEmpty else { return logits }
    return record(rows: logits.rows, columns: columns, inputs: [logits]) { out in
      out.update(from: logits.value, count: logits.count)
      for place in excluded { out[place] = Self.excluded }
    } backward: { pass in
      guard let gradient = pass.gradient(of: logits) else { return }
      // An excluded logit was replaced: nothing of its slope reaches what it stood for.
      for place in excluded { gradient[place] -= pass.outputGradient[place] }
      pass.add(pass.outputGradient, logits.count, to: gradient)
    }
  }
}

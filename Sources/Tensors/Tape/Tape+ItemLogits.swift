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
    let vectors = gather(items, samples)
    let biases = gather(bias, samples)
    let excluded = Self.places(of: targets, among: samples)
    let columns = 1 + samples.count
    // Side by side from the start: a copy of all logits costs as much as their softmax.
    return record(
      rows: hidden.rows, columns: columns, inputs: [own, hidden, vectors, biases]
    ) { out in
      let product = RowProducts(hidden, vectors, biases, c: out + 1, ldc: columns)
      product.forward(compute, scratch: scratch, until: stop)
      for row in 0..<hidden.rows { out[row * columns] = own.value[row] }
      for place in excluded { out[place] = Self.excluded }
    } backward: { pass in
      let gradient = UnsafeMutablePointer(mutating: pass.outputGradient)
      // An excluded logit was replaced: nothing of its slope reaches what it stood for.
      for place in excluded { gradient[place] = 0 }
      if let target = pass.gradient(of: own) {
        for row in 0..<pass.rows { target[row] += gradient[row * columns] }
      }
      RowProducts(hidden, vectors, biases, c: gradient + 1, ldc: columns).backward(pass)
    }
  }

  /// Returns the places of samples that are a position's own target, in logits of [positions, 1 + samples].
  private static func places(of targets: [Int32], among samples: [Int32]) -> [Int] {
    var columnsOfItem: [Int32: [Int]] = [:]
    for (column, item) in samples.enumerated() {
      columnsOfItem[item, default: []].append(1 + column)
    }
    return targets.enumerated().flatMap { row, item in
      (columnsOfItem[item] ?? []).map { row * (1 + samples.count) + $0 }
    }
  }

  /// Returns X Y' + b, [x.rows, y.rows]: the products of all rows of both, and a number for each of Y's.
  ///
  /// - Precondition: x.columns == y.columns, and the bias is [y.rows, 1].
  public func products(_ x: Variable, _ y: Variable, bias: Variable) -> Variable {
    requireFit(
      x.columns == y.columns && bias.rows == y.rows && bias.columns == 1,
      "products: \(x.shape) and \(y.shape) with a bias of \(bias.shape)")
    return record(rows: x.rows, columns: y.rows, inputs: [x, y, bias]) { out in
      RowProducts(x, y, bias, c: out, ldc: y.rows).forward(compute, scratch: scratch, until: stop)
    } backward: { pass in
      let gradient = UnsafeMutablePointer(mutating: pass.outputGradient)
      RowProducts(x, y, bias, c: gradient, ldc: y.rows).backward(pass)
    }
  }
}

/// C = X Y' + b of m rows of X and n rows of Y, in memory of longer rows.
private struct RowProducts {
  let x, y, bias: Variable
  /// [m, n] the products, or the gradient of them.
  let c: UnsafeMutablePointer<Float>
  let ldc: Int

  init(
    _ x: Variable, _ y: Variable, _ bias: Variable, c: UnsafeMutablePointer<Float>, ldc: Int
  ) {
    self.x = x
    self.y = y
    self.bias = bias
    self.c = c
    self.ldc = ldc
  }

  func forward(_ compute: Compute, scratch: Arena, until stop: StepStop) {
    let k = x.columns
    let product = Product(
      m: x.rows, n: y.rows, k: k, a: UnsafePointer(x.value), lda: k, transposeB: true,
      b: UnsafePointer(y.value), ldb: k, c: c, ldc: ldc, bias: UnsafePointer(bias.value))
    compute.run([product.work(on: compute.kernels, scratch: scratch, until: stop)], until: stop)
    scratch.reset()
  }

  /// Adds the gradients: dX += dC Y, dY += dC' X, and dC's column sums to db.
  func backward(_ pass: BackwardPass) {
    let (m, n, k) = (x.rows, y.rows, x.columns)
    var works: [Work] = []
    if let (dx, accumulates) = pass.claimGradient(of: x) {
      works.append(
        Product(
          m: m, n: k, k: n, a: c, lda: ldc, b: UnsafePointer(y.value), ldb: k,
          accumulate: accumulates, c: dx, ldc: k
        ).work(on: pass.kernels, scratch: pass.tape.scratch, until: pass.tape.stop))
    }
    if let (dy, accumulates) = pass.claimGradient(of: y) {
      works.append(
        Product(
          m: n, n: k, k: m, transposeA: true, a: c, lda: ldc, b: UnsafePointer(x.value), ldb: k,
          accumulate: accumulates, c: dy, ldc: k
        ).work(on: pass.kernels, scratch: pass.tape.scratch, until: pass.tape.stop))
    }
    if let db = pass.gradient(of: bias) {
      works.append(
        pass.columnSums(of: c, rows: m, columns: n, stride: ldc, into: db))
    }
    pass.compute.run(works, until: pass.tape.stop)
  }
}

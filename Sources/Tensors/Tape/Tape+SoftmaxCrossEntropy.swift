extension Tape {
  /// Returns the mean cross-entropy of an exact softmax over all items, 1 x 1:
  ///
  ///     sum over p of  w[p] (log sum over i of e^(h[p] . v[i] + b[i])  -  h[p] . v[t[p]] - b[t[p]])  /  sum w
  ///
  /// zero if the weights add up to zero. The items' vectors may be the table that the inputs are looked up
  /// in (tied weights): gradients add up.
  ///
  /// Logits are never all in memory, but those of a block of positions: memory does not grow with
  /// positions times items. Each is computed once. The gradients for a loss of weight 1 are computed with the loss, if
  /// any are needed; the backward pass only scales and adds them.
  ///
  /// - Parameters:
  ///   - hidden: [positions, columns].
  ///   - items: [items, columns], a vector for each item.
  ///   - bias: an item's logit at a hidden state of zeros, as many as items; nil: zeros.
  ///   - targets: an item for each position; looked at only where the weight is not 0.
  ///   - weights: one for each position, not negative, 0 for padding, which costs nothing; nil: all 1.
  /// - Precondition: the shapes fit, and every target with a weight is in 0 ..< items.rows.
  /// - Complexity: 2 flops for a position, an item and a column, or 6 with gradients.
  public func softmaxCrossEntropy(
    _ hidden: Variable, items: Parameter, bias: Parameter? = nil, targets: [Int32],
    weights: [Float]? = nil
  ) -> Variable {
    requireFit(
      hidden.columns == items.columns,
      "softmaxCrossEntropy: hidden states are \(hidden.shape), and \(items.name) has \(items.columns) columns"
    )
    requireFit(
      bias.map { $0.count == items.rows } ?? true,
      "softmaxCrossEntropy: \(bias?.count ?? 0) biases for \(items.rows) items")
    requireFit(
      targets.count == hidden.rows,
      "softmaxCrossEntropy: \(targets.count) targets for \(hidden.rows) positions")
    requireFit(
      weights == nil
        || (weights?.count == targets.count && weights?.allSatisfy { $0 >= 0 } == true),
      "softmaxCrossEntropy: \(weights?.count ?? 0) weights, none negative, for \(targets.count) targets"
    )
    let positions = SoftmaxPositions(hidden, targets: targets, weights: weights, in: arena)
    requireFit(
      positions.areTargets(in: items.rows),
      "softmaxCrossEntropy: a target is not one of the \(items.rows) items of \(items.name)")
    let softmax = ItemSoftmax(
      positions, items: items, bias: bias, needsHidden: needsGradient(hidden),
      needsItems: trains(items), needsBias: bias.map { trains($0) } ?? false, on: self)
    let out = arena.floats(1)
    out[0] = Float(softmax.run(until: stop))
    scratch.reset()
    return push(out, 1, 1, needsGradient: softmax.needsGradients) { pass in
      let scale = pass.outputGradient[0]
      if let unit = softmax.itemGradient, let gradient = pass.gradient(of: items) {
        items.touchAll()
        pass.add(scale, unit, items.count, to: gradient)
      }
      if let bias, let unit = softmax.biasGradient, let gradient = pass.gradient(of: bias) {
        bias.touchAll()
        pass.add(scale, unit, bias.count, to: gradient)
      }
      if let unit = softmax.hiddenGradient, let gradient = pass.gradient(of: hidden) {
        let (rows, columns) = (positions.rows, hidden.columns)
        for r in 0..<positions.count {
          pass.kernels.axpy(
            columns, scale, unit + r * columns, gradient + Int(rows[r]) * columns)
        }
      }
    }
  }
}

extension BackwardPass {
  /// Adds a scaled gradient.
  fileprivate func add(
    _ scale: Float, _ unit: UnsafePointer<Float>, _ count: Int,
    to gradient: UnsafeMutablePointer<Float>
  ) {
    compute.forElements(count) { [kernels] first, count in
      kernels.axpy(count, scale, unit + first, gradient + first)
    }
  }
}

/// The positions that have a weight, one after the other.
struct SoftmaxPositions {
  let count: Int
  let columns: Int
  /// [count] the row of each among all positions.
  let rows: UnsafePointer<Int32>
  /// [count, columns]
  let hidden: UnsafePointer<Float>
  /// [count]
  let targets: UnsafePointer<Int32>
  /// [count] each weight as a share of their sum.
  let shares: UnsafePointer<Float>

  init(_ hidden: Variable, targets: [Int32], weights: [Float]?, in arena: Arena) {
    let columns = hidden.columns
    let total = weights.map { $0.reduce(0) { $0 + Double($1) } } ?? Double(targets.count)
    let rows = arena.indices(targets.count)
    let kept = arena.indices(targets.count)
    let shares = arena.floats(targets.count)
    var count = 0
    for (row, target) in targets.enumerated() {
      let weight = weights?[row] ?? 1
      guard weight > 0 else { continue }
      rows[count] = Int32(row)
      kept[count] = target
      shares[count] = Float(Double(weight) / total)
      count += 1
    }
    if count == targets.count {
      self.hidden = UnsafePointer(hidden.value)
    } else {
      let dense = arena.floats(count * columns)
      for r in 0..<count {
        (dense + r * columns).update(from: hidden.value + Int(rows[r]) * columns, count: columns)
      }
      self.hidden = UnsafePointer(dense)
    }
    self.count = count
    self.columns = columns
    self.rows = UnsafePointer(rows)
    self.targets = UnsafePointer(kept)
    self.shares = UnsafePointer(shares)
  }

  /// Returns true if every target is in 0 ..< items.
  func areTargets(in items: Int) -> Bool {
    (0..<count).allSatisfy { targets[$0] >= 0 && targets[$0] < items }
  }
}

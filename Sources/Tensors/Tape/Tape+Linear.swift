extension Tape {
  /// Returns x W' + b, [rows, outputs].
  /// - Precondition: x.columns == layer.inputs.
  public func linear(_ x: Variable, _ layer: Linear) -> Variable {
    requireFit(
      x.columns == layer.inputs,
      "linear: \(layer.weight.name) takes \(layer.inputs) columns, not \(x.shape)")
    let (rows, inputs, outputs) = (x.rows, layer.inputs, layer.outputs)
    let out = arena.floats(rows * outputs)
    defer { scratch.reset() }
    if outputs == 1 {
      compute.forRows(rows, columns: inputs) { [kernels = compute.kernels] first, count in
        kernels.rowDots(
          count, inputs, x.value + first * inputs, inputs, layer.weight.value.base, 0, out + first)
      }
      if let bias = layer.bias {
        compute.kernels.addToRows(rows, 1, bias.value.base, out, 1)
      }
    } else {
      let product = Product(
        m: rows, n: outputs, k: inputs, a: UnsafePointer(x.value), lda: inputs, transposeB: true,
        b: UnsafePointer(layer.weight.value.base), ldb: inputs,
        packedB: rows > Product.flatRows ? packed([(layer.weight, true)])[0] : nil, c: out,
        ldc: outputs, bias: layer.bias.map { UnsafePointer($0.value.base) })
      compute.run([product.work(on: compute.kernels, scratch: scratch, until: stop)], until: stop)
    }
    let needsGradient =
      needsGradient(x) || trains(layer.weight) || (layer.bias.map { trains($0) } ?? false)
    return push(out, rows, outputs, needsGradient: needsGradient) { pass in
      pass.linear(x, layer)
    }
  }
}

extension BackwardPass {
  /// Adds the gradients: dX += dY W, dW += dY' X, db += column sums of dY.
  fileprivate func linear(_ x: Variable, _ layer: Linear) {
    var works: [Work] = []
    if let dw = gradient(of: layer.weight) {
      works.append(
        weightGradient(dw, rows: layer.outputs, columns: layer.inputs, x.value, over: rows))
    }
    if let (dx, accumulates) = claimGradient(of: x) {
      works.append(inputGradient(dx, accumulates: accumulates, layer))
    }
    if let db = layer.bias.flatMap({ gradient(of: $0) }) {
      works.append(columnSums(of: outputGradient, rows: rows, columns: columns, into: db))
    }
    compute.run(works, until: tape.stop)
  }

  private func weightGradient(
    _ dw: UnsafeMutablePointer<Float>, rows: Int, columns: Int, _ x: UnsafePointer<Float>,
    over count: Int
  ) -> Work {
    Product(
      m: rows, n: columns, k: count, transposeA: true, a: outputGradient, lda: rows, b: x,
      ldb: columns, accumulate: true, c: dw, ldc: columns
    ).work(on: kernels, scratch: tape.scratch, until: tape.stop)
  }

  private func inputGradient(
    _ dx: UnsafeMutablePointer<Float>, accumulates: Bool, _ layer: Linear
  ) -> Work {
    let isFlat = rows <= Product.flatRows || layer.outputs == 1
    return Product(
      m: rows, n: layer.inputs, k: layer.outputs, a: outputGradient, lda: layer.outputs,
      b: UnsafePointer(layer.weight.value.base), ldb: layer.inputs,
      packedB: isFlat ? nil : tape.packed([(layer.weight, false)])[0], accumulate: accumulates,
      c: dx, ldc: layer.inputs
    ).work(on: kernels, scratch: tape.scratch, until: tape.stop)
  }

  /// Returns work that adds out[c] += sum over r of x[r, c], a block of columns a shard.
  func columnSums(
    of x: UnsafePointer<Float>, rows: Int, columns: Int, stride: Int? = nil,
    into out: UnsafeMutablePointer<Float>
  ) -> Work {
    let size = max(64, Compute.grain / max(rows, 1) / 16 * 16)
    return Work(shards: shardCount(columns, size)) { [kernels] shard in
      let first = shard * size
      kernels.sumRows(rows, min(size, columns - first), x + first, stride ?? columns, out + first)
    }
  }
}

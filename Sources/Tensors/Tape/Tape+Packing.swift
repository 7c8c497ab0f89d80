/// A weight matrix, packed for the products of one step.
struct PackedWeight {
  let parameter: Parameter
  let transposed: Bool
  let packed: UnsafePointer<Float>
}

extension Tape {
  /// Returns the weights [out, in], packed for x W' (`transposed`: k = in, n = out) or for dy W
  /// (k = out, n = in).
  ///
  /// Each is packed once a step, because parameters change between steps only.
  func packed(
    _ wanted: [(parameter: Parameter, transposed: Bool)]
  ) -> [UnsafePointer<Float>] {
    let kernels = compute.kernels
    let known = packs.count
    let places = wanted.map { parameter, transposed -> Int in
      if let place = packs.firstIndex(where: {
        $0.parameter === parameter && $0.transposed == transposed
      }) {
        return place
      }
      let (n, k) = Tape.shape(of: parameter, transposed: transposed)
      let memory = arena.floats(kernels.packedCount(n, k))
      packs.append(PackedWeight(parameter: parameter, transposed: transposed, packed: memory))
      return packs.count - 1
    }
    let fresh = packs[known...]
    compute.workers.run(shards: fresh.count, until: stop) { shard in
      let pack = fresh[known + shard]
      let (n, k) = Tape.shape(of: pack.parameter, transposed: pack.transposed)
      kernels.packB(
        pack.transposed, n, k, pack.parameter.value.base, pack.parameter.columns,
        UnsafeMutablePointer(mutating: pack.packed))
    }
    return places.map { packs[$0].packed }
  }

  /// Returns columns n and rows k of the product's second factor, which the weights are.
  private static func shape(of parameter: Parameter, transposed: Bool) -> (n: Int, k: Int) {
    transposed ? (parameter.rows, parameter.columns) : (parameter.columns, parameter.rows)
  }
}

/// The evidence of a rating of each item about its user, from which users are folded in.
///
/// With the letters of `FactorSide`, a row is [E[F F'] | E[F b] | F], the moment packed and with all of the vectors'
/// covariance: a fold-in sums rows.
final class EvidenceTable: @unchecked Sendable {
  /// Offsets of the parts of a row.
  struct Layout: Sendable {
    /// 1 + rank, numbers of a bias and a vector.
    let d: Int
    /// Numbers of a packed d x d triangle.
    let packed: Int
    /// Floats from one row to the next, a multiple of a cache line.
    let stride: Int

    init(rank: Int) {
      d = rank + 1
      packed = PackedTriangle.count(d)
      stride = (packed + 2 * d + 15) / 16 * 16
    }

    /// Offset of e.
    var e: Int { packed }
    /// Offset of F.
    var f: Int { packed + d }
  }

  let layout: Layout
  /// [items, stride]
  private let memory: FloatBuffer

  /// Tabulates the items. - Complexity: O(items rank^2) time and memory.
  init(_ factors: ItemFactors, kernels: KernelTable) {
    layout = Layout(rank: factors.rank)
    memory = FloatBuffer(count: factors.itemCount * layout.stride)
    factors.covariances.withUnsafeBufferPointer { covariances in
      factors.vectors.withUnsafeBufferPointer { vectors in
        guard let s = covariances.baseAddress, let v = vectors.baseAddress else { return }
        for item in 0..<factors.itemCount {
          tabulate(
            item, bias: factors.biases[item], vector: v + item * factors.rank,
            covariance: s + item * layout.packed, kernels)
        }
      }
    }
  }

  private func tabulate(
    _ item: Int, bias: Float, vector v: UnsafePointer<Float>, covariance s: UnsafePointer<Float>,
    _ kernels: KernelTable
  ) {
    let moment = memory.base + item * layout.stride
    let (e, f) = (moment + layout.e, moment + layout.f)
    moment.update(from: s, count: layout.packed)
    (f[0], e[0], moment[0]) = (1, bias, 1)
    for i in 1..<layout.d {
      let start = PackedTriangle.row(i)
      f[i] = v[i - 1]
      e[i] = v[i - 1] * bias + s[start]
      moment[start] = v[i - 1]
      kernels.axpy(i, v[i - 1], v, moment + start + 1)
    }
  }

  /// Returns moment, e and F of an item, [stride].
  func row(_ item: Int) -> UnsafePointer<Float> {
    UnsafePointer(memory.base + item * layout.stride)
  }
}

/// The posteriors of all rows of one side of a factorisation, users or items, and the table from which the
/// other side is fitted.
///
/// Letters: w = (b, v) is the bias and vector of a row, d = 1 + rank numbers with mean W = (B, V) and
/// covariance S; F = (1, V) is the factor on the other side's w in the prediction of a rating. A rating y
/// of a row adds, in units of the noise,
///
///     moment  E[F F'] = F F' + (0; S_vv)        to the other side's precision
///     F y - e,  e = E[F b] = F B + (0; S_vb)    to its precision times its mean
///
/// A row of the table is [moment | e | F], so that a fit sums rows.
///
/// Threads that fit a side in parallel write different rows; afterwards it is only read.
final class FactorSide: @unchecked Sendable {
  /// Offsets of the parts of a table's row.
  struct Layout: Sendable {
    /// 1 + rank, numbers of w.
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

  let rows: Int
  let layout: Layout
  /// [rows, d] W, that is B and V.
  let means: FloatBuffer
  /// [rows, packed] S.
  let covariances: FloatBuffer
  /// [rows, stride] [moment | e | F] of each row.
  let table: FloatBuffer

  /// Creates rows with means and covariances of zero.
  init(rows: Int, rank: Int) {
    self.rows = rows
    layout = Layout(rank: rank)
    means = FloatBuffer(count: rows * layout.d)
    covariances = FloatBuffer(count: rows * layout.packed)
    table = FloatBuffer(count: rows * layout.stride)
  }

  /// Writes rows of the table from means and covariances.
  func tabulate(_ range: Range<Int>, on kernels: KernelTable) {
    for row in range {
      let w = means.base + row * layout.d
      let s = covariances.base + row * layout.packed
      let moment = table.base + row * layout.stride
      let (e, f) = (moment + layout.e, moment + layout.f)
      moment.update(from: s, count: layout.packed)
      f.update(from: w, count: layout.d)
      let bias = w[0]
      (f[0], e[0], moment[0]) = (1, bias, 1)
      for i in 1..<layout.d {
        let start = PackedTriangle.row(i)
        e[i] = w[i] * bias + s[start]
        moment[start] = w[i]
        kernels.axpy(i, w[i], w + 1, moment + start + 1)
      }
    }
  }

  /// Rows that one thread fits together: several batches of systems.
  private static let block = 32

  /// Fits all rows to their ratings, with `other` fixed.
  ///
  /// - Parameters:
  ///   - ridge: [d] noise / prior variance of each number.
  ///   - goesOn: called every few ten thousand ratings, on the calling thread; false ends the fit there.
  func fit(
    _ ratings: FactorRatings.Side, to other: FactorSide, ridge: [Float], noise: Float,
    compute: Compute, goesOn: () -> Bool
  ) {
    for round in ratings.rounds(of: Self.block) {
      guard goesOn() else { return }
      fit(round, ratings, to: other, ridge, noise, compute)
    }
  }

  /// Fits the rows of a range, which begins with a block.
  private func fit(
    _ range: Range<Int>, _ ratings: FactorRatings.Side, to other: FactorSide, _ ridge: [Float],
    _ noise: Float, _ compute: Compute
  ) {
    let kernels = compute.kernels
    compute.forBlocks(of: Self.block, in: range.count) { start, count in
      let first = range.lowerBound + start
      let systems = count * layout.stride
      withUnsafeTemporaryAllocation(
        of: Float.self, capacity: systems + kernels.choleskyScratch(layout.d)
      ) { memory in
        guard let sums = memory.baseAddress else { return }
        for row in 0..<count {
          add(ratings, row: first + row, of: other, ridge, kernels, to: sums + row * layout.stride)
        }
        kernels.choleskySolve(
          count, layout.d, sums, layout.stride, sums + layout.e, layout.stride,
          means.base + first * layout.d, layout.d, covariances.base + first * layout.packed,
          layout.packed, sums + systems)
      }
      kernels.scale(count * layout.packed, noise, covariances.base + first * layout.packed)
      tabulate(first..<first + count, on: kernels)
    }
  }

  /// Writes sums = [sum of moments + ridge | sum of F y - e] for the ratings of a row.
  private func add(
    _ ratings: FactorRatings.Side, row: Int, of other: FactorSide, _ ridge: [Float],
    _ kernels: KernelTable, to sums: UnsafeMutablePointer<Float>
  ) {
    sums.update(repeating: 0, count: layout.stride)
    let (e, f) = (sums + layout.e, sums + layout.f)
    ratings.others.withUnsafeBufferPointer { others in
      ratings.values.withUnsafeBufferPointer { values in
        guard let others = others.baseAddress, let values = values.baseAddress else { return }
        let (first, count) = (ratings.starts[row], ratings.count(row))
        kernels.addIndexedRows(
          count, layout.packed + layout.d, nil, other.table.base, layout.stride, others + first,
          sums)
        kernels.addIndexedRows(
          count, layout.d, values + first, other.table.base + layout.f, layout.stride,
          others + first, f)
      }
    }
    kernels.subtract(layout.d, f, e, e)
    for k in 0..<layout.d { sums[PackedTriangle.diagonal(k)] += ridge[k] }
  }
}

/// The posteriors of all rows of one side of a factorisation, users or items, and the table from which the
/// other side is fitted.
///
/// Letters: w = (b, v) is the bias and vector of a row, d = 1 + rank numbers with mean W = (B, V) and
/// covariance S; F = (1, V) is the factor on the other side's w in the prediction of a rating. A rating y
/// of a row adds, in units of the noise,
///
///     moment  E[F F'] = F F' + (0; diag S_vv)   to the other side's precision
///     F y - e,  e = E[F b] = F B + (0; S_vb)    to its precision times its mean
///
/// Variances alone are taken of the vectors' covariance. The basis is one in which the rest is small (see
/// `FactorFit`), and without it a rating is read from d numbers in place of d^2.
///
/// A row of the table is [F | e | diag S_vv].
///
/// Threads that fit a side in parallel write different rows; afterwards it is only read.
final class FactorSide: @unchecked Sendable {
  /// Offsets of the parts of a table's row.
  struct Layout: Sendable {
    /// 1 + rank, numbers of w.
    let d: Int
    /// Numbers of a packed d x d triangle.
    let packed: Int
    /// d, padded as `addMoments` reads rows.
    let padded: Int
    /// Floats from one row to the next, a multiple of a cache line.
    let stride: Int

    init(rank: Int) {
      d = rank + 1
      packed = PackedTriangle.count(d)
      let unit = KernelTable.momentPadding
      padded = (d + unit - 1) / unit * unit
      stride = (3 * d - 1 + unit - 1) / unit * unit
    }

    /// Offset of e.
    var e: Int { d }
    /// Offset of diag S_vv.
    var variances: Int { 2 * d }
  }

  let rows: Int
  let layout: Layout
  /// [rows, d] W, that is B and V.
  let means: FloatBuffer
  /// [rows, packed] S; nil if nobody asks for it.
  let covariances: FloatBuffer?
  /// [rows, stride] [F | e | diag S_vv] of each row.
  let table: FloatBuffer

  /// Creates rows with means and covariances of zero.
  ///
  /// - Parameter keepsCovariances: false for a side whose covariances nobody asks for.
  init(rows: Int, rank: Int, keepsCovariances: Bool) {
    self.rows = rows
    layout = Layout(rank: rank)
    means = FloatBuffer(count: rows * layout.d)
    covariances = keepsCovariances ? FloatBuffer(count: rows * layout.packed) : nil
    table = FloatBuffer(count: rows * layout.stride)
  }

  /// Writes a row of the table from its mean and its covariance.
  ///
  /// - Parameter s: [packed] S; nil: zeros.
  func tabulate(_ row: Int, covariance s: UnsafePointer<Float>?) {
    let d = layout.d
    let w = means.base + row * d
    let f = table.base + row * layout.stride
    let (e, variances) = (f + layout.e, f + layout.variances)
    let bias = w[0]
    (f[0], e[0]) = (1, bias)
    for i in 1..<d {
      f[i] = w[i]
      e[i] = w[i] * bias + (s?[PackedTriangle.row(i)] ?? 0)
      variances[i - 1] = s?[PackedTriangle.diagonal(i)] ?? 0
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
    let (d, packed) = (layout.d, layout.packed)
    let room = layout.padded * layout.padded + layout.padded + layout.stride
    let system = packed + d
    compute.forBlocks(of: Self.block, in: range.count) { start, count in
      let first = range.lowerBound + start
      withUnsafeTemporaryAllocation(
        of: Float.self,
        capacity: room + count * (system + packed) + kernels.choleskyScratch(d)
      ) { memory in
        guard let sums = memory.baseAddress else { return }
        let systems = sums + room
        let inverses = systems + count * system
        for row in 0..<count {
          add(
            ratings, row: first + row, of: other, ridge, kernels, sums,
            to: systems + row * system)
        }
        kernels.choleskySolve(
          count, d, systems, system, systems + packed, system, means.base + first * d, d, inverses,
          packed, inverses + count * packed)
        kernels.scale(count * packed, noise, inverses)
        covariances.map { ($0.base + first * packed).update(from: inverses, count: count * packed) }
        for row in 0..<count { tabulate(first + row, covariance: inverses + row * packed) }
      }
    }
  }

  /// Writes [sum of moments + ridge | sum of F y - e] for the ratings of a row, `packed + d` numbers.
  ///
  /// - Parameter sums: room for moments, [padded, padded], for F y, [padded], and for the table's columns, [stride].
  private func add(
    _ ratings: FactorRatings.Side, row: Int, of other: FactorSide, _ ridge: [Float],
    _ kernels: KernelTable, _ sums: UnsafeMutablePointer<Float>,
    to system: UnsafeMutablePointer<Float>
  ) {
    let (d, padded, stride) = (layout.d, layout.padded, layout.stride)
    let products = sums + padded * padded
    let columns = products + padded
    sums.update(repeating: 0, count: padded * padded + padded + stride)
    ratings.others.withUnsafeBufferPointer { others in
      ratings.values.withUnsafeBufferPointer { values in
        guard let others = others.baseAddress, let values = values.baseAddress else { return }
        let (first, count) = (ratings.starts[row], ratings.count(row))
        let table = other.table.base
        kernels.addMoments(
          count, d, stride, values + first, table, stride, others + first, sums, padded, products,
          columns)
      }
    }
    for i in 0..<d {
      let target = system + PackedTriangle.row(i)
      target.update(from: sums + i * padded, count: i + 1)
      target[i] += ridge[i]
      if i > 0 { target[i] += columns[layout.variances + i - 1] }
    }
    kernels.subtract(d, products, columns + layout.e, system + layout.packed)
  }
}

public import KernelTable

extension Reference {
  /// out[16 b + r] = sum over p of items[b, p, r, :] . query[p, :]
  public static func quantisedDots(
    _ blocks: Int, _ pairs: Int, _ items: KernelTable.Bytes, _ query: UnsafePointer<Int16>,
    _ out: UnsafeMutablePointer<Int32>
  ) {
    let rows = KernelTable.quantisedBlock
    for b in 0..<blocks {
      for r in 0..<rows {
        var sum: Int32 = 0
        for p in 0..<pairs {
          let pair = items + ((b * pairs + p) * rows + r) * 2
          sum += Int32(pair[0]) * Int32(query[2 * p]) + Int32(pair[1]) * Int32(query[2 * p + 1])
        }
        out[b * rows + r] = sum
      }
    }
  }

  /// Writes every i with scales[i] (unit dots[i] + slack) + biases[i] >= least, and returns their number.
  @specialized(where Real == Float)
  @specialized(where Real == Double)
  public static func rowsReaching<Real: BinaryFloatingPoint>(
    _ n: Int, _ dots: UnsafePointer<Int32>, _ scales: UnsafePointer<Real>, _ unit: Real,
    _ slack: Real, _ biases: UnsafePointer<Real>?, _ least: Real, _ out: UnsafeMutablePointer<Int32>
  ) -> Int {
    var found = 0
    for i in 0..<n {
      let bound = scales[i] * (unit * Real(dots[i]) + slack)
      if bound + (biases?[i] ?? 0) >= least {
        out[found] = Int32(i)
        found += 1
      }
    }
    return found
  }
}

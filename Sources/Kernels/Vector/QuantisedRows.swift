import CKernelShims
import KernelTable

// items: [blocks][pairs][16 rows][2], one byte each; query: [pairs][2]. The sums of a register's rows
// grow side by side, so that nothing is added up across lanes. A block is read once, from front to
// back: what follows it is asked for ahead.

/// Bytes that memory is asked for ahead: what comes in while memory answers.
private let ahead = 8192

func quantisedDots(
  _ blocks: Int, _ pairs: Int, _ items: KernelTable.Bytes, _ query: UnsafePointer<Int16>,
  _ out: UnsafeMutablePointer<Int32>
) {
  let step = 2 * quantised_block
  for b in 0..<blocks {
    let block = items + b &* pairs &* step
    var row = 0
    while row < quantised_block {
      let from = block + 2 &* row
      var s0 = integers_zero()
      var s1 = s0
      var s2 = s0
      var s3 = s0
      var p = 0
      while p &+ 4 <= pairs {
        let x = from + p &* step
        let q = query + 2 &* p
        if row == 0 {
          prefetch(x + ahead)
          prefetch(x + (ahead + 2 &* step))
        }
        s0 = integers_add_pair_products(s0, x, q)
        s1 = integers_add_pair_products(s1, x + step, q + 2)
        s2 = integers_add_pair_products(s2, x + 2 &* step, q + 4)
        s3 = integers_add_pair_products(s3, x + 3 &* step, q + 6)
        p &+= 4
      }
      while p < pairs {
        s0 = integers_add_pair_products(s0, from + p &* step, query + 2 &* p)
        p &+= 1
      }
      integers_store(
        out + (b &* quantised_block &+ row),
        integers_add(integers_add(s0, s1), integers_add(s2, s3)))
      row &+= lanes
    }
  }
}

func rowsReaching(
  _ n: Int, _ dots: UnsafePointer<Int32>, _ scales: In, _ unit: Float, _ slack: Float,
  _ biases: In?, _ least: Float, _ out: UnsafeMutablePointer<Int32>
) -> Int {
  let (unit, slack, least) = (vector_all(unit), vector_all(slack), vector_all(least))
  var found = 0
  var i = 0
  while i < n {
    let count = min(lanes, n &- i)
    let dot = vector_mul_add(unit, vector_from_integers(dots + i, count), slack)
    var bound = vector_multiply(vector_load_up_to(scales + i, count), dot)
    if let biases { bound = vector_add(bound, vector_load_up_to(biases + i, count)) }
    // Lanes behind the last row may reach it, too.
    var bits = vector_reaching(bound, least) & firstBits(count)
    while bits != 0 {
      out[found] = Int32(truncatingIfNeeded: i &+ bits.trailingZeroBitCount)
      found &+= 1
      bits &= bits &- 1
    }
    i &+= lanes
  }
  return found
}

/// Returns a number whose first `count` bits, at most 16, are set.
@inline(__always)
private func firstBits(_ count: Int) -> UInt32 {
  1 &<< UInt32(truncatingIfNeeded: count) &- 1
}

import CKernelShims

// table: [any, columns], dense; row r of x or out belongs to table row indices[r]. Scattering adds
// in the order of r, so that repeated indices always sum alike.

func gatherRows(
  _ count: Int, _ columns: Int, _ table: In, _ indices: UnsafePointer<Int32>, _ out: Out, _ ldo: Int
) {
  for r in 0..<count {
    let row = table + Int(indices[r]) * columns
    (out + r * ldo).update(from: row, count: columns)
  }
}

func scatterAddRows(
  _ count: Int, _ columns: Int, _ x: In, _ ldx: Int, _ indices: UnsafePointer<Int32>, _ table: Out
) {
  for r in 0..<count {
    let row = table + Int(indices[r]) * columns
    add(columns, row, x + r * ldx, row)
  }
}

func addIndexedRows(
  _ count: Int, _ columns: Int, _ weights: In?, _ table: In, _ ldt: Int,
  _ indices: UnsafePointer<Int32>, _ out: Out
) {
  var c = 0
  while c &+ 8 &* lanes <= columns {
    addIndexedRows(count, weights, table + c, ldt, indices, out + c)
    c &+= 8 &* lanes
  }
  while c < columns {
    let width = min(lanes, columns - c)
    var sum = vector_load_up_to(out + c, width)
    for r in 0..<count {
      let x = vector_load_up_to(table + (Int(indices[r]) &* ldt &+ c), width)
      sum = vector_mul_add(vector_all(weights?[r] ?? 1), x, sum)
    }
    vector_store_up_to(out + c, sum, width)
    c &+= lanes
  }
}

/// Sums eight registers of columns; the sums stay in registers.
///
/// Rows lie anywhere in a large table, so a longer piece of each is fetched at once.
@inline(__always)
private func addIndexedRows(
  _ count: Int, _ weights: In?, _ table: In, _ ldt: Int, _ indices: UnsafePointer<Int32>,
  _ out: Out
) {
  var (s0, s1) = (vector_load(out), vector_load(out + lanes))
  var (s2, s3) = (vector_load(out + 2 &* lanes), vector_load(out + 3 &* lanes))
  var (s4, s5) = (vector_load(out + 4 &* lanes), vector_load(out + 5 &* lanes))
  var (s6, s7) = (vector_load(out + 6 &* lanes), vector_load(out + 7 &* lanes))
  for r in 0..<count {
    let row = table + Int(indices[r]) &* ldt
    let weight = vector_all(weights?[r] ?? 1)
    s0 = vector_mul_add(weight, vector_load(row), s0)
    s1 = vector_mul_add(weight, vector_load(row + lanes), s1)
    s2 = vector_mul_add(weight, vector_load(row + 2 &* lanes), s2)
    s3 = vector_mul_add(weight, vector_load(row + 3 &* lanes), s3)
    s4 = vector_mul_add(weight, vector_load(row + 4 &* lanes), s4)
    s5 = vector_mul_add(weight, vector_load(row + 5 &* lanes), s5)
    s6 = vector_mul_add(weight, vector_load(row + 6 &* lanes), s6)
    s7 = vector_mul_add(weight, vector_load(row + 7 &* lanes), s7)
  }
  vector_store(out, s0)
  vector_store(out + lanes, s1)
  vector_store(out + 2 &* lanes, s2)
  vector_store(out + 3 &* lanes, s3)
  vector_store(out + 4 &* lanes, s4)
  vector_store(out + 5 &* lanes, s5)
  vector_store(out + 6 &* lanes, s6)
  vector_store(out + 7 &* lanes, s7)
}

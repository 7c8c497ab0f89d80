import CKernelShims

// table: [any, columns], dense; row r of x or out belongs to table row indices[r]. Scattering adds in
// the order of r, so that repeated indices always sum alike.

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
  while c &+ 4 &* lanes <= columns {
    addIndexedRows(count, weights, table + c, ldt, indices, out + c)
    c &+= 4 &* lanes
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

/// Four registers of columns, whose sums stay in registers.
@inline(__always)
private func addIndexedRows(
  _ count: Int, _ weights: In?, _ table: In, _ ldt: Int, _ indices: UnsafePointer<Int32>,
  _ out: Out
) {
  var s0 = vector_load(out)
  var s1 = vector_load(out + lanes)
  var s2 = vector_load(out + 2 &* lanes)
  var s3 = vector_load(out + 3 &* lanes)
  for r in 0..<count {
    let row = table + Int(indices[r]) &* ldt
    let weight = vector_all(weights?[r] ?? 1)
    s0 = vector_mul_add(weight, vector_load(row), s0)
    s1 = vector_mul_add(weight, vector_load(row + lanes), s1)
    s2 = vector_mul_add(weight, vector_load(row + 2 &* lanes), s2)
    s3 = vector_mul_add(weight, vector_load(row + 3 &* lanes), s3)
  }
  vector_store(out, s0)
  vector_store(out + lanes, s1)
  vector_store(out + 2 &* lanes, s2)
  vector_store(out + 3 &* lanes, s3)
}

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

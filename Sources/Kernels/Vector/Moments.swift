import CKernelShims

// Rows go in chunks that stay in the first-level cache, and over each chunk the triangle in tiles whose sums stay in
// registers: eight rows of one register, or four of two. A tile's columns end where the diagonal does.

/// Rows of a chunk: of some 256 bytes each.
private let chunk = 64

func addMoments(
  _ count: Int, _ d: Int, _ columns: Int, _ weights: In, _ table: In, _ ldt: Int,
  _ indices: Indices, _ out: Out, _ ldo: Int, _ weighted: Out, _ sums: Out
) {
  var first = 0
  while first < count {
    let rows = min(chunk, count &- first)
    let places = indices + first
    // First, as it reads all of a row.
    addSums(rows, d, columns, weights + first, table, ldt, places, weighted, sums)
    var i = 0
    while i < d {
      addTiles(rows, i, table, ldt, places, out + i &* ldo, ldo)
      i &+= 8
    }
    first &+= rows
  }
}

/// Adds the rows, and of their first numbers those times the weights: two registers at a time.
@inline(__always)
private func addSums(
  _ rows: Int, _ d: Int, _ columns: Int, _ weights: In, _ table: In, _ ldt: Int,
  _ indices: Indices, _ weighted: Out, _ sums: Out
) {
  var c = 0
  while c < columns {
    // The padding is a multiple of two registers, or of one that is as wide.
    let isWide = c &+ lanes < columns
    let right = isWide ? lanes : 0
    var (s0, s1) = (vector_load(sums + c), vector_load(sums + (c &+ right)))
    if c < d {
      let hasRight = isWide && c &+ lanes < d
      var w0 = vector_load(weighted + c)
      var w1 = hasRight ? vector_load(weighted + (c &+ lanes)) : w0
      for r in 0..<rows {
        let row = table + (Int(indices[r]) &* ldt &+ c)
        let (x, y) = (vector_load(row), vector_load(row + right))
        let weight = vector_all(weights[r])
        s0 = vector_add(s0, x)
        s1 = vector_add(s1, y)
        w0 = vector_mul_add(weight, x, w0)
        w1 = vector_mul_add(weight, y, w1)
      }
      vector_store(weighted + c, w0)
      if hasRight { vector_store(weighted + (c &+ lanes), w1) }
    } else {
      for r in 0..<rows {
        let row = table + (Int(indices[r]) &* ldt &+ c)
        s0 = vector_add(s0, vector_load(row))
        s1 = vector_add(s1, vector_load(row + right))
      }
    }
    vector_store(sums + c, s0)
    if isWide { vector_store(sums + (c &+ lanes), s1) }
    c &+= isWide ? 2 &* lanes : lanes
  }
}

/// Adds the products of eight numbers of each row, from i on, with those up to them.
@inline(__always)
private func addTiles(
  _ rows: Int, _ i: Int, _ table: In, _ ldt: Int, _ indices: Indices, _ out: Out, _ ldo: Int
) {
  var c = 0
  while c &+ lanes < i &+ 8 {
    addTile4x2(rows, i, c, table, ldt, indices, out, ldo)
    addTile4x2(rows, i &+ 4, c, table, ldt, indices, out + 4 &* ldo, ldo)
    c &+= 2 &* lanes
  }
  if c < i &+ 8 { addTile8x1(rows, i, c, table, ldt, indices, out, ldo) }
}

@inline(__always)
private func addTile8x1(
  _ rows: Int, _ i: Int, _ c: Int, _ table: In, _ ldt: Int, _ indices: Indices, _ out: Out,
  _ ldo: Int
) {
  let place = out + c
  var (s0, s1) = (vector_load(place), vector_load(place + ldo))
  var (s2, s3) = (vector_load(place + 2 &* ldo), vector_load(place + 3 &* ldo))
  var (s4, s5) = (vector_load(place + 4 &* ldo), vector_load(place + 5 &* ldo))
  var (s6, s7) = (vector_load(place + 6 &* ldo), vector_load(place + 7 &* ldo))
  for r in 0..<rows {
    let row = table + Int(indices[r]) &* ldt
    let x = vector_load(row + c)
    let f = row + i
    s0 = vector_mul_add(vector_all(f[0]), x, s0)
    s1 = vector_mul_add(vector_all(f[1]), x, s1)
    s2 = vector_mul_add(vector_all(f[2]), x, s2)
    s3 = vector_mul_add(vector_all(f[3]), x, s3)
    s4 = vector_mul_add(vector_all(f[4]), x, s4)
    s5 = vector_mul_add(vector_all(f[5]), x, s5)
    s6 = vector_mul_add(vector_all(f[6]), x, s6)
    s7 = vector_mul_add(vector_all(f[7]), x, s7)
  }
  vector_store(place, s0)
  vector_store(place + ldo, s1)
  vector_store(place + 2 &* ldo, s2)
  vector_store(place + 3 &* ldo, s3)
  vector_store(place + 4 &* ldo, s4)
  vector_store(place + 5 &* ldo, s5)
  vector_store(place + 6 &* ldo, s6)
  vector_store(place + 7 &* ldo, s7)
}

@inline(__always)
private func addTile4x2(
  _ rows: Int, _ i: Int, _ c: Int, _ table: In, _ ldt: Int, _ indices: Indices, _ out: Out,
  _ ldo: Int
) {
  let (left, right) = (out + c, out + (c &+ lanes))
  var (s0, s1) = (vector_load(left), vector_load(left + ldo))
  var (s2, s3) = (vector_load(left + 2 &* ldo), vector_load(left + 3 &* ldo))
  var (t0, t1) = (vector_load(right), vector_load(right + ldo))
  var (t2, t3) = (vector_load(right + 2 &* ldo), vector_load(right + 3 &* ldo))
  for r in 0..<rows {
    let row = table + Int(indices[r]) &* ldt
    let (x, y) = (vector_load(row + c), vector_load(row + (c &+ lanes)))
    let f = row + i
    let (f0, f1) = (vector_all(f[0]), vector_all(f[1]))
    let (f2, f3) = (vector_all(f[2]), vector_all(f[3]))
    s0 = vector_mul_add(f0, x, s0)
    t0 = vector_mul_add(f0, y, t0)
    s1 = vector_mul_add(f1, x, s1)
    t1 = vector_mul_add(f1, y, t1)
    s2 = vector_mul_add(f2, x, s2)
    t2 = vector_mul_add(f2, y, t2)
    s3 = vector_mul_add(f3, x, s3)
    t3 = vector_mul_add(f3, y, t3)
  }
  vector_store(left, s0)
  vector_store(left + ldo, s1)
  vector_store(left + 2 &* ldo, s2)
  vector_store(left + 3 &* ldo, s3)
  vector_store(right, t0)
  vector_store(right + ldo, t1)
  vector_store(right + 2 &* ldo, t2)
  vector_store(right + 3 &* ldo, t3)
}

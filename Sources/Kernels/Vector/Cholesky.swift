import CKernelShims

// Letters: n unknowns; A = L L', L lower triangular; M = L^-1, so that A^-1 = M' M. Triangles are
// packed row by row, entry (i, j) at i (i + 1) / 2 + j for j <= i.
//
// Small systems have rows too short for a register, so a lane is a system: as many systems as there
// are lanes are transposed into scratch, in which an entry is a register. Every step of the
// textbook then runs on all of them at once. Lanes never meet, so a system's result does not depend
// on its neighbours. The diagonal of L is kept as its reciprocal. Sums go four at a time, so that
// they do not wait for each other.

func choleskyScratch(_ n: Int) -> Int { (n * (n + 1) + n) * lanes }

func choleskySolve(
  _ systems: Int, _ n: Int, _ a: In, _ lda: Int, _ b: In, _ ldb: Int, _ x: Out, _ ldx: Int,
  _ inverse: Out?, _ ldi: Int, _ scratch: Out
) {
  let packed = n &* (n &+ 1) / 2
  let m = scratch + packed &* lanes
  let right = m + packed &* lanes
  var first = 0
  while first < systems {
    let count = min(lanes, systems - first)
    gather(count, packed, a + first &* lda, lda, scratch)
    if count < lanes { padDiagonal(count, n, scratch) }
    gather(count, n, b + first &* ldb, ldb, right)
    factor(n, scratch)
    solve(n, scratch, right)
    scatter(count, n, right, x + first &* ldx, ldx)
    if let inverse {
      invert(n, scratch, m)
      square(n, m, scratch)
      scatter(count, packed, scratch, inverse + first &* ldi, ldi)
    }
    first &+= lanes
  }
}

/// A triangular array of registers.
private typealias Triangle = Out

@inline(__always)
private func row(_ i: Int) -> Int { (i &* (i &+ 1)) &>> 1 }

@inline(__always)
private func entry(_ t: Triangle, _ index: Int) -> Vector { vector_load(t + index &* lanes) }

@inline(__always)
private func set(_ t: Triangle, _ index: Int, _ v: Vector) { vector_store(t + index &* lanes, v) }

// MARK: Layout

/// to[e, lane] = from[lane, e] for `count` systems of `entries` numbers; zeros in the other lanes.
private func gather(_ count: Int, _ entries: Int, _ from: In, _ ld: Int, _ to: Out) {
  if count < lanes { to.update(repeating: 0, count: entries &* lanes) }
  transpose(count, entries, from, ld, to, lanes)
}

/// to[lane, e] = from[e, lane]
private func scatter(_ count: Int, _ entries: Int, _ from: In, _ to: Out, _ ld: Int) {
  transpose(entries, count, from, lanes, to, ld)
}

/// to[c, r] = from[r, c]
private func transpose(
  _ rows: Int, _ columns: Int, _ from: In, _ ldFrom: Int, _ to: Out, _ ldTo: Int
) {
  var r = 0
  while r < rows {
    let height = min(4, rows - r)
    var c = 0
    if height == 4 {
      while c &+ 4 <= columns {
        transpose_4x4(from + (r &* ldFrom &+ c), ldFrom, to + (c &* ldTo &+ r), ldTo)
        c &+= 4
      }
    }
    while c < columns {
      for k in r..<r &+ height { to[c &* ldTo &+ k] = from[k &* ldFrom &+ c] }
      c &+= 1
    }
    r &+= 4
  }
}

/// Puts the identity into lanes without a system: its roots and quotients are harmless.
private func padDiagonal(_ count: Int, _ n: Int, _ a: Triangle) {
  for i in 0..<n {
    for lane in count..<lanes { a[(row(i) &+ i) &* lanes &+ lane] = 1 }
  }
}

// MARK: The textbook

/// Replaces A by L.
private func factor(_ n: Int, _ a: Triangle) {
  for j in 0..<n {
    let rowJ = row(j)
    var sum = vector_all(0)
    for k in 0..<j { sum = vector_mul_add(entry(a, rowJ &+ k), entry(a, rowJ &+ k), sum) }
    let pivot = vector_sqrt(vector_subtract(entry(a, rowJ &+ j), sum))
    let reciprocal = vector_divide(vector_all(1), pivot)
    set(a, rowJ &+ j, reciprocal)
    var i = j &+ 1
    while i &+ 4 <= n {
      let (r0, r1, r2, r3) = (row(i), row(i &+ 1), row(i &+ 2), row(i &+ 3))
      var (s0, s1) = (vector_all(0), vector_all(0))
      var (s2, s3) = (s0, s1)
      for k in 0..<j {
        let l = entry(a, rowJ &+ k)
        s0 = vector_mul_add(entry(a, r0 &+ k), l, s0)
        s1 = vector_mul_add(entry(a, r1 &+ k), l, s1)
        s2 = vector_mul_add(entry(a, r2 &+ k), l, s2)
        s3 = vector_mul_add(entry(a, r3 &+ k), l, s3)
      }
      set(a, r0 &+ j, vector_multiply(vector_subtract(entry(a, r0 &+ j), s0), reciprocal))
      set(a, r1 &+ j, vector_multiply(vector_subtract(entry(a, r1 &+ j), s1), reciprocal))
      set(a, r2 &+ j, vector_multiply(vector_subtract(entry(a, r2 &+ j), s2), reciprocal))
      set(a, r3 &+ j, vector_multiply(vector_subtract(entry(a, r3 &+ j), s3), reciprocal))
      i &+= 4
    }
    while i < n {
      let r = row(i)
      var s = vector_all(0)
      for k in 0..<j { s = vector_mul_add(entry(a, r &+ k), entry(a, rowJ &+ k), s) }
      set(a, r &+ j, vector_multiply(vector_subtract(entry(a, r &+ j), s), reciprocal))
      i &+= 1
    }
  }
}

/// Replaces b by the x with L L' x = b: forwards, then backwards column by column.
private func solve(_ n: Int, _ l: Triangle, _ b: Out) {
  for i in 0..<n {
    let r = row(i)
    var s = vector_all(0)
    for k in 0..<i { s = vector_mul_add(entry(l, r &+ k), entry(b, k), s) }
    set(b, i, vector_multiply(vector_subtract(entry(b, i), s), entry(l, r &+ i)))
  }
  var i = n &- 1
  while i >= 0 {
    let r = row(i)
    let x = vector_multiply(entry(b, i), entry(l, r &+ i))
    set(b, i, x)
    for k in 0..<i {
      set(b, k, vector_subtract(entry(b, k), vector_multiply(entry(l, r &+ k), x)))
    }
    i &-= 1
  }
}

/// m = L^-1. Row i: m_ij = -(sum over k in j ..< i of l_ik m_kj) / l_ii, four columns at a time;
/// columns right of the diagonal of row k are zero and skipped.
private func invert(_ n: Int, _ l: Triangle, _ m: Triangle) {
  for i in 0..<n {
    let rowI = row(i)
    let reciprocal = entry(l, rowI &+ i)
    let negative = vector_subtract(vector_all(0), reciprocal)
    var j = 0
    while j &+ 4 <= i {
      var (s0, s1) = (vector_all(0), vector_all(0))
      var (s2, s3) = (s0, s1)
      for k in j..<j &+ 3 {
        let factor = entry(l, rowI &+ k)
        s0 = vector_mul_add(factor, entry(m, row(k) &+ j), s0)
        if k > j { s1 = vector_mul_add(factor, entry(m, row(k) &+ j &+ 1), s1) }
        if k > j &+ 1 { s2 = vector_mul_add(factor, entry(m, row(k) &+ j &+ 2), s2) }
      }
      for k in j &+ 3..<i {
        let factor = entry(l, rowI &+ k)
        let r = row(k) &+ j
        s0 = vector_mul_add(factor, entry(m, r), s0)
        s1 = vector_mul_add(factor, entry(m, r &+ 1), s1)
        s2 = vector_mul_add(factor, entry(m, r &+ 2), s2)
        s3 = vector_mul_add(factor, entry(m, r &+ 3), s3)
      }
      set(m, rowI &+ j, vector_multiply(s0, negative))
      set(m, rowI &+ j &+ 1, vector_multiply(s1, negative))
      set(m, rowI &+ j &+ 2, vector_multiply(s2, negative))
      set(m, rowI &+ j &+ 3, vector_multiply(s3, negative))
      j &+= 4
    }
    while j < i {
      var s = vector_all(0)
      for k in j..<i { s = vector_mul_add(entry(l, rowI &+ k), entry(m, row(k) &+ j), s) }
      set(m, rowI &+ j, vector_multiply(s, negative))
      j &+= 1
    }
    set(m, rowI &+ i, reciprocal)
  }
}

/// out = M' M, lower triangle: out_ij = sum over k in i ..< n of m_ki m_kj.
private func square(_ n: Int, _ m: Triangle, _ out: Triangle) {
  for i in 0..<n {
    var j = 0
    while j &+ 4 <= i &+ 1 {
      var (s0, s1) = (vector_all(0), vector_all(0))
      var (s2, s3) = (s0, s1)
      for k in i..<n {
        let r = row(k)
        let factor = entry(m, r &+ i)
        s0 = vector_mul_add(factor, entry(m, r &+ j), s0)
        s1 = vector_mul_add(factor, entry(m, r &+ j &+ 1), s1)
        s2 = vector_mul_add(factor, entry(m, r &+ j &+ 2), s2)
        s3 = vector_mul_add(factor, entry(m, r &+ j &+ 3), s3)
      }
      set(out, row(i) &+ j, s0)
      set(out, row(i) &+ j &+ 1, s1)
      set(out, row(i) &+ j &+ 2, s2)
      set(out, row(i) &+ j &+ 3, s3)
      j &+= 4
    }
    while j <= i {
      var s = vector_all(0)
      for k in i..<n { s = vector_mul_add(entry(m, row(k) &+ i), entry(m, row(k) &+ j), s) }
      set(out, row(i) &+ j, s)
      j &+= 1
    }
  }
}

// Written by Scripts/make-tiles.py; do not edit.
import CKernelShims

// C = A B or C += A B for one tile. Each element is one chain of multiply-adds over k in
// ascending order, whatever the tile's shape, so that the partition of a product never changes its
// bits.
// A: element (i, p) at a[i * rowStride + p * stepStride]. B: step p at b + p * ldb, registers side
// by side.
// `last`: lanes of the last register that exist in C.

func tile1x2(
  _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
  _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
) {
  var c0a = vector_all(0)
  var c0b = vector_all(0)
  var a = a
  var b = b
  var p = 0
  while p < k {
    let b0 = vector_load(b + 0 * lanes)
    let b1 = vector_load(b + 1 * lanes)
    let a0 = vector_all(a[0 &* rowStride])
    c0a = vector_mul_add(a0, b0, c0a)
    c0b = vector_mul_add(a0, b1, c0b)
    a += stepStride
    b += ldb
    p &+= 1
  }
  tile_store2(c + 0 &* ldc, accumulate, c0a, c0b, last)
}

func tile1x1(
  _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
  _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
) {
  var c0a = vector_all(0)
  var a = a
  var b = b
  var p = 0
  while p < k {
    let b0 = vector_load(b + 0 * lanes)
    let a0 = vector_all(a[0 &* rowStride])
    c0a = vector_mul_add(a0, b0, c0a)
    a += stepStride
    b += ldb
    p &+= 1
  }
  tile_store1(c + 0 &* ldc, accumulate, c0a, last)
}

/// Multiplies one row by as many registers as keep the multiply-adds busy. `pairStride`: floats
/// from one pair of registers in B to the next; 2 registers if B is not packed.
func tile1x8(
  _ k: Int, _ a: In, _ stepStride: Int, _ b: In, _ ldb: Int, _ pairStride: Int,
  _ accumulate: Bool, _ c: Out
) {
  var c0 = vector_all(0)
  var c1 = vector_all(0)
  var c2 = vector_all(0)
  var c3 = vector_all(0)
  var c4 = vector_all(0)
  var c5 = vector_all(0)
  var c6 = vector_all(0)
  var c7 = vector_all(0)
  var a = a
  var b = b
  var p = 0
  while p < k {
    let a0 = vector_all(a[0])
    c0 = vector_mul_add(a0, vector_load(b + 0 &* pairStride + 0 * lanes), c0)
    c1 = vector_mul_add(a0, vector_load(b + 0 &* pairStride + 1 * lanes), c1)
    c2 = vector_mul_add(a0, vector_load(b + 1 &* pairStride + 0 * lanes), c2)
    c3 = vector_mul_add(a0, vector_load(b + 1 &* pairStride + 1 * lanes), c3)
    c4 = vector_mul_add(a0, vector_load(b + 2 &* pairStride + 0 * lanes), c4)
    c5 = vector_mul_add(a0, vector_load(b + 2 &* pairStride + 1 * lanes), c5)
    c6 = vector_mul_add(a0, vector_load(b + 3 &* pairStride + 0 * lanes), c6)
    c7 = vector_mul_add(a0, vector_load(b + 3 &* pairStride + 1 * lanes), c7)
    a += stepStride
    b += ldb
    p &+= 1
  }
  tile_store2(c + 0 * lanes, accumulate, c0, c1, lanes)
  tile_store2(c + 2 * lanes, accumulate, c2, c3, lanes)
  tile_store2(c + 4 * lanes, accumulate, c4, c5, lanes)
  tile_store2(c + 6 * lanes, accumulate, c6, c7, lanes)
}

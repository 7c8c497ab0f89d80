// Written by Scripts/make-tiles.py; do not edit.
import CKernelShims

func tile3x2(
  _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
  _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
) {
  var c0_0 = vector_all(0)
  var c0_1 = vector_all(0)
  var c1_0 = vector_all(0)
  var c1_1 = vector_all(0)
  var c2_0 = vector_all(0)
  var c2_1 = vector_all(0)
  var a = a
  var b = b
  var p = 0
  while p < k {
    let b0 = vector_load(b + 0 * lanes)
    let b1 = vector_load(b + 1 * lanes)
    let a0 = vector_all(a[0 &* rowStride])
    c0_0 = vector_mul_add(a0, b0, c0_0)
    c0_1 = vector_mul_add(a0, b1, c0_1)
    let a1 = vector_all(a[1 &* rowStride])
    c1_0 = vector_mul_add(a1, b0, c1_0)
    c1_1 = vector_mul_add(a1, b1, c1_1)
    let a2 = vector_all(a[2 &* rowStride])
    c2_0 = vector_mul_add(a2, b0, c2_0)
    c2_1 = vector_mul_add(a2, b1, c2_1)
    a += stepStride
    b += ldb
    p &+= 1
  }
  tile_store2(c + 0 &* ldc, accumulate, c0_0, c0_1, last)
  tile_store2(c + 1 &* ldc, accumulate, c1_0, c1_1, last)
  tile_store2(c + 2 &* ldc, accumulate, c2_0, c2_1, last)
}

func tile3x1(
  _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
  _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
) {
  var c0_0 = vector_all(0)
  var c1_0 = vector_all(0)
  var c2_0 = vector_all(0)
  var a = a
  var b = b
  var p = 0
  while p < k {
    let b0 = vector_load(b + 0 * lanes)
    let a0 = vector_all(a[0 &* rowStride])
    c0_0 = vector_mul_add(a0, b0, c0_0)
    let a1 = vector_all(a[1 &* rowStride])
    c1_0 = vector_mul_add(a1, b0, c1_0)
    let a2 = vector_all(a[2 &* rowStride])
    c2_0 = vector_mul_add(a2, b0, c2_0)
    a += stepStride
    b += ldb
    p &+= 1
  }
  tile_store1(c + 0 &* ldc, accumulate, c0_0, last)
  tile_store1(c + 1 &* ldc, accumulate, c1_0, last)
  tile_store1(c + 2 &* ldc, accumulate, c2_0, last)
}

// Written by Scripts/make-tiles.py; do not edit.
import CKernelShims

// C[R, V registers] = A B or C += A B for one tile: c[i][j] is one chain of multiply-adds over k in ascending
// order, whatever the tile's shape, so that the partition of a product never changes its bits.
// A: element (i, p) at a[i * rowStride + p * stepStride]. B: register v of step p at b + p * ldb + v * panelStride.

#if VARIANT_KERNELSV4
  func tile12x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var c2_0 = vector_all(0)
    var c2_1 = vector_all(0)
    var c3_0 = vector_all(0)
    var c3_1 = vector_all(0)
    var c4_0 = vector_all(0)
    var c4_1 = vector_all(0)
    var c5_0 = vector_all(0)
    var c5_1 = vector_all(0)
    var c6_0 = vector_all(0)
    var c6_1 = vector_all(0)
    var c7_0 = vector_all(0)
    var c7_1 = vector_all(0)
    var c8_0 = vector_all(0)
    var c8_1 = vector_all(0)
    var c9_0 = vector_all(0)
    var c9_1 = vector_all(0)
    var c10_0 = vector_all(0)
    var c10_1 = vector_all(0)
    var c11_0 = vector_all(0)
    var c11_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      c2_1 = vector_mul_add(a2, b1, c2_1)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      c3_1 = vector_mul_add(a3, b1, c3_1)
      let a4 = vector_all(a[4 * rowStride])
      c4_0 = vector_mul_add(a4, b0, c4_0)
      c4_1 = vector_mul_add(a4, b1, c4_1)
      let a5 = vector_all(a[5 * rowStride])
      c5_0 = vector_mul_add(a5, b0, c5_0)
      c5_1 = vector_mul_add(a5, b1, c5_1)
      let a6 = vector_all(a[6 * rowStride])
      c6_0 = vector_mul_add(a6, b0, c6_0)
      c6_1 = vector_mul_add(a6, b1, c6_1)
      let a7 = vector_all(a[7 * rowStride])
      c7_0 = vector_mul_add(a7, b0, c7_0)
      c7_1 = vector_mul_add(a7, b1, c7_1)
      let a8 = vector_all(a[8 * rowStride])
      c8_0 = vector_mul_add(a8, b0, c8_0)
      c8_1 = vector_mul_add(a8, b1, c8_1)
      let a9 = vector_all(a[9 * rowStride])
      c9_0 = vector_mul_add(a9, b0, c9_0)
      c9_1 = vector_mul_add(a9, b1, c9_1)
      let a10 = vector_all(a[10 * rowStride])
      c10_0 = vector_mul_add(a10, b0, c10_0)
      c10_1 = vector_mul_add(a10, b1, c10_1)
      let a11 = vector_all(a[11 * rowStride])
      c11_0 = vector_mul_add(a11, b0, c11_0)
      c11_1 = vector_mul_add(a11, b1, c11_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c2_1 = vector_add(vector_load(c + 2 * ldc + 1 * lanes), c2_1)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c3_1 = vector_add(vector_load(c + 3 * ldc + 1 * lanes), c3_1)
      c4_0 = vector_add(vector_load(c + 4 * ldc + 0 * lanes), c4_0)
      c4_1 = vector_add(vector_load(c + 4 * ldc + 1 * lanes), c4_1)
      c5_0 = vector_add(vector_load(c + 5 * ldc + 0 * lanes), c5_0)
      c5_1 = vector_add(vector_load(c + 5 * ldc + 1 * lanes), c5_1)
      c6_0 = vector_add(vector_load(c + 6 * ldc + 0 * lanes), c6_0)
      c6_1 = vector_add(vector_load(c + 6 * ldc + 1 * lanes), c6_1)
      c7_0 = vector_add(vector_load(c + 7 * ldc + 0 * lanes), c7_0)
      c7_1 = vector_add(vector_load(c + 7 * ldc + 1 * lanes), c7_1)
      c8_0 = vector_add(vector_load(c + 8 * ldc + 0 * lanes), c8_0)
      c8_1 = vector_add(vector_load(c + 8 * ldc + 1 * lanes), c8_1)
      c9_0 = vector_add(vector_load(c + 9 * ldc + 0 * lanes), c9_0)
      c9_1 = vector_add(vector_load(c + 9 * ldc + 1 * lanes), c9_1)
      c10_0 = vector_add(vector_load(c + 10 * ldc + 0 * lanes), c10_0)
      c10_1 = vector_add(vector_load(c + 10 * ldc + 1 * lanes), c10_1)
      c11_0 = vector_add(vector_load(c + 11 * ldc + 0 * lanes), c11_0)
      c11_1 = vector_add(vector_load(c + 11 * ldc + 1 * lanes), c11_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 2 * ldc + 1 * lanes, c2_1)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 3 * ldc + 1 * lanes, c3_1)
    vector_store(c + 4 * ldc + 0 * lanes, c4_0)
    vector_store(c + 4 * ldc + 1 * lanes, c4_1)
    vector_store(c + 5 * ldc + 0 * lanes, c5_0)
    vector_store(c + 5 * ldc + 1 * lanes, c5_1)
    vector_store(c + 6 * ldc + 0 * lanes, c6_0)
    vector_store(c + 6 * ldc + 1 * lanes, c6_1)
    vector_store(c + 7 * ldc + 0 * lanes, c7_0)
    vector_store(c + 7 * ldc + 1 * lanes, c7_1)
    vector_store(c + 8 * ldc + 0 * lanes, c8_0)
    vector_store(c + 8 * ldc + 1 * lanes, c8_1)
    vector_store(c + 9 * ldc + 0 * lanes, c9_0)
    vector_store(c + 9 * ldc + 1 * lanes, c9_1)
    vector_store(c + 10 * ldc + 0 * lanes, c10_0)
    vector_store(c + 10 * ldc + 1 * lanes, c10_1)
    vector_store(c + 11 * ldc + 0 * lanes, c11_0)
    vector_store(c + 11 * ldc + 1 * lanes, c11_1)
  }

  func tile12x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var c2_0 = vector_all(0)
    var c3_0 = vector_all(0)
    var c4_0 = vector_all(0)
    var c5_0 = vector_all(0)
    var c6_0 = vector_all(0)
    var c7_0 = vector_all(0)
    var c8_0 = vector_all(0)
    var c9_0 = vector_all(0)
    var c10_0 = vector_all(0)
    var c11_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      let a4 = vector_all(a[4 * rowStride])
      c4_0 = vector_mul_add(a4, b0, c4_0)
      let a5 = vector_all(a[5 * rowStride])
      c5_0 = vector_mul_add(a5, b0, c5_0)
      let a6 = vector_all(a[6 * rowStride])
      c6_0 = vector_mul_add(a6, b0, c6_0)
      let a7 = vector_all(a[7 * rowStride])
      c7_0 = vector_mul_add(a7, b0, c7_0)
      let a8 = vector_all(a[8 * rowStride])
      c8_0 = vector_mul_add(a8, b0, c8_0)
      let a9 = vector_all(a[9 * rowStride])
      c9_0 = vector_mul_add(a9, b0, c9_0)
      let a10 = vector_all(a[10 * rowStride])
      c10_0 = vector_mul_add(a10, b0, c10_0)
      let a11 = vector_all(a[11 * rowStride])
      c11_0 = vector_mul_add(a11, b0, c11_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c4_0 = vector_add(vector_load(c + 4 * ldc + 0 * lanes), c4_0)
      c5_0 = vector_add(vector_load(c + 5 * ldc + 0 * lanes), c5_0)
      c6_0 = vector_add(vector_load(c + 6 * ldc + 0 * lanes), c6_0)
      c7_0 = vector_add(vector_load(c + 7 * ldc + 0 * lanes), c7_0)
      c8_0 = vector_add(vector_load(c + 8 * ldc + 0 * lanes), c8_0)
      c9_0 = vector_add(vector_load(c + 9 * ldc + 0 * lanes), c9_0)
      c10_0 = vector_add(vector_load(c + 10 * ldc + 0 * lanes), c10_0)
      c11_0 = vector_add(vector_load(c + 11 * ldc + 0 * lanes), c11_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 4 * ldc + 0 * lanes, c4_0)
    vector_store(c + 5 * ldc + 0 * lanes, c5_0)
    vector_store(c + 6 * ldc + 0 * lanes, c6_0)
    vector_store(c + 7 * ldc + 0 * lanes, c7_0)
    vector_store(c + 8 * ldc + 0 * lanes, c8_0)
    vector_store(c + 9 * ldc + 0 * lanes, c9_0)
    vector_store(c + 10 * ldc + 0 * lanes, c10_0)
    vector_store(c + 11 * ldc + 0 * lanes, c11_0)
  }

  func tile8x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var c2_0 = vector_all(0)
    var c2_1 = vector_all(0)
    var c3_0 = vector_all(0)
    var c3_1 = vector_all(0)
    var c4_0 = vector_all(0)
    var c4_1 = vector_all(0)
    var c5_0 = vector_all(0)
    var c5_1 = vector_all(0)
    var c6_0 = vector_all(0)
    var c6_1 = vector_all(0)
    var c7_0 = vector_all(0)
    var c7_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      c2_1 = vector_mul_add(a2, b1, c2_1)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      c3_1 = vector_mul_add(a3, b1, c3_1)
      let a4 = vector_all(a[4 * rowStride])
      c4_0 = vector_mul_add(a4, b0, c4_0)
      c4_1 = vector_mul_add(a4, b1, c4_1)
      let a5 = vector_all(a[5 * rowStride])
      c5_0 = vector_mul_add(a5, b0, c5_0)
      c5_1 = vector_mul_add(a5, b1, c5_1)
      let a6 = vector_all(a[6 * rowStride])
      c6_0 = vector_mul_add(a6, b0, c6_0)
      c6_1 = vector_mul_add(a6, b1, c6_1)
      let a7 = vector_all(a[7 * rowStride])
      c7_0 = vector_mul_add(a7, b0, c7_0)
      c7_1 = vector_mul_add(a7, b1, c7_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c2_1 = vector_add(vector_load(c + 2 * ldc + 1 * lanes), c2_1)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c3_1 = vector_add(vector_load(c + 3 * ldc + 1 * lanes), c3_1)
      c4_0 = vector_add(vector_load(c + 4 * ldc + 0 * lanes), c4_0)
      c4_1 = vector_add(vector_load(c + 4 * ldc + 1 * lanes), c4_1)
      c5_0 = vector_add(vector_load(c + 5 * ldc + 0 * lanes), c5_0)
      c5_1 = vector_add(vector_load(c + 5 * ldc + 1 * lanes), c5_1)
      c6_0 = vector_add(vector_load(c + 6 * ldc + 0 * lanes), c6_0)
      c6_1 = vector_add(vector_load(c + 6 * ldc + 1 * lanes), c6_1)
      c7_0 = vector_add(vector_load(c + 7 * ldc + 0 * lanes), c7_0)
      c7_1 = vector_add(vector_load(c + 7 * ldc + 1 * lanes), c7_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 2 * ldc + 1 * lanes, c2_1)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 3 * ldc + 1 * lanes, c3_1)
    vector_store(c + 4 * ldc + 0 * lanes, c4_0)
    vector_store(c + 4 * ldc + 1 * lanes, c4_1)
    vector_store(c + 5 * ldc + 0 * lanes, c5_0)
    vector_store(c + 5 * ldc + 1 * lanes, c5_1)
    vector_store(c + 6 * ldc + 0 * lanes, c6_0)
    vector_store(c + 6 * ldc + 1 * lanes, c6_1)
    vector_store(c + 7 * ldc + 0 * lanes, c7_0)
    vector_store(c + 7 * ldc + 1 * lanes, c7_1)
  }

  func tile8x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var c2_0 = vector_all(0)
    var c3_0 = vector_all(0)
    var c4_0 = vector_all(0)
    var c5_0 = vector_all(0)
    var c6_0 = vector_all(0)
    var c7_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      let a4 = vector_all(a[4 * rowStride])
      c4_0 = vector_mul_add(a4, b0, c4_0)
      let a5 = vector_all(a[5 * rowStride])
      c5_0 = vector_mul_add(a5, b0, c5_0)
      let a6 = vector_all(a[6 * rowStride])
      c6_0 = vector_mul_add(a6, b0, c6_0)
      let a7 = vector_all(a[7 * rowStride])
      c7_0 = vector_mul_add(a7, b0, c7_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c4_0 = vector_add(vector_load(c + 4 * ldc + 0 * lanes), c4_0)
      c5_0 = vector_add(vector_load(c + 5 * ldc + 0 * lanes), c5_0)
      c6_0 = vector_add(vector_load(c + 6 * ldc + 0 * lanes), c6_0)
      c7_0 = vector_add(vector_load(c + 7 * ldc + 0 * lanes), c7_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 4 * ldc + 0 * lanes, c4_0)
    vector_store(c + 5 * ldc + 0 * lanes, c5_0)
    vector_store(c + 6 * ldc + 0 * lanes, c6_0)
    vector_store(c + 7 * ldc + 0 * lanes, c7_0)
  }

  func tile4x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var c2_0 = vector_all(0)
    var c2_1 = vector_all(0)
    var c3_0 = vector_all(0)
    var c3_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      c2_1 = vector_mul_add(a2, b1, c2_1)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      c3_1 = vector_mul_add(a3, b1, c3_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c2_1 = vector_add(vector_load(c + 2 * ldc + 1 * lanes), c2_1)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c3_1 = vector_add(vector_load(c + 3 * ldc + 1 * lanes), c3_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 2 * ldc + 1 * lanes, c2_1)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 3 * ldc + 1 * lanes, c3_1)
  }

  func tile4x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var c2_0 = vector_all(0)
    var c3_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
  }

  func tile2x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
  }

  func tile2x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
  }

  func tile1x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
  }

  func tile1x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
  }

  /// The most rows of a tile.
  let tileRows = 12

  /// Computes `rows` rows by `registers` (1 or 2) registers of C with as few tiles as possible.
  func tiles(
    _ rows: Int, _ registers: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In,
    _ ldb: Int, _ panelStride: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var row = 0
    while row < rows {
      let a = a + row * rowStride
      let c = c + row * ldc
      let left = rows - row
      if left >= 12 {
        if registers == 2 {
          tile12x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile12x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 12
      } else if left >= 8 {
        if registers == 2 {
          tile8x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile8x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 8
      } else if left >= 4 {
        if registers == 2 {
          tile4x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile4x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 4
      } else if left >= 2 {
        if registers == 2 {
          tile2x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile2x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 2
      } else {
        if registers == 2 {
          tile1x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile1x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 1
      }
    }
  }
#elseif VARIANT_KERNELSV3
  func tile6x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var c2_0 = vector_all(0)
    var c2_1 = vector_all(0)
    var c3_0 = vector_all(0)
    var c3_1 = vector_all(0)
    var c4_0 = vector_all(0)
    var c4_1 = vector_all(0)
    var c5_0 = vector_all(0)
    var c5_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      c2_1 = vector_mul_add(a2, b1, c2_1)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      c3_1 = vector_mul_add(a3, b1, c3_1)
      let a4 = vector_all(a[4 * rowStride])
      c4_0 = vector_mul_add(a4, b0, c4_0)
      c4_1 = vector_mul_add(a4, b1, c4_1)
      let a5 = vector_all(a[5 * rowStride])
      c5_0 = vector_mul_add(a5, b0, c5_0)
      c5_1 = vector_mul_add(a5, b1, c5_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c2_1 = vector_add(vector_load(c + 2 * ldc + 1 * lanes), c2_1)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c3_1 = vector_add(vector_load(c + 3 * ldc + 1 * lanes), c3_1)
      c4_0 = vector_add(vector_load(c + 4 * ldc + 0 * lanes), c4_0)
      c4_1 = vector_add(vector_load(c + 4 * ldc + 1 * lanes), c4_1)
      c5_0 = vector_add(vector_load(c + 5 * ldc + 0 * lanes), c5_0)
      c5_1 = vector_add(vector_load(c + 5 * ldc + 1 * lanes), c5_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 2 * ldc + 1 * lanes, c2_1)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 3 * ldc + 1 * lanes, c3_1)
    vector_store(c + 4 * ldc + 0 * lanes, c4_0)
    vector_store(c + 4 * ldc + 1 * lanes, c4_1)
    vector_store(c + 5 * ldc + 0 * lanes, c5_0)
    vector_store(c + 5 * ldc + 1 * lanes, c5_1)
  }

  func tile6x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var c2_0 = vector_all(0)
    var c3_0 = vector_all(0)
    var c4_0 = vector_all(0)
    var c5_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      let a4 = vector_all(a[4 * rowStride])
      c4_0 = vector_mul_add(a4, b0, c4_0)
      let a5 = vector_all(a[5 * rowStride])
      c5_0 = vector_mul_add(a5, b0, c5_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c4_0 = vector_add(vector_load(c + 4 * ldc + 0 * lanes), c4_0)
      c5_0 = vector_add(vector_load(c + 5 * ldc + 0 * lanes), c5_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 4 * ldc + 0 * lanes, c4_0)
    vector_store(c + 5 * ldc + 0 * lanes, c5_0)
  }

  func tile4x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var c2_0 = vector_all(0)
    var c2_1 = vector_all(0)
    var c3_0 = vector_all(0)
    var c3_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      c2_1 = vector_mul_add(a2, b1, c2_1)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      c3_1 = vector_mul_add(a3, b1, c3_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c2_1 = vector_add(vector_load(c + 2 * ldc + 1 * lanes), c2_1)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c3_1 = vector_add(vector_load(c + 3 * ldc + 1 * lanes), c3_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 2 * ldc + 1 * lanes, c2_1)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 3 * ldc + 1 * lanes, c3_1)
  }

  func tile4x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var c2_0 = vector_all(0)
    var c3_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
  }

  func tile2x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
  }

  func tile2x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
  }

  func tile1x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
  }

  func tile1x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
  }

  /// The most rows of a tile.
  let tileRows = 6

  /// Computes `rows` rows by `registers` (1 or 2) registers of C with as few tiles as possible.
  func tiles(
    _ rows: Int, _ registers: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In,
    _ ldb: Int, _ panelStride: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var row = 0
    while row < rows {
      let a = a + row * rowStride
      let c = c + row * ldc
      let left = rows - row
      if left >= 6 {
        if registers == 2 {
          tile6x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile6x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 6
      } else if left >= 4 {
        if registers == 2 {
          tile4x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile4x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 4
      } else if left >= 2 {
        if registers == 2 {
          tile2x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile2x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 2
      } else {
        if registers == 2 {
          tile1x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile1x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 1
      }
    }
  }
#else
  func tile4x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var c2_0 = vector_all(0)
    var c2_1 = vector_all(0)
    var c3_0 = vector_all(0)
    var c3_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      c2_1 = vector_mul_add(a2, b1, c2_1)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      c3_1 = vector_mul_add(a3, b1, c3_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c2_1 = vector_add(vector_load(c + 2 * ldc + 1 * lanes), c2_1)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
      c3_1 = vector_add(vector_load(c + 3 * ldc + 1 * lanes), c3_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 2 * ldc + 1 * lanes, c2_1)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
    vector_store(c + 3 * ldc + 1 * lanes, c3_1)
  }

  func tile4x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var c2_0 = vector_all(0)
    var c3_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      let a2 = vector_all(a[2 * rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      let a3 = vector_all(a[3 * rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c2_0 = vector_add(vector_load(c + 2 * ldc + 0 * lanes), c2_0)
      c3_0 = vector_add(vector_load(c + 3 * ldc + 0 * lanes), c3_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 2 * ldc + 0 * lanes, c2_0)
    vector_store(c + 3 * ldc + 0 * lanes, c3_0)
  }

  func tile2x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var c1_0 = vector_all(0)
    var c1_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      c1_1 = vector_mul_add(a1, b1, c1_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
      c1_1 = vector_add(vector_load(c + 1 * ldc + 1 * lanes), c1_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
    vector_store(c + 1 * ldc + 1 * lanes, c1_1)
  }

  func tile2x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c1_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 * rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c1_0 = vector_add(vector_load(c + 1 * ldc + 0 * lanes), c1_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 1 * ldc + 0 * lanes, c1_0)
  }

  func tile1x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var c0_1 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let b1 = vector_load(b + 1 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      c0_1 = vector_mul_add(a0, b1, c0_1)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
      c0_1 = vector_add(vector_load(c + 0 * ldc + 1 * lanes), c0_1)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
    vector_store(c + 0 * ldc + 1 * lanes, c0_1)
  }

  func tile1x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var c0_0 = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * panelStride)
      let a0 = vector_all(a[0 * rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      a += stepStride
      b += ldb
      p += 1
    }
    if accumulate {
      c0_0 = vector_add(vector_load(c + 0 * ldc + 0 * lanes), c0_0)
    }
    vector_store(c + 0 * ldc + 0 * lanes, c0_0)
  }

  /// The most rows of a tile.
  let tileRows = 4

  /// Computes `rows` rows by `registers` (1 or 2) registers of C with as few tiles as possible.
  func tiles(
    _ rows: Int, _ registers: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In,
    _ ldb: Int, _ panelStride: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int
  ) {
    var row = 0
    while row < rows {
      let a = a + row * rowStride
      let c = c + row * ldc
      let left = rows - row
      if left >= 4 {
        if registers == 2 {
          tile4x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile4x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 4
      } else if left >= 2 {
        if registers == 2 {
          tile2x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile2x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 2
      } else {
        if registers == 2 {
          tile1x2(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        } else {
          tile1x1(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)
        }
        row += 1
      }
    }
  }
#endif

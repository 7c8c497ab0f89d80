// Written by Scripts/make-tiles.py; do not edit.
import CKernelShims

#if VARIANT_KERNELSV4
  func tile12x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
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
      let a3 = vector_all(a[3 &* rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      c3_1 = vector_mul_add(a3, b1, c3_1)
      let a4 = vector_all(a[4 &* rowStride])
      c4_0 = vector_mul_add(a4, b0, c4_0)
      c4_1 = vector_mul_add(a4, b1, c4_1)
      let a5 = vector_all(a[5 &* rowStride])
      c5_0 = vector_mul_add(a5, b0, c5_0)
      c5_1 = vector_mul_add(a5, b1, c5_1)
      let a6 = vector_all(a[6 &* rowStride])
      c6_0 = vector_mul_add(a6, b0, c6_0)
      c6_1 = vector_mul_add(a6, b1, c6_1)
      let a7 = vector_all(a[7 &* rowStride])
      c7_0 = vector_mul_add(a7, b0, c7_0)
      c7_1 = vector_mul_add(a7, b1, c7_1)
      let a8 = vector_all(a[8 &* rowStride])
      c8_0 = vector_mul_add(a8, b0, c8_0)
      c8_1 = vector_mul_add(a8, b1, c8_1)
      let a9 = vector_all(a[9 &* rowStride])
      c9_0 = vector_mul_add(a9, b0, c9_0)
      c9_1 = vector_mul_add(a9, b1, c9_1)
      let a10 = vector_all(a[10 &* rowStride])
      c10_0 = vector_mul_add(a10, b0, c10_0)
      c10_1 = vector_mul_add(a10, b1, c10_1)
      let a11 = vector_all(a[11 &* rowStride])
      c11_0 = vector_mul_add(a11, b0, c11_0)
      c11_1 = vector_mul_add(a11, b1, c11_1)
      a += stepStride
      b += ldb
      p &+= 1
    }
    tile_store2(c + 0 &* ldc, accumulate, c0_0, c0_1, last)
    tile_store2(c + 1 &* ldc, accumulate, c1_0, c1_1, last)
    tile_store2(c + 2 &* ldc, accumulate, c2_0, c2_1, last)
    tile_store2(c + 3 &* ldc, accumulate, c3_0, c3_1, last)
    tile_store2(c + 4 &* ldc, accumulate, c4_0, c4_1, last)
    tile_store2(c + 5 &* ldc, accumulate, c5_0, c5_1, last)
    tile_store2(c + 6 &* ldc, accumulate, c6_0, c6_1, last)
    tile_store2(c + 7 &* ldc, accumulate, c7_0, c7_1, last)
    tile_store2(c + 8 &* ldc, accumulate, c8_0, c8_1, last)
    tile_store2(c + 9 &* ldc, accumulate, c9_0, c9_1, last)
    tile_store2(c + 10 &* ldc, accumulate, c10_0, c10_1, last)
    tile_store2(c + 11 &* ldc, accumulate, c11_0, c11_1, last)
  }

  func tile12x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
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
      let b0 = vector_load(b + 0 * lanes)
      let a0 = vector_all(a[0 &* rowStride])
      c0_0 = vector_mul_add(a0, b0, c0_0)
      let a1 = vector_all(a[1 &* rowStride])
      c1_0 = vector_mul_add(a1, b0, c1_0)
      let a2 = vector_all(a[2 &* rowStride])
      c2_0 = vector_mul_add(a2, b0, c2_0)
      let a3 = vector_all(a[3 &* rowStride])
      c3_0 = vector_mul_add(a3, b0, c3_0)
      let a4 = vector_all(a[4 &* rowStride])
      c4_0 = vector_mul_add(a4, b0, c4_0)
      let a5 = vector_all(a[5 &* rowStride])
      c5_0 = vector_mul_add(a5, b0, c5_0)
      let a6 = vector_all(a[6 &* rowStride])
      c6_0 = vector_mul_add(a6, b0, c6_0)
      let a7 = vector_all(a[7 &* rowStride])
      c7_0 = vector_mul_add(a7, b0, c7_0)
      let a8 = vector_all(a[8 &* rowStride])
      c8_0 = vector_mul_add(a8, b0, c8_0)
      let a9 = vector_all(a[9 &* rowStride])
      c9_0 = vector_mul_add(a9, b0, c9_0)
      let a10 = vector_all(a[10 &* rowStride])
      c10_0 = vector_mul_add(a10, b0, c10_0)
      let a11 = vector_all(a[11 &* rowStride])
      c11_0 = vector_mul_add(a11, b0, c11_0)
      a += stepStride
      b += ldb
      p &+= 1
    }
    tile_store1(c + 0 &* ldc, accumulate, c0_0, last)
    tile_store1(c + 1 &* ldc, accumulate, c1_0, last)
    tile_store1(c + 2 &* ldc, accumulate, c2_0, last)
    tile_store1(c + 3 &* ldc, accumulate, c3_0, last)
    tile_store1(c + 4 &* ldc, accumulate, c4_0, last)
    tile_store1(c + 5 &* ldc, accumulate, c5_0, last)
    tile_store1(c + 6 &* ldc, accumulate, c6_0, last)
    tile_store1(c + 7 &* ldc, accumulate, c7_0, last)
    tile_store1(c + 8 &* ldc, accumulate, c8_0, last)
    tile_store1(c + 9 &* ldc, accumulate, c9_0, last)
    tile_store1(c + 10 &* ldc, accumulate, c10_0, last)
    tile_store1(c + 11 &* ldc, accumulate, c11_0, last)
  }

#endif

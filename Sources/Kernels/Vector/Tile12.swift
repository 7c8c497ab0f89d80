// Written by Scripts/make-tiles.py; do not edit.
import CKernelShims

#if VARIANT_KERNELSV4
  func tile12x2(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
  ) {
    var c0a = vector_all(0)
    var c0b = vector_all(0)
    var c1a = vector_all(0)
    var c1b = vector_all(0)
    var c2a = vector_all(0)
    var c2b = vector_all(0)
    var c3a = vector_all(0)
    var c3b = vector_all(0)
    var c4a = vector_all(0)
    var c4b = vector_all(0)
    var c5a = vector_all(0)
    var c5b = vector_all(0)
    var c6a = vector_all(0)
    var c6b = vector_all(0)
    var c7a = vector_all(0)
    var c7b = vector_all(0)
    var c8a = vector_all(0)
    var c8b = vector_all(0)
    var c9a = vector_all(0)
    var c9b = vector_all(0)
    var c10a = vector_all(0)
    var c10b = vector_all(0)
    var c11a = vector_all(0)
    var c11b = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * lanes)
      let b1 = vector_load(b + 1 * lanes)
      let a0 = vector_all(a[0 &* rowStride])
      c0a = vector_mul_add(a0, b0, c0a)
      c0b = vector_mul_add(a0, b1, c0b)
      let a1 = vector_all(a[1 &* rowStride])
      c1a = vector_mul_add(a1, b0, c1a)
      c1b = vector_mul_add(a1, b1, c1b)
      let a2 = vector_all(a[2 &* rowStride])
      c2a = vector_mul_add(a2, b0, c2a)
      c2b = vector_mul_add(a2, b1, c2b)
      let a3 = vector_all(a[3 &* rowStride])
      c3a = vector_mul_add(a3, b0, c3a)
      c3b = vector_mul_add(a3, b1, c3b)
      let a4 = vector_all(a[4 &* rowStride])
      c4a = vector_mul_add(a4, b0, c4a)
      c4b = vector_mul_add(a4, b1, c4b)
      let a5 = vector_all(a[5 &* rowStride])
      c5a = vector_mul_add(a5, b0, c5a)
      c5b = vector_mul_add(a5, b1, c5b)
      let a6 = vector_all(a[6 &* rowStride])
      c6a = vector_mul_add(a6, b0, c6a)
      c6b = vector_mul_add(a6, b1, c6b)
      let a7 = vector_all(a[7 &* rowStride])
      c7a = vector_mul_add(a7, b0, c7a)
      c7b = vector_mul_add(a7, b1, c7b)
      let a8 = vector_all(a[8 &* rowStride])
      c8a = vector_mul_add(a8, b0, c8a)
      c8b = vector_mul_add(a8, b1, c8b)
      let a9 = vector_all(a[9 &* rowStride])
      c9a = vector_mul_add(a9, b0, c9a)
      c9b = vector_mul_add(a9, b1, c9b)
      let a10 = vector_all(a[10 &* rowStride])
      c10a = vector_mul_add(a10, b0, c10a)
      c10b = vector_mul_add(a10, b1, c10b)
      let a11 = vector_all(a[11 &* rowStride])
      c11a = vector_mul_add(a11, b0, c11a)
      c11b = vector_mul_add(a11, b1, c11b)
      a += stepStride
      b += ldb
      p &+= 1
    }
    tile_store2(c + 0 &* ldc, accumulate, c0a, c0b, last)
    tile_store2(c + 1 &* ldc, accumulate, c1a, c1b, last)
    tile_store2(c + 2 &* ldc, accumulate, c2a, c2b, last)
    tile_store2(c + 3 &* ldc, accumulate, c3a, c3b, last)
    tile_store2(c + 4 &* ldc, accumulate, c4a, c4b, last)
    tile_store2(c + 5 &* ldc, accumulate, c5a, c5b, last)
    tile_store2(c + 6 &* ldc, accumulate, c6a, c6b, last)
    tile_store2(c + 7 &* ldc, accumulate, c7a, c7b, last)
    tile_store2(c + 8 &* ldc, accumulate, c8a, c8b, last)
    tile_store2(c + 9 &* ldc, accumulate, c9a, c9b, last)
    tile_store2(c + 10 &* ldc, accumulate, c10a, c10b, last)
    tile_store2(c + 11 &* ldc, accumulate, c11a, c11b, last)
  }

  func tile12x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
  ) {
    var c0a = vector_all(0)
    var c1a = vector_all(0)
    var c2a = vector_all(0)
    var c3a = vector_all(0)
    var c4a = vector_all(0)
    var c5a = vector_all(0)
    var c6a = vector_all(0)
    var c7a = vector_all(0)
    var c8a = vector_all(0)
    var c9a = vector_all(0)
    var c10a = vector_all(0)
    var c11a = vector_all(0)
    var a = a
    var b = b
    var p = 0
    while p < k {
      let b0 = vector_load(b + 0 * lanes)
      let a0 = vector_all(a[0 &* rowStride])
      c0a = vector_mul_add(a0, b0, c0a)
      let a1 = vector_all(a[1 &* rowStride])
      c1a = vector_mul_add(a1, b0, c1a)
      let a2 = vector_all(a[2 &* rowStride])
      c2a = vector_mul_add(a2, b0, c2a)
      let a3 = vector_all(a[3 &* rowStride])
      c3a = vector_mul_add(a3, b0, c3a)
      let a4 = vector_all(a[4 &* rowStride])
      c4a = vector_mul_add(a4, b0, c4a)
      let a5 = vector_all(a[5 &* rowStride])
      c5a = vector_mul_add(a5, b0, c5a)
      let a6 = vector_all(a[6 &* rowStride])
      c6a = vector_mul_add(a6, b0, c6a)
      let a7 = vector_all(a[7 &* rowStride])
      c7a = vector_mul_add(a7, b0, c7a)
      let a8 = vector_all(a[8 &* rowStride])
      c8a = vector_mul_add(a8, b0, c8a)
      let a9 = vector_all(a[9 &* rowStride])
      c9a = vector_mul_add(a9, b0, c9a)
      let a10 = vector_all(a[10 &* rowStride])
      c10a = vector_mul_add(a10, b0, c10a)
      let a11 = vector_all(a[11 &* rowStride])
      c11a = vector_mul_add(a11, b0, c11a)
      a += stepStride
      b += ldb
      p &+= 1
    }
    tile_store1(c + 0 &* ldc, accumulate, c0a, last)
    tile_store1(c + 1 &* ldc, accumulate, c1a, last)
    tile_store1(c + 2 &* ldc, accumulate, c2a, last)
    tile_store1(c + 3 &* ldc, accumulate, c3a, last)
    tile_store1(c + 4 &* ldc, accumulate, c4a, last)
    tile_store1(c + 5 &* ldc, accumulate, c5a, last)
    tile_store1(c + 6 &* ldc, accumulate, c6a, last)
    tile_store1(c + 7 &* ldc, accumulate, c7a, last)
    tile_store1(c + 8 &* ldc, accumulate, c8a, last)
    tile_store1(c + 9 &* ldc, accumulate, c9a, last)
    tile_store1(c + 10 &* ldc, accumulate, c10a, last)
    tile_store1(c + 11 &* ldc, accumulate, c11a, last)
  }

#endif

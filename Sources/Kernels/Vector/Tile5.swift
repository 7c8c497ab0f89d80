// Written by Scripts/make-tiles.py; do not edit.
import CKernelShims

#if VARIANT_KERNELSV3 || VARIANT_KERNELSV4
  func tile5x2(
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
      a += stepStride
      b += ldb
      p &+= 1
    }
    tile_store2(c + 0 &* ldc, accumulate, c0a, c0b, last)
    tile_store2(c + 1 &* ldc, accumulate, c1a, c1b, last)
    tile_store2(c + 2 &* ldc, accumulate, c2a, c2b, last)
    tile_store2(c + 3 &* ldc, accumulate, c3a, c3b, last)
    tile_store2(c + 4 &* ldc, accumulate, c4a, c4b, last)
  }

  func tile5x1(
    _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,
    _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int
  ) {
    var c0a = vector_all(0)
    var c1a = vector_all(0)
    var c2a = vector_all(0)
    var c3a = vector_all(0)
    var c4a = vector_all(0)
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
      a += stepStride
      b += ldb
      p &+= 1
    }
    tile_store1(c + 0 &* ldc, accumulate, c0a, last)
    tile_store1(c + 1 &* ldc, accumulate, c1a, last)
    tile_store1(c + 2 &* ldc, accumulate, c2a, last)
    tile_store1(c + 3 &* ldc, accumulate, c3a, last)
    tile_store1(c + 4 &* ldc, accumulate, c4a, last)
  }

#endif

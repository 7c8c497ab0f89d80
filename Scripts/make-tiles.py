#!/usr/bin/env python3
"""Writes Sources/Kernels/Vector/Tiles.swift: the register tiles of the matrix product.

    python3 Scripts/make-tiles.py > Sources/Kernels/Vector/Tiles.swift

A tile is R rows by V registers of C, all of it in registers while k runs. Swift has no way to say "R
accumulators" that surely stays in registers, hence one function a shape, written by this script.
"""

# Rows a tile, most first, for each variant: 32 registers hold 12 x 2 accumulators, 16 hold 6 x 2 or 4 x 2.
SHAPES = [
    ("#if VARIANT_KERNELSV4", [12, 8, 4, 2, 1]),
    ("#elseif VARIANT_KERNELSV3", [6, 4, 2, 1]),
    ("#else", [4, 2, 1]),
]
HEADER = """// Written by Scripts/make-tiles.py; do not edit.
import CKernelShims

// C[R, V registers] = A B or C += A B for one tile: c[i][j] is one chain of multiply-adds over k in ascending
// order, whatever the tile's shape, so that the partition of a product never changes its bits.
// A: element (i, p) at a[i * rowStride + p * stepStride]. B: register v of step p at b + p * ldb + v * panelStride.
"""


def tile(rows, registers):
    name = f"tile{rows}x{registers}"
    args = "_ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int, _ panelStride: Int,"
    print(f"  func {name}(\n    {args}\n    _ accumulate: Bool, _ c: Out, _ ldc: Int\n  ) {{")
    for i in range(rows):
        for v in range(registers):
            print(f"    var c{i}_{v} = vector_all(0)")
    print("    var a = a\n    var b = b\n    var p = 0\n    while p < k {")
    for v in range(registers):
        print(f"      let b{v} = vector_load(b + {v} * panelStride)")
    for i in range(rows):
        print(f"      let a{i} = vector_all(a[{i} * rowStride])")
        for v in range(registers):
            print(f"      c{i}_{v} = vector_mul_add(a{i}, b{v}, c{i}_{v})")
    print("      a += stepStride\n      b += ldb\n      p += 1\n    }")
    print("    if accumulate {")
    for i in range(rows):
        for v in range(registers):
            at = f"c + {i} * ldc + {v} * lanes"
            print(f"      c{i}_{v} = vector_add(vector_load({at}), c{i}_{v})")
    print("    }")
    for i in range(rows):
        for v in range(registers):
            print(f"    vector_store(c + {i} * ldc + {v} * lanes, c{i}_{v})")
    print("  }\n")


def choice(rows):
    print("  /// The most rows of a tile.")
    print(f"  let tileRows = {rows[0]}\n")
    print("  /// Computes `rows` rows by `registers` (1 or 2) registers of C with as few tiles as possible.")
    print("  func tiles(\n    _ rows: Int, _ registers: Int, _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In,")
    print("    _ ldb: Int, _ panelStride: Int, _ accumulate: Bool, _ c: Out, _ ldc: Int\n  ) {")
    print("    var row = 0\n    while row < rows {\n      let a = a + row * rowStride\n      let c = c + row * ldc")
    print("      let left = rows - row")
    for n, r in enumerate(rows):
        word = "if" if n == 0 else "} else if"
        last = n == len(rows) - 1
        print(f"      {word} left >= {r} {{" if not last else "      } else {")
        print("        if registers == 2 {")
        for v in (2, 1):
            print(f"          tile{r}x{v}(k, a, rowStride, stepStride, b, ldb, panelStride, accumulate, c, ldc)")
            if v == 2:
                print("        } else {")
        print("        }")
        print(f"        row += {r}")
    print("      }\n    }\n  }")


print(HEADER)
for condition, rows in SHAPES:
    print(condition)
    for r in rows:
        for v in (2, 1):
            tile(r, v)
    choice(rows)
print("#endif")

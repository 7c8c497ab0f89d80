#!/usr/bin/env python3
"""Writes the register tiles of the matrix product, Sources/Kernels/Vector/Tile*.swift:

    python3 Scripts/make-tiles.py && swift format -i Sources/Kernels/Vector/Tile*.swift

A tile is R rows by V registers of C, all of it in registers while k runs. Swift cannot express
"R accumulators" that surely stay in registers, hence one function a shape, written by this script.
"""

from pathlib import Path

FOLDER = Path(__file__).resolve().parent.parent / "Sources/Kernels/Vector"

# Rows of a tile -> the variants that use it. 32 registers hold 12 x 2 accumulators, 16 hold 6 x 2; the
# baseline needs a register for each product besides and makes do with 4 x 2.
ROWS = {
    12: "VARIANT_KERNELSV4",
    8: "VARIANT_KERNELSV4 || arch(arm64)",
    6: "VARIANT_KERNELSV3 || VARIANT_KERNELSV4",
    5: "VARIANT_KERNELSV3 || VARIANT_KERNELSV4",
    4: None,
    3: None,
    2: None,
}
NOTICE = """// Written by Scripts/make-tiles.py; do not edit.
import CKernelShims

"""
FIRST_COMMENT = """// C = A B or C += A B for one tile. Each element is one chain of multiply-adds over k in
// ascending order, whatever the tile's shape, so that the partition of a product never changes its
// bits.
// A: element (i, p) at a[i * rowStride + p * stepStride]. B: step p at b + p * ldb, registers side
// by side.
// `last`: lanes of the last register that exist in C.

"""


def tile(rows, registers):
    lines = [
        f"func tile{rows}x{registers}(",
        "  _ k: Int, _ a: In, _ rowStride: Int, _ stepStride: Int, _ b: In, _ ldb: Int,",
        "  _ accumulate: Bool, _ c: Out, _ ldc: Int, _ last: Int",
        ") {",
    ]
    for i in range(rows):
        lines += [f"  var c{i}{'ab'[v]} = vector_all(0)" for v in range(registers)]
    lines += ["  var a = a", "  var b = b", "  var p = 0", "  while p < k {"]
    lines += [f"    let b{v} = vector_load(b + {v} * lanes)" for v in range(registers)]
    for i in range(rows):
        lines += [f"    let a{i} = vector_all(a[{i} &* rowStride])"]
        lines += [f"    c{i}{'ab'[v]} = vector_mul_add(a{i}, b{v}, c{i}{'ab'[v]})" for v in range(registers)]
    lines += ["    a += stepStride", "    b += ldb", "    p &+= 1", "  }"]
    for i in range(rows):
        values = ", ".join(f"c{i}{'ab'[v]}" for v in range(registers))
        lines += [f"  tile_store{registers}(c + {i} &* ldc, accumulate, {values}, last)"]
    return lines + ["}", ""]


def wide_row(registers):
    """Returns a tile of one row: it cannot hide the latency of its multiply-adds behind other rows, so
    it has more columns instead."""
    pairs = range(registers // 2)
    lines = [
        "/// Multiplies one row by as many registers as keep the multiply-adds busy. `pairStride`: floats",
        "/// from one pair of registers in B to the next; 2 registers if B is not packed.",
        f"func tile1x{registers}(",
        "  _ k: Int, _ a: In, _ stepStride: Int, _ b: In, _ ldb: Int, _ pairStride: Int,",
        "  _ accumulate: Bool, _ c: Out",
        ") {",
    ]
    lines += [f"  var c{v} = vector_all(0)" for v in range(registers)]
    lines += ["  var a = a", "  var b = b", "  var p = 0", "  while p < k {"]
    lines += ["    let a0 = vector_all(a[0])"]
    for v in range(registers):
        at = f"b + {v // 2} &* pairStride + {v % 2} * lanes"
        lines += [f"    c{v} = vector_mul_add(a0, vector_load({at}), c{v})"]
    lines += ["    a += stepStride", "    b += ldb", "    p &+= 1", "  }"]
    for v in pairs:
        lines += [f"  tile_store2(c + {2 * v} * lanes, accumulate, c{2 * v}, c{2 * v + 1}, lanes)"]
    return lines + ["}", ""]


def write(name, body):
    (FOLDER / f"{name}.swift").write_text(NOTICE + body.rstrip() + "\n")


for rows, condition in ROWS.items():
    body = "\n".join(tile(rows, 2) + tile(rows, 1))
    write(f"Tile{rows}", f"#if {condition}\n{body}\n#endif" if condition else body)
write("Tile1", FIRST_COMMENT + "\n".join(tile(1, 2) + tile(1, 1) + wide_row(8)))

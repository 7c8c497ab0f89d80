import Kernels
import Testing

@Suite("Every kernel on vectors and matrices")
struct OperationTests {
  /// Row counts for operations on matrices; the columns run through `sizes`.
  static let rowCounts = [0, 1, 7, 33]

  @Test(
    "Agrees with the reference in double precision, and writes nowhere else",
    arguments: operations, Kernels.available)
  func agrees(operation: Operation, variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for (columns, rows) in cases(operation) {
      for offset in [0, 1, 3] {
        let e = Extent(
          rows: rows, columns: columns, ld: operation.isDense ? columns : columns + offset)
        let floats = arguments(operation, e, offset: offset)
        let doubles = floats.map(\.doubles)
        operation.run(table, e, floats.map(\.pointer))
        operation.reference(e, doubles.map(\.pointer))
        for (i, (float, double)) in zip(floats, doubles).enumerated() {
          let found = mismatch(float.values, double.values, tolerance: operation.tolerance)
          #expect(found == nil, "argument \(i) of \(rows) x \(columns), offset \(offset)")
          #expect(float.guardsAreIntact, "\(rows) x \(columns), offset \(offset)")
        }
      }
    }
  }

  @Test(
    "Gives the same bits however it is cut into calls",
    arguments: operations.filter { !$0.cuts.isEmpty }, Kernels.available)
  func cut(operation: Operation, variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for cut in operation.cuts {
      let e = Extent(rows: 19, columns: 71, ld: operation.isDense ? 71 : 74)
      let whole = arguments(operation, e, offset: 1)
      let parts = arguments(operation, e, offset: 2)
      operation.run(table, e, whole.map(\.pointer))
      var start = 0
      let end = cut == .rows ? e.rows : e.columns
      for width in [1, 2, 3, 5, 17, end] {
        var part = e
        let length = min(width, end - start)
        let row = cut == .rows ? start : 0
        let column = cut == .columns ? start : 0
        if cut == .rows { part.rows = length } else { part.columns = length }
        let pointers = zip(parts, operation.arguments).map {
          $0.pointer + $1.shape.start(row: row, column: column, e)
        }
        operation.run(table, part, pointers)
        start += length
      }
      for (a, b) in zip(whole, parts) { #expect(a.bits == b.bits, "\(cut)") }
    }
  }

  /// Columns and rows to try: all sizes, with several row counts where there are rows.
  private func cases(_ operation: Operation) -> [(Int, Int)] {
    if operation.isOneDimensional { return sizes.map { ($0, 1) } }
    return sizes.flatMap { columns in Self.rowCounts.map { (columns, $0) } }
  }

  private func arguments(_ operation: Operation, _ e: Extent, offset: Int) -> [Floats] {
    var random = Random(UInt64(e.rows * 10_007 + e.columns))
    return operation.arguments.map {
      Floats($0.shape.count(e), offset: offset, in: $0.range, using: &random)
    }
  }
}

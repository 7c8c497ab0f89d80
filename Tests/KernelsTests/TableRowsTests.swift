import Kernels
import KernelsReference
import Testing

@Suite("Rows of a table")
struct TableRowsTests {
  static let indices: [Int32] = [3, 0, 3, 4, 3, 1]

  @Test("Are gathered, repeated ones too", arguments: Kernels.available)
  func gather(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for columns in sizes {
      var random = Random(5)
      let source = Floats(5 * columns, offset: 1, in: -1...1, using: &random)
      let ldo = columns + 2
      let out = Floats(Self.indices.count * ldo, offset: 3)
      table.gatherRows(
        Self.indices.count, columns, source.pointer, Self.indices, out.pointer, ldo)
      for (r, index) in Self.indices.enumerated() {
        let row = source.values[Int(index) * columns..<(Int(index) + 1) * columns]
        #expect(Array(out.values[r * ldo..<(r + 1) * ldo]) == row + [0, 0])
      }
      #expect(out.guardsAreIntact)
    }
  }

  @Test("Receive what is scattered to them, in order", arguments: Kernels.available)
  func scatter(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for columns in sizes {
      var random = Random(6)
      let ldx = columns + 1
      let x = Floats(Self.indices.count * ldx, offset: 2, in: -1...1, using: &random)
      let target = Floats(5 * columns, offset: 1, in: -1...1, using: &random)
      var expected = target.values
      for (r, index) in Self.indices.enumerated() {
        for c in 0..<columns { expected[Int(index) * columns + c] += x.pointer[r * ldx + c] }
      }
      table.scatterAddRows(
        Self.indices.count, columns, x.pointer, ldx, Self.indices, target.pointer)
      #expect(target.values == expected)
      #expect(target.guardsAreIntact)
      withExtendedLifetime(x) {}
    }
  }

  @Test("Are added up where they lie, weighted or not", arguments: Kernels.available)
  func addIndexed(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for columns in sizes + [128, 129, 273] {
      for isWeighted in [false, true] {
        var random = Random(7)
        let ldt = columns + 3
        let source = Floats(5 * ldt, offset: 1, in: -1...1, using: &random)
        let weights = Floats(Self.indices.count, offset: 3, in: -2...2, using: &random)
        let out = Floats(columns, offset: 2, in: -1...1, using: &random)
        let (expected, rows, factors) = (out.doubles, source.doubles, weights.doubles)
        Reference.addIndexedRows(
          Self.indices.count, columns, isWeighted ? factors.pointer : nil, rows.pointer, ldt,
          Self.indices, expected.pointer)
        table.addIndexedRows(
          Self.indices.count, columns, isWeighted ? weights.pointer : nil, source.pointer, ldt,
          Self.indices, out.pointer)
        #expect(mismatch(out.values, expected.values, tolerance: 1e-6) == nil, "\(columns)")
        #expect(out.guardsAreIntact)
        withExtendedLifetime((source, weights, rows, factors)) {}
      }
    }
  }
}

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

  @Test("Give the sums of their products, pair by pair", arguments: Kernels.available)
  func addMoments(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for d in [1, 2, 3, 7, 8, 9, 15, 16, 17, 21, 24, 25, 33, 65, 129] {
      for count in [0, 1, 2, 63, 64, 65, 200] {
        var random = Random(8)
        let padded =
          (d + KernelTable.momentPadding - 1) / KernelTable.momentPadding
          * KernelTable.momentPadding
        let columns = padded + 16 * (d % 3)
        let ldt = columns + 3
        let source = Floats(5 * ldt, offset: 1, in: -1...1, using: &random)
        let weights = Floats(count, offset: 3, in: -2...2, using: &random)
        let out = Floats(padded * padded, offset: 2, in: -1...1, using: &random)
        let weighted = Floats(padded, offset: 1, in: -1...1, using: &random)
        let sums = Floats(columns, offset: 3, in: -1...1, using: &random)
        let indices = (0..<count).map { Self.indices[$0 % Self.indices.count] }
        let expected = [out, weighted, sums].map(\.doubles)
        let (rows, factors) = (source.doubles, weights.doubles)
        Reference.addMoments(
          count, d, columns, factors.pointer, rows.pointer, ldt, indices, expected[0].pointer,
          padded, expected[1].pointer, expected[2].pointer)
        table.addMoments(
          count, d, columns, weights.pointer, source.pointer, ldt, indices, out.pointer, padded,
          weighted.pointer, sums.pointer)
        func expectSame(_ found: Floats, _ place: Int, _ range: Range<Int>) {
          let difference = mismatch(
            Array(found.values[range]), Array(expected[place].values[range]), tolerance: 1e-5)
          #expect(difference == nil, "\(place) \(d) \(count)")
        }
        for i in 0..<d { expectSame(out, 0, i * padded..<i * padded + i + 1) }
        expectSame(weighted, 1, 0..<d)
        expectSame(sums, 2, 0..<columns)
        #expect(out.guardsAreIntact && weighted.guardsAreIntact && sums.guardsAreIntact)
        withExtendedLifetime((source, weights, rows, factors)) {}
      }
    }
  }
}

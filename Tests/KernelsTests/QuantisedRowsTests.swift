import Kernels
import KernelsReference
import Testing

@Suite("Rows of bytes")
struct QuantisedRowsTests {
  /// Bytes and a query at odd addresses, at random or of the greatest magnitudes.
  private struct Operands {
    let blocks, pairs: Int
    var items: [Int8]
    var query: [Int16]

    init(blocks: Int, pairs: Int, isGreatest: Bool, _ random: inout Random) {
      (self.blocks, self.pairs) = (blocks, pairs)
      let count = 1 + blocks * pairs * 2 * KernelTable.quantisedBlock
      // No sum may pass 32 bits.
      let most = Int16(min(32_767, Int(Int32.max) / (2 * 128 * max(pairs, 1))))
      items = (0..<count).map { _ in
        if isGreatest { return Bool.random(using: &random) ? -127 : 127 }
        return .random(in: -128...127, using: &random)
      }
      query = (0..<1 + 2 * pairs).map { _ in
        if isGreatest { return Bool.random(using: &random) ? -most : most }
        return .random(in: -most...most, using: &random)
      }
    }

    /// Returns the sums, and true if the numbers before and behind them are untouched.
    func sums(
      _ kernel: (Int, Int, UnsafePointer<Int8>, UnsafePointer<Int16>, UnsafeMutablePointer<Int32>)
        -> Void
    ) -> (sums: [Int32], isIntact: Bool) {
      let count = blocks * KernelTable.quantisedBlock
      var out = [Int32](repeating: 77, count: count + 2)
      out.withUnsafeMutableBufferPointer { out in
        items.withUnsafeBufferPointer { items in
          query.withUnsafeBufferPointer { query in
            guard let i = items.baseAddress, let q = query.baseAddress, let o = out.baseAddress
            else { return }
            kernel(blocks, pairs, i + 1, q + 1, o + 1)
          }
        }
      }
      return (Array(out[1..<count + 1]), out[0] == 77 && out[count + 1] == 77)
    }
  }

  @Test("Have the same products in every variant", arguments: Kernels.available)
  func products(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    var random = Random(11)
    for pairs in [0, 1, 3, 4, 5, 8, 32, 33, 250, 3000] {
      for blocks in [0, 1, 2, 7] {
        for isGreatest in [false, true] {
          let operands = Operands(
            blocks: blocks, pairs: pairs, isGreatest: isGreatest, &random)
          let found = operands.sums { table.quantisedDots($0, $1, $2, $3, $4) }
          let expected = operands.sums { Reference.quantisedDots($0, $1, $2, $3, $4) }
          #expect(found.isIntact && found.sums == expected.sums, "\(blocks) x \(pairs)")
        }
      }
    }
  }

  @Test("Are products of their columns")
  func referenceIsAProduct() throws {
    var random = Random(12)
    let operands = Operands(blocks: 2, pairs: 3, isGreatest: false, &random)
    let sums = operands.sums { Reference.quantisedDots($0, $1, $2, $3, $4) }.sums
    for row in 0..<2 * KernelTable.quantisedBlock {
      var expected = 0
      for column in 0..<6 {
        let pair = (row / 16 * 3 + column / 2) * 16 + row % 16
        expected += Int(operands.items[1 + 2 * pair + column % 2]) * Int(operands.query[1 + column])
      }
      #expect(Int(sums[row]) == expected)
    }
  }

  @Test("Are found if they reach a bar", arguments: Kernels.available, [false, true])
  func reaching(variant: KernelVariant, isBiased: Bool) throws {
    let table = try Kernels.table(for: variant)
    for n in sizes {
      var random = Random(UInt64(n))
      let scales = Floats(n, offset: 1, in: 0...2, using: &random)
      let biases = Floats(n, offset: 3, in: -50...50, using: &random)
      let dots = (0..<n).map { _ in Int32.random(in: -1000...1000, using: &random) }
      let (wideScales, wideBiases) = (scales.doubles, biases.doubles)
      for least: Float in [-.infinity, -30, 0.25, 60, .infinity] {
        var found = [Int32](repeating: -1, count: n + 1)
        let count = table.rowsReaching(
          n, dots, scales.pointer, 0.125, 3, isBiased ? biases.pointer : nil, least, &found)
        var expected = [Int32](repeating: -1, count: n + 1)
        // No sum of these numbers is so near to the bar that rounding decides.
        let number = Reference.rowsReaching(
          n, dots, wideScales.pointer, 0.125, 3, isBiased ? wideBiases.pointer : nil,
          Double(least), &expected)
        #expect(count == number && found == expected, "\(n), \(least)")
      }
      withExtendedLifetime((scales, biases, wideScales, wideBiases)) {}
    }
  }

  @Test("Never reach a bar with NaN", arguments: Kernels.available)
  func notNumbers(variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let biases: [Float] = (0..<20).map { $0 % 3 == 0 ? .nan : 0 }
    let (dots, scales) = ([Int32](repeating: 5, count: 20), [Float](repeating: 1, count: 20))
    var found = [Int32](repeating: -1, count: 20)
    let count = table.rowsReaching(20, dots, scales, 1, 0, biases, -.infinity, &found)
    #expect(Array(found[..<count]) == (0..<20).filter { $0 % 3 != 0 })
  }
}

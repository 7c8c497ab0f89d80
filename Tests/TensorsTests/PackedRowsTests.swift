import Tensors
import Testing

@Suite struct PackedRowsTests {
  @Test(arguments: Kernels.available, [0, 1, 7, 127, 128, 129, 300])
  func agreesWithDotProducts(_ variant: KernelVariant, rows: Int) throws {
    let kernels = try Kernels.table(for: variant)
    for columns in [1, 10, 102] {
      let table = (0..<rows * columns).map { Float(($0 * 37) % 101) / 101 - 0.5 }
      let vector = (0..<columns).map { Float(($0 * 13) % 29) / 29 - 0.5 }
      let packed = PackedRows(table, rows: rows, columns: columns, kernels: kernels)
      let indices = (0..<rows).reversed().filter { $0 % 3 != 1 }.map(Int32.init)
      let products = [Float](unsafeUninitializedCapacity: indices.count) { out, count in
        count = indices.count
        guard let first = out.baseAddress else { return }
        indices.withUnsafeBufferPointer { packed.dots(vector, $0, into: first) }
      }
      for (index, product) in zip(indices, products) {
        let row = table[Int(index) * columns..<(Int(index) + 1) * columns]
        let expected = zip(row, vector).reduce(0) { $0 + Double($1.0) * Double($1.1) }
        #expect(abs(Double(product) - expected) < 1e-5)
        #expect(product == packed.dot(vector, row: Int(index)))
      }
    }
  }
}

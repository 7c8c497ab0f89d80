import Kernels
import KernelsReference
import Testing

/// The sizes of one product.
struct ProductSize: CustomTestStringConvertible, Sendable {
  let m, n, k: Int

  var testDescription: String { "\(m) x \(n) x \(k)" }

  static let all: [ProductSize] = {
    let odd = [0, 1, 2, 3, 5, 8, 13, 16, 17, 31, 33].flatMap { m in
      [(1, 1), (7, 3), (16, 16), (33, 5), (65, 101), (16, 0), (0, 4)].map { (m, $0.0, $0.1) }
    }
    let models = [(16, 303, 101), (1, 303, 101), (20, 201, 256), (50, 64, 300)]
    return (odd + models).map { ProductSize(m: $0.0, n: $0.1, k: $0.2) }
  }()
}

/// Which operands of a product are stored transposed, and whether it adds to C.
struct ProductForm: CustomTestStringConvertible, Sendable {
  let transposeA, transposeB, accumulate: Bool

  var testDescription: String {
    (transposeA ? "T" : "N") + (transposeB ? "T" : "N") + (accumulate ? " +=" : " =")
  }

  static let all = [false, true].flatMap { a in
    [false, true].flatMap { b in
      [false, true].map { ProductForm(transposeA: a, transposeB: b, accumulate: $0) }
    }
  }
}

/// The operands of one product, rows further apart than they are wide.
private struct Product {
  let size: ProductSize
  let form: ProductForm
  let a, b, c: Floats
  let lda, ldb, ldc: Int

  init(_ size: ProductSize, _ form: ProductForm, padding: Int) {
    self.size = size
    self.form = form
    var random = Random(UInt64(size.m * 1_000_003 + size.n * 1009 + size.k))
    lda = (form.transposeA ? size.m : size.k) + padding
    ldb = (form.transposeB ? size.k : size.n) + padding
    ldc = size.n + padding
    let rowsOfA = form.transposeA ? size.k : size.m
    let rowsOfB = form.transposeB ? size.n : size.k
    a = Floats(rowsOfA * lda, offset: padding, in: -1...1, using: &random)
    b = Floats(rowsOfB * ldb, offset: padding, in: -1...1, using: &random)
    c = Floats(size.m * ldc, offset: padding, in: -1...1, using: &random)
  }

  /// Computes rows and columns of C from `row` and `column` on, with a packed B where asked.
  func run(
    _ table: KernelTable, packed: Bool = false, rows: Range<Int>? = nil, columns: Range<Int>? = nil
  ) {
    let rows = rows ?? 0..<size.m
    let columns = columns ?? 0..<size.n
    let a = a.pointer + rows.lowerBound * (form.transposeA ? 1 : lda)
    let b = b.pointer + columns.lowerBound * (form.transposeB ? ldb : 1)
    let c = c.pointer + rows.lowerBound * ldc + columns.lowerBound
    let (m, n, k) = (rows.count, columns.count, size.k)
    if packed {
      let packedB = Floats(table.packedCount(n, k), offset: 1)
      table.packB(form.transposeB, n, k, b, ldb, packedB.pointer)
      #expect(packedB.guardsAreIntact, "packB wrote past packedCount")
      table.gemmPacked(m, n, k, a, lda, packedB.pointer, form.accumulate, c, ldc)
      withExtendedLifetime(packedB) {}
    } else {
      let scratch = Floats(table.gemmScratch(m, n, k), offset: 1)
      table.gemm(
        form.transposeA, form.transposeB, m, n, k, a, lda, b, ldb, form.accumulate, c, ldc,
        scratch.pointer)
      #expect(scratch.guardsAreIntact, "gemm wrote past gemmScratch")
    }
  }

  /// C as it should be, and for each element the greatest error that rounding k products and their
  /// sum may cause: (k + 2) 2^-24 times the sum of their magnitudes (Higham 2002, section 3.1).
  func expected() -> (values: [Double], bounds: [Double]) {
    func product(_ a: Doubles, _ b: Doubles, _ c: Doubles) -> [Double] {
      Reference.gemm(
        form.transposeA, form.transposeB, size.m, size.n, size.k, a.pointer, lda, b.pointer, ldb,
        form.accumulate, c.pointer, ldc)
      return withExtendedLifetime((a, b)) { c.values }
    }
    func magnitudes(_ x: Floats) -> Doubles { Doubles(x.values.map { Double($0.magnitude) }) }
    let bounds = product(magnitudes(a), magnitudes(b), magnitudes(c))
    return (
      product(a.doubles, b.doubles, c.doubles), bounds.map { $0 * Double(size.k + 2) * 0x1p-24 }
    )
  }
}

@Suite("Matrix products")
struct MatrixProductTests {
  @Test(
    "Agree with the reference within the bound of rounding, and write nowhere else",
    arguments: ProductForm.all, Kernels.available)
  func agree(form: ProductForm, variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    for size in ProductSize.all {
      for packed in form.transposeA ? [false] : [false, true] {
        for padding in [0, 3] {
          let product = Product(size, form, padding: padding)
          let (values, bounds) = product.expected()
          product.run(table, packed: packed)
          let actual = product.c.values
          let wrong = actual.indices.first { abs(Double(actual[$0]) - values[$0]) > bounds[$0] }
          #expect(
            wrong == nil, "\(size.testDescription), packed \(packed), padding \(padding)")
          #expect(product.c.guardsAreIntact, "\(size.testDescription)")
        }
      }
    }
  }

  @Test(
    "Give the same bits however rows and columns are shared out, packed or not",
    arguments: ProductForm.all, Kernels.available)
  func partition(form: ProductForm, variant: KernelVariant) throws {
    let table = try Kernels.table(for: variant)
    let size = ProductSize(m: 30, n: 150, k: 77)
    let whole = Product(size, form, padding: 1)
    whole.run(table)
    for packed in form.transposeA ? [false] : [false, true] {
      for cuts in [[0, 1, 3, 6, 10, 17, 30], [0, 16, 30], [0, 29, 30], [0, 30]] {
        let rows = Product(size, form, padding: 1)
        for (from, to) in zip(cuts, cuts.dropFirst()) {
          rows.run(table, packed: packed, rows: from..<to)
        }
        #expect(rows.c.bits == whole.c.bits, "rows \(cuts), packed \(packed)")
      }
      for cuts in [[0, 1, 18, 33, 150], [0, 128, 150], [0, 149, 150]] {
        let columns = Product(size, form, padding: 1)
        for (from, to) in zip(cuts, cuts.dropFirst()) {
          columns.run(table, packed: packed, columns: from..<to)
        }
        #expect(columns.c.bits == whole.c.bits, "columns \(cuts), packed \(packed)")
      }
    }
  }
}

import Testing

@testable import Tensors

/// A catalogue on which bounds are tried.
struct ScanCase: CustomTestStringConvertible, Sendable {
  let name: String
  var rows = 3_000
  var columns = 17
  /// False if bounds cannot help, so that there may be no list.
  var isQuick = true
  /// The number of a row and a column; draws a number between -1 and 1 if it needs one.
  let number: @Sendable (Int, Int, () -> Float) -> Float
  /// The number of the query in a column.
  var query: @Sendable (Int, () -> Float) -> Float = { $1() }
  var bias: (@Sendable (Int, () -> Float) -> Float)?
  var scale: ItemScan.Scale?

  var testDescription: String { name }

  static let all = [
    ScanCase(name: "random", number: { $2() }),
    ScanCase(name: "one column", columns: 1, isQuick: false, number: { $2() }),
    ScanCase(name: "many columns", rows: 2_000, columns: 301, number: { $2() }),
    ScanCase(name: "a sample first", rows: 33_000, columns: 8, number: { $2() }),
    // Without a sample, as long as there are few.
    ScanCase(
      name: "worst first, few", isQuick: false, number: { ($2() + 1) * Float($0) },
      query: { abs($1()) }),
    ScanCase(
      name: "worst first, many", rows: 40_000, columns: 4, number: { Float($0) + $2() },
      query: { _, _ in 1 }),
    ScanCase(
      name: "few distinct rows", isQuick: false,
      number: { row, column, _ in Float((row % 7) * (column % 3)) }),
    ScanCase(name: "equal rows", isQuick: false, number: { _, column, _ in Float(column) }),
    ScanCase(
      name: "nearly equal rows", isQuick: false,
      number: { _, column, draw in Float(column) + 1e-6 * draw() }),
    ScanCase(name: "an outlier column", number: { $1 == 3 ? 1e4 * $2() : $2() }),
    ScanCase(
      name: "an outlier column that the query ignores", isQuick: false,
      number: { $1 == 3 ? 1e6 * $2() : $2() }, query: { $0 == 3 ? 0 : $1() }),
    ScanCase(name: "outlier rows", number: { $0 % 500 == 1 ? 1e6 * $2() : $2() }),
    ScanCase(name: "zero rows", number: { $0 % 2 == 0 ? 0 : $2() }),
    ScanCase(name: "a zero query", isQuick: false, number: { $2() }, query: { _, _ in 0 }),
    ScanCase(name: "huge", number: { 1e12 * $2() }, query: { 1e12 * $1() }),
    ScanCase(
      name: "overflowing", isQuick: false, number: { 1e30 * $2() }, query: { 1e20 * $1() }),
    // The sums of some rows are infinite after half of the columns, and would be zero after all.
    ScanCase(
      name: "overflowing on the way", columns: 64, isQuick: false,
      number: { row, column, draw in
        row % 100 == 7 ? (column < 32 ? 0x1.ep66 : -0x1.ep66) : 0x1p50 * draw()
      }, query: { _, _ in 0x1.ep56 }),
    ScanCase(
      name: "subnormal", isQuick: false, number: { 0x1p-136 * $2() }, query: { 1e-3 * $1() }),
    ScanCase(
      name: "rows of all sizes",
      number: { row, _, draw in
        draw() * Float(sign: .plus, exponent: -(row % 140), significand: 1)
      }),
    ScanCase(
      name: "a row that is not a number", isQuick: false,
      number: { row, column, draw in row == 5 && column == 2 ? .nan : draw() }),
    ScanCase(
      name: "an infinite row", isQuick: false,
      number: { row, column, draw in row == 5 && column == 2 ? .infinity : draw() }),
    ScanCase(
      name: "a query that is not a number", isQuick: false, number: { $2() },
      query: { $0 == 1 ? .nan : $1() }),
    ScanCase(name: "biases", number: { $2() }, bias: { 3 * $1() }),
    ScanCase(
      name: "biases that are not numbers", number: { $2() },
      bias: { $0 % 4 == 0 ? .nan : $0 % 4 == 1 ? -.infinity : $1() }),
    ScanCase(
      name: "a scale", number: { $2() }, bias: { 3 * $1() },
      scale: .init(base: 0.3, unit: 0.7, mean: 3.5)),
    ScanCase(
      name: "a scale at which scores are equal", isQuick: false, number: { $2() },
      scale: .init(base: 0.3, unit: 1e-6, mean: 3.5)),
    ScanCase(
      name: "a scale that falls", isQuick: false, number: { $2() }, scale: .init(base: 0, unit: -1)),
  ]
}

@Suite struct ItemScanTests {
  /// A scan, and the list of scoring every item.
  private struct Trial {
    let test: ScanCase
    let scan: ItemScan
    let query: [Float]
    let biases: [Float]?
    let table: FloatBuffer
    let kernels: KernelTable

    init(_ test: ScanCase, _ variant: KernelVariant, seed: UInt64 = 1) throws {
      var random = SplitMix(seed: seed)
      let draw = { Float.random(in: -1...1, using: &random) }
      self.test = test
      kernels = try Kernels.table(for: variant)
      table = FloatBuffer(count: test.rows * test.columns)
      for i in 0..<table.count {
        table.base[i] = test.number(i / test.columns, i % test.columns, draw)
      }
      query = (0..<test.columns).map { test.query($0, draw) }
      biases = test.bias.map { bias in (0..<test.rows).map { bias($0, draw) } }
      scan = ItemScan(
        table, biases: biases, rows: test.rows, columns: test.columns, kernels: kernels,
        smallest: 1)
    }

    func top(_ count: Int, where isWanted: (Int32) -> Bool = { _ in true }) -> [ScoredItem]? {
      scan.top(count, of: query, scale: test.scale, where: isWanted)
    }

    func expected(_ count: Int, where isWanted: (Int32) -> Bool = { _ in true }) -> [ScoredItem] {
      let items = (0..<Int32(test.rows)).filter(isWanted)
      var scores = [Float](repeating: 0, count: test.rows)
      items.withUnsafeBufferPointer { scan.rows.dots(query, $0, into: &scores) }
      let scored = zip(items, scores).map { item, product in
        var score = product
        if let biases { score += biases[Int(item)] }
        if let scale = test.scale { score = scale.mean + scale.unit * (scale.base + score) }
        return ScoredItem(score: score, item: item)
      }
      return Array(
        scored.filter { !$0.score.isNaN }
          .sorted { ($1.score, $0.item) < ($0.score, $1.item) }.prefix(count))
    }
  }

  @Test("The list is that of scoring every item", arguments: ScanCase.all, Variants.all)
  func agrees(_ test: ScanCase, _ variant: KernelVariant) throws {
    for seed: UInt64 in 1...3 {
      let trial = try Trial(test, variant, seed: seed)
      for count in [1, 10, 100] {
        let list = trial.top(count)
        if let list { #expect(list == trial.expected(count), "\(count)") }
        if test.isQuick { #expect(list != nil, "\(count)") }
      }
    }
  }

  @Test("Every row reaches its own score", arguments: ScanCase.all, Variants.all)
  func bounds(_ test: ScanCase, _ variant: KernelVariant) throws {
    let trial = try Trial(test, variant)
    guard
      let rows = QuantisedRows(trial.table.base, rows: test.rows, columns: test.columns),
      let query = rows.query(trial.query)
    else { return }
    let block = KernelTable.quantisedBlock
    for row in stride(from: 0, to: test.rows, by: 7) {
      let first = row / block * block
      let count = min(block, test.rows - first)
      var (dots, found) = ([Int32](repeating: 0, count: block), [Int32](repeating: 0, count: block))
      let score = trial.scan.rows.dot(trial.query, row: row)
      let number = rows.rowsReaching(
        score, query, biases: nil, first: first, count: count, kernels: trial.kernels, dots: &dots,
        found: &found)
      #expect(found[..<number].contains(Int32(row - first)), "\(row)")
      // Twice the greatest error that rounding to bytes may leave.
      let norm = trial.query.reduce(0) { $0 + $1 * $1 }.squareRoot()
      let far = score + 2 * rows.scales.base[row] * norm * Float(test.columns).squareRoot()
      #expect(far.isFinite)
      let reaching = rows.rowsReaching(
        far, query, biases: nil, first: first, count: count, kernels: trial.kernels, dots: &dots,
        found: &found)
      #expect(!found[..<reaching].contains(Int32(row - first)), "\(row)")
    }
  }

  @Test("Items that are not wanted are left out", arguments: Variants.all)
  func leavesOut(_ variant: KernelVariant) throws {
    for rows in [1_000, 33_000] {
      let trial = try Trial(ScanCase(name: "", rows: rows, number: { $2() }), variant)
      for share in [2, 3, 40] {
        let isWanted = { (item: Int32) in Int(item) % share == 1 }
        #expect(trial.top(10, where: isWanted) == trial.expected(10, where: isWanted))
      }
      #expect(trial.top(10) { _ in false } == [])
      #expect(trial.top(rows + 5) { $0 < 20 }?.count == 20)
    }
  }

  @Test("Lists are the same at any number of threads")
  func threads() throws {
    let test = ScanCase(name: "", rows: 33_000, columns: 8, number: { $2() })
    let trial = try Trial(test, try Kernels.select().variant)
    func lists(_ threads: Int) -> [[ScoredItem]?] {
      var lists = [[ScoredItem]?](repeating: nil, count: 24)
      lists.withUnsafeMutableBufferPointer { lists in
        Compute(kernels: trial.kernels, workers: Workers(threads: threads))
          .forBlocks(of: 1, in: lists.count) { user, _ in
            let query = trial.query.map { $0 * Float(user) - 3 }
            lists[user] = trial.scan.top(10, of: query)
          }
      }
      return lists
    }
    let alone = lists(1)
    #expect(alone.allSatisfy { $0?.count == 10 })
    #expect(Set(alone).count > 12)
    for threads in [2, 3] { #expect(lists(threads) == alone) }
  }

  @Test("Any number of items is scanned", arguments: [0, 1, 2, 15, 16, 17, 255, 256, 257, 5000])
  func anySize(_ rows: Int) throws {
    for variant in Variants.all {
      let trial = try Trial(ScanCase(name: "", rows: rows, columns: 5, number: { $2() }), variant)
      #expect(trial.top(10) == (rows == 0 ? nil : trial.expected(10)))
      #expect(trial.top(0) == nil)
    }
  }

  @Test("Other biases give the list of a snapshot that was made with them")
  func otherBiases() throws {
    for variant in Variants.all {
      let test = ScanCase(
        name: "", rows: 5000, columns: 5, number: { $2() }, bias: { _, draw in draw() })
      let (trial, other) = (try Trial(test, variant), try Trial(test, variant, seed: 2))
      let biases = try #require(other.biases)
      let scan = trial.scan.with(biases: biases)
      let made = ItemScan(
        trial.table, biases: biases, rows: test.rows, columns: 5, kernels: trial.kernels,
        smallest: 1)
      let list = scan.top(10, of: trial.query)
      #expect(list != nil && list == made.top(10, of: trial.query))
      #expect(list != trial.top(10))
    }
  }

  @Test("Few items are not worth bounds")
  func fewItems() throws {
    let table = FloatBuffer(count: 40)
    table.base.update(repeating: 1, count: 40)
    let scan = ItemScan(table, rows: 10, columns: 4, kernels: try Kernels.table(for: .scalar))
    #expect(scan.top(3, of: [1, 2, 3, 4]) == nil)
  }

  @Test("Rows that are too long, too great or too small have no bounds", arguments: [1, 3])
  func outOfRange(_ columns: Int) {
    let table = FloatBuffer(count: (1 << 20) + 1)
    func isBounded(_ number: Float, columns: Int) -> Bool {
      table.base.update(repeating: number, count: columns)
      return QuantisedRows(table.base, rows: 1, columns: columns) != nil
    }
    #expect(isBounded(1, columns: columns))
    #expect(isBounded(127 * 0x1p50, columns: columns))
    #expect(!isBounded(128 * 0x1p50, columns: columns))
    #expect(isBounded(127 * 0x1p-50, columns: columns))
    #expect(!isBounded(126 * 0x1p-50, columns: columns))
    #expect(isBounded(1, columns: table.count - 1))
    #expect(!isBounded(1, columns: table.count))
  }

  @Test("Bounds exclude nearly all items")
  func excludes() throws {
    let trial = try Trial(
      ScanCase(name: "", rows: 50_000, columns: 64, number: { $2() }),
      try Kernels.select().variant)
    var asked = 0
    let list = trial.top(10) { _ in
      asked += 1
      return true
    }
    #expect(list == trial.expected(10))
    // The sample, the first items, and few of the others.
    #expect(asked < 1024 + 256 + 1000)
  }

  @Test("The least number that reaches a score does, and the next below does not")
  func leastReaching() {
    for scale in [ItemScan.Scale(base: 0.3, unit: 0.7, mean: 3.5), .init(base: -1e20)] {
      for bar: Float in [-4, -0.0, 0, 1e-30, 3.5, 1e7] {
        guard let least = scale.leastReaching(bar) else {
          Issue.record("no number reaches \(bar)")
          continue
        }
        let score = { (x: Float) in scale.mean + scale.unit * (scale.base + x) }
        #expect(score(least) >= bar)
        #expect(score(least.nextDown) < bar)
      }
    }
    #expect(ItemScan.Scale(base: 0).leastReaching(-.infinity) == -.infinity)
    #expect(ItemScan.Scale(base: .nan).leastReaching(0) == nil)
  }
}

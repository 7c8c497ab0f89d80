/// A snapshot of items as vectors, for the best of them by their products with a user's vector.
///
/// The list is that of scoring every item by `rows` and sorting, to the last bit. It is found faster: products of bytes
/// bound the score of every item, and only those are scored whose bound reaches the worst of the best so far.
///
/// There is no such list if a number is not finite, if lengths are beyond 2^50 or below 2^-50, as that of a vector of
/// zeros, if bounds exclude too few items, as among equal ones, or if items are so few that scoring all is as fast.
///
/// - Stability: evolving.
public struct ItemScan: Sendable {
  /// A score that is not the product itself: mean + unit (base + x), each operation rounded.
  public struct Scale: Hashable, Sendable {
    /// Part of the product that all items have in common.
    public var base: Float
    /// The unit of the product; positive.
    public var unit: Float
    /// The mean of the scores.
    public var mean: Float

    /// Makes a scale.
    public init(base: Float, unit: Float = 1, mean: Float = 0) {
      self.base = base
      self.unit = unit
      self.mean = mean
    }

    /// Returns the score.
    func callAsFunction(_ x: Float) -> Float { mean + unit * (base + x) }

    /// Returns the least number whose score is `bar` or more, by halving what lies between infinities: scores do not
    /// fall as x grows. Nil if there is none, or if scores do fall.
    package func leastReaching(_ bar: Float) -> Float? {
      guard unit > 0, unit.isFinite, base.isFinite, mean.isFinite else { return nil }
      var (low, high) = (Self.place(-.infinity), Self.place(.infinity))
      guard self(Self.number(high)) >= bar else { return nil }
      while low < high {
        let middle = low + (high - low) / 2
        if self(Self.number(middle)) >= bar { high = middle } else { low = middle + 1 }
      }
      return Self.number(low)
    }

    /// Returns the place of a number in the order of all floats.
    private static func place(_ x: Float) -> Int {
      let bits = Int(x.bitPattern & 0x7fff_ffff)
      return x.sign == .minus ? -bits : bits
    }

    private static func number(_ place: Int) -> Float {
      let magnitude = Float(bitPattern: UInt32(place.magnitude))
      return place < 0 ? -magnitude : magnitude
    }
  }

  /// Items from which bounds are faster than scores.
  public static let smallest = 4096

  /// Returns the bytes of a snapshot: the table, its rows packed and as bytes, and a few numbers of each.
  public static func bytes(rows: Int, columns: Int) -> Int {
    let (row, overflows) = columns.multipliedReportingOverflow(by: 9)
    let (bytes, overflowsToo) = row.addingReportingOverflow(16)
    let (all, overflowsAll) = bytes.multipliedReportingOverflow(by: rows)
    return overflows || overflowsToo || overflowsAll ? .max : all
  }

  /// Items whose bounds are computed at a time, at most.
  private static let pieceLength = 4096
  /// Items with which a list begins, if there is nothing to compare with.
  private static let firstPiece = 256
  /// Items of many that are scored first, so that a list does not begin with the worst.
  private static let sample = 1024
  /// Items that are scored together.
  private static let group = 32

  /// The items' vectors, for the scores of given items.
  public let rows: PackedRows
  /// [rows, columns]
  private let table: FloatBuffer
  /// [rows]
  private var biases: FloatBuffer?
  private let quantised: QuantisedRows?
  private let kernels: KernelTable

  /// Packs the present rows of a table, which must not change any more.
  ///
  /// - Parameters:
  ///   - table: [rows, columns]; kept.
  ///   - biases: [rows] numbers added to the products.
  ///   - smallest: the number of items from which they are rounded to bytes.
  public init(
    _ table: FloatBuffer, biases: [Float]? = nil, rows: Int, columns: Int, kernels: KernelTable,
    smallest: Int = ItemScan.smallest
  ) {
    precondition(table.count >= rows * columns, "a table has all its rows")
    precondition(biases.map { $0.count == rows } ?? true, "every row has a bias")
    self.table = table
    self.kernels = kernels
    self.rows = PackedRows(table.base, rows: rows, columns: columns, kernels: kernels)
    self.biases = biases.map { FloatBuffer($0) }
    quantised =
      rows < smallest ? nil : QuantisedRows(table.base, rows: rows, columns: columns)
  }

  /// Returns a snapshot of the same rows, whose memory it shares, with other biases.
  public func with(biases: [Float]) -> ItemScan {
    precondition(biases.count == rows.rows, "every row has a bias")
    var scan = self
    scan.biases = FloatBuffer(biases)
    return scan
  }

  /// Returns the `count` items with the highest scores, highest first, equal ones in the order of the rows.
  ///
  /// - Parameters:
  ///   - vector: [columns]
  ///   - scale: the score of a product and its bias; nil: these are the score.
  ///   - isWanted: false for rows to leave out. Called for those alone that may be listed.
  /// - Returns: fewer if there are no more, and none whose score is NaN. Nil if the items have to be scored one by one.
  public func top(
    _ count: Int, of vector: UnsafePointer<Float>, scale: Scale? = nil,
    where isWanted: (Int32) -> Bool = { _ in true }
  ) -> [ScoredItem]? {
    guard let quantised, count > 0, let query = quantised.query(vector) else { return nil }
    let memory = Memory(vector, columns: rows.columns, kernels: kernels)
    defer { memory.deallocate() }
    var best = TopRanking(capacity: count)
    let sampled = barOfSample(count, memory, scale, isWanted)
    var (first, length, left) = (0, Self.firstPiece, max(rows.rows / 4, Self.sample))
    while first < rows.rows {
      length = min(length, rows.rows - first)
      let bar = max(best.bar, sampled)
      // The score of an item does not fall as its product grows, so the bound of the one bounds the other.
      guard let least = scale.map({ $0.leastReaching(bar) }) ?? bar else { return nil }
      let found = quantised.rowsReaching(
        least, query, biases: biases.map { UnsafePointer($0.base) }, first: first, count: length,
        kernels: kernels, dots: memory.dots, found: memory.found)
      for i in 0..<found { memory.found[i] += Int32(first) }
      left -= offer(found, memory, scale, to: &best, isWanted)
      guard left >= 0 else { return nil }
      first += length
      length = min(2 * length, Self.pieceLength)
    }
    return best.sorted()
  }

  /// Scores those of the first items in `memory.found` that are wanted, a group at a time, and offers them.
  ///
  /// - Returns: the number of items scored.
  private func offer(
    _ found: Int, _ memory: Memory, _ scale: Scale?, to best: inout TopRanking,
    _ isWanted: (Int32) -> Bool
  ) -> Int {
    var (scored, next) = (0, 0)
    while next < found {
      var count = 0
      while count < Self.group, next < found {
        memory.group[count] = memory.found[next]
        if isWanted(memory.found[next]) { count += 1 }
        next += 1
      }
      score(count, memory, scale)
      best.offer(UnsafeBufferPointer(start: memory.group, count: count), scores: memory.scores)
      scored += count
    }
    return scored
  }

  /// Writes the scores of a group.
  private func score(_ count: Int, _ memory: Memory, _ scale: Scale?) {
    let columns = rows.columns
    kernels.gatherRows(count, columns, table.base, memory.group, memory.gathered, columns)
    kernels.packB(true, count, columns, memory.gathered, columns, memory.packed)
    kernels.gemmPacked(
      1, count, columns, memory.vector, columns, memory.packed, false, memory.scores, count)
    for i in 0..<count {
      if let biases { memory.scores[i] += biases.base[Int(memory.group[i])] }
      if let scale { memory.scores[i] = scale(memory.scores[i]) }
    }
  }

  /// Returns a score that `count` wanted items reach: that of the last of the best in a sample. -infinity if the sample
  /// would be too great a part of all, or has too few.
  private func barOfSample(
    _ count: Int, _ memory: Memory, _ scale: Scale?, _ isWanted: (Int32) -> Bool
  ) -> Float {
    guard rows.rows >= 32 * Self.sample, count <= Self.sample / 8 else { return -.infinity }
    // Far apart, so that runs of like items do not fill it.
    let step = rows.rows / Self.sample
    for i in 0..<Self.sample { memory.found[i] = Int32(i * step) }
    var best = TopRanking(capacity: count)
    _ = offer(Self.sample, memory, scale, to: &best, isWanted)
    return best.bar
  }

  /// Memory for one list.
  private struct Memory {
    let vector: UnsafePointer<Float>
    let dots, found, group: UnsafeMutablePointer<Int32>
    let gathered, packed, scores: UnsafeMutablePointer<Float>

    init(_ vector: UnsafePointer<Float>, columns: Int, kernels: KernelTable) {
      self.vector = vector
      dots = .allocate(capacity: pieceLength)
      found = .allocate(capacity: pieceLength)
      group = .allocate(capacity: ItemScan.group)
      gathered = .allocate(capacity: ItemScan.group * columns)
      packed = .allocate(capacity: kernels.packedCount(ItemScan.group, columns))
      scores = .allocate(capacity: ItemScan.group)
    }

    func deallocate() {
      for integers in [dots, found, group] { integers.deallocate() }
      for floats in [gathered, packed, scores] { floats.deallocate() }
    }
  }
}

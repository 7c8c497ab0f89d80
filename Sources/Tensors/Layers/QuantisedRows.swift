/// A table's rows as bytes with a scale each, and bounds of their products with a vector.
///
/// A row v is s a + r, with a scale s, whole numbers a of -127 ... 127 and a rest r; a vector q is t b + d alike,
/// b with 16 bits. So
///
///     q . v  =  s (t (a . b) + d . a) + q . r  <=  s (t (a . b) + |d| |a| + |q| |r| / s)
///
/// The greatest |a| and |r| / s of the table make one bound for all rows. a . b is exact; the roundings of the bound
/// itself, and those of the float product that it bounds, are added.
struct QuantisedRows: Sendable {
  /// The vector's length and the greatest scale may not leave `range`: a row is no longer than 2^17 scales, so that
  /// neither a product nor a part of its sum overflows, and what underflows is far below the bound.
  private static let range = 0x1p-50...0x1p50
  /// Columns beyond which the roundings of a product may grow faster than the bound tells.
  private static let columnLimit = 1 << 20
  /// Scales are not below 2^-40 of the greatest. Numbers that small round to zero; their rest counts like any other.
  private static let leastScale: Float = 0x1p-40
  /// Rounding error of one operation in floats.
  private static let roundoff = 0x1p-24

  private let columns: Int
  private let pairs: Int
  /// [blocks][pairs][16 rows][2] a; the bytes of floats that are never read.
  private let memory: FloatBuffer
  /// [rows] s
  let scales: FloatBuffer
  /// The greatest |a|.
  private var length = 0.0
  /// The greatest |r| / s.
  private var rest = 0.0
  private let greatestScale: Double

  /// Rounds the rows of a table.
  ///
  /// - Returns: nil if a number is not finite, or numbers are so great, small or many that the bound may not hold.
  init?(_ table: UnsafePointer<Float>, rows: Int, columns: Int) {
    self.columns = columns
    pairs = (columns + 1) / 2
    guard rows > 0, 1...Self.columnLimit ~= columns else { return nil }
    let block = KernelTable.quantisedBlock
    let blockBytes = 2 * block * pairs
    memory = FloatBuffer(count: (rows + block - 1) / block * blockBytes / 4)
    memory.preferLargePages()
    let bytes = UnsafeMutableRawPointer(memory.base).bindMemory(
      to: Int8.self, capacity: memory.count * 4)
    scales = FloatBuffer(count: rows)
    var greatest: Float = 0
    for row in 0..<rows {
      let most = Self.greatest(table + row * columns, columns)
      guard most.isFinite else { return nil }
      scales.base[row] = most / 127
      greatest = max(greatest, most / 127)
    }
    greatestScale = Double(greatest)
    guard Self.range.contains(greatestScale) else { return nil }
    for row in 0..<rows {
      scales.base[row] = max(scales.base[row], greatest * Self.leastScale)
      let sums = Self.round(
        table + row * columns, columns, scale: scales.base[row],
        into: bytes + row / block * blockBytes + row % block * 2)
      length = max(length, sums.squares.squareRoot())
      rest = max(rest, sums.rests.squareRoot() / Double(scales.base[row]))
    }
  }

  /// Returns the greatest magnitude; NaN or infinity if there is one.
  private static func greatest(_ row: UnsafePointer<Float>, _ columns: Int) -> Float {
    // Without their sign, floats are in the order of their bits, NaN last.
    var bits: UInt32 = 0
    for c in 0..<columns { bits = max(bits, row[c].bitPattern & 0x7fff_ffff) }
    return Float(bitPattern: bits)
  }

  /// Writes the bytes of one row, and returns the sums of their squares and of those of the rests.
  private static func round(
    _ row: UnsafePointer<Float>, _ columns: Int, scale: Float, into out: UnsafeMutablePointer<Int8>
  ) -> (squares: Double, rests: Double) {
    // Adding 1.5 * 2^23 rounds to a whole number and leaves it in the low bits.
    let shift: Float = 0x1.8p23
    let inverse = 1 / scale
    var squares = 0.0
    var rests = 0.0
    for c in 0..<columns {
      let shifted = row[c] * inverse + shift
      out[c / 2 * 2 * KernelTable.quantisedBlock + c % 2] = Int8(
        truncatingIfNeeded: shifted.bitPattern)
      let whole = Double(shifted - shift)
      let rest = Double(row[c]) - Double(scale) * whole
      squares += whole * whole
      rests += rest * rest
    }
    return (squares, rests)
  }

  /// Returns the greatest magnitude of a vector's whole numbers, such that no sum passes 32 bits.
  private static func queryLimit(pairs: Int) -> Int {
    min(Int(Int16.max), Int(Int32.max) / (2 * 127 * pairs))
  }

  /// A vector as whole numbers, and the bound of its products.
  struct Query {
    /// [pairs, 2] b
    fileprivate let numbers: [Int16]
    /// t
    fileprivate let unit: Float
    /// The bound of the error of t (a . b), as a share of a row's scale.
    fileprivate let slack: Float
  }

  /// Returns a vector rounded to whole numbers; nil if its length is so great or so small that the bound may not hold.
  ///
  /// - Parameter vector: [columns]
  func query(_ vector: UnsafePointer<Float>) -> Query? {
    var squares = 0.0
    for c in 0..<columns { squares += Double(vector[c]) * Double(vector[c]) }
    let norm = squares.squareRoot()
    guard Self.range.contains(norm) else { return nil }
    let limit = Self.queryLimit(pairs: pairs)
    let unit = Self.greatest(vector, columns) / Float(limit)
    var numbers = [Int16](repeating: 0, count: 2 * pairs)
    var rests = 0.0
    for c in 0..<columns {
      let whole = (Double(vector[c]) / Double(unit)).rounded()
      let bounded = min(max(whole, -Double(limit)), Double(limit))
      numbers[c] = Int16(bounded)
      let rest = Double(vector[c]) - Double(unit) * bounded
      rests += rest * rest
    }
    return Query(numbers: numbers, unit: unit, slack: slack(norm: norm, rest: rests.squareRoot()))
  }

  /// Returns the bound of the error for a vector of length `norm` whose rest has the length `vectorRest`.
  private func slack(norm: Double, rest vectorRest: Double) -> Float {
    let rounding = norm * rest + vectorRest * length
    // A product of n numbers, in any order, fused or not, is off by less than n u |q| |v|, with u the error of one
    // operation; twice that leaves room for what is of second order.
    let product = 2 * Double(columns + 2) * Self.roundoff * norm * (length + rest)
    // The bound itself: three or four operations on numbers no greater than these.
    let own = 8 * Self.roundoff * ((norm + vectorRest) * length + rounding + product)
    // Underflowing products, divided by the least scale.
    let underflow =
      Double(columns + 2) * Double(Float.leastNormalMagnitude)
      / (greatestScale * Double(Self.leastScale))
    return Float((rounding + product + own + underflow) * (1 + 0x1p-20))
  }

  /// Writes the rows of a range whose product with the vector may reach `least` when their bias is added.
  ///
  /// - Parameters:
  ///   - first: a multiple of `KernelTable.quantisedBlock`.
  ///   - dots: room for `count` numbers, rounded up to whole blocks.
  ///   - found: room for `count` numbers; counted from `first`.
  /// - Returns: the number of rows found. Among them are all whose float product and bias, added as floats, are `least`
  ///   or more.
  func rowsReaching(
    _ least: Float, _ query: Query, biases: UnsafePointer<Float>?, first: Int, count: Int,
    kernels: KernelTable, dots: UnsafeMutablePointer<Int32>, found: UnsafeMutablePointer<Int32>
  ) -> Int {
    let block = KernelTable.quantisedBlock
    let bytes = UnsafeRawPointer(memory.base).assumingMemoryBound(to: Int8.self)
    kernels.quantisedDots(
      (count + block - 1) / block, pairs, bytes + first * 2 * pairs, query.numbers, dots)
    return kernels.rowsReaching(
      count, dots, scales.base + first, query.unit, query.slack, biases.map { $0 + first }, least,
      found)
  }
}

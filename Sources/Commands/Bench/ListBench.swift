import DebutEngine

/// Measures the best ten of very many items by the product of a user's and an item's vector, as `als` lists
/// them: by bounds of bytes, and by scoring every item. Vectors are generated: only sizes matter.
struct ListBench {
  /// The sizes of a catalogue.
  struct Size: Hashable {
    var items: Int
    var columns: Int
    var listed = 10

    func name(_ kind: String) -> String {
      "top \(listed) of items=\(items) dims=\(columns) \(kind)"
    }
  }

  /// The catalogue by which engines are compared.
  static let standard = Size(items: 1_000_000, columns: 64)

  /// Users, each of whom gets a list in turn.
  private static let users = 64

  private let size: Size
  private let scan: ItemScan
  /// [users, columns]
  private let vectors: FloatBuffer
  private let all: [Int32]
  /// [items]
  private let scores: FloatBuffer

  init(_ size: Size = Self.standard, kernels: KernelTable) {
    self.size = size
    var generator = SeededGenerator(seed: 1)
    // Numbers of a normal distribution, as vectors of a factorisation are much like.
    func drawn(_ rows: Int) -> FloatBuffer {
      let parameter = Parameter("drawn", rows: rows, columns: size.columns)
      parameter.fillNormal(1, using: &generator)
      return parameter.value
    }
    scan = ItemScan(
      drawn(size.items), rows: size.items, columns: size.columns, kernels: kernels, smallest: 1)
    vectors = drawn(Self.users)
    scores = FloatBuffer(count: size.items)
    all = (0..<Int32(size.items)).map { $0 }
  }

  /// Measures both ways.
  ///
  /// - Parameter stopwatch: of one list a measurement.
  func rows(_ stopwatch: Stopwatch = Stopwatch(samples: 101, shortest: .zero)) -> [BenchRow] {
    [("int8", byBounds), ("float", byScores)].map { kind, list in
      var user = 0
      let times = stopwatch.measure {
        _ = list(user)
        user = (user + 1) % Self.users
      }
      var row = BenchRow(size.name(kind), times)
      row.showsPercentile = true
      return row
    }
  }

  private func vector(_ user: Int) -> UnsafePointer<Float> {
    UnsafePointer(vectors.base + user * size.columns)
  }

  /// Returns a list by bounds; empty if there is none.
  func byBounds(_ user: Int) -> [ScoredItem] {
    scan.top(size.listed, of: vector(user)) ?? []
  }

  /// Returns the list by scoring every item.
  func byScores(_ user: Int) -> [ScoredItem] {
    var best = TopRanking(capacity: size.listed)
    all.withUnsafeBufferPointer {
      scan.rows.dots(vector(user), $0, into: scores.base)
      best.offer($0, scores: scores.base)
    }
    return best.sorted()
  }
}

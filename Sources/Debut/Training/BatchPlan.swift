#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Which examples of an epoch stand side by side in which batch.
///
/// - Complexity: O(n log n) for n examples.
struct BatchPlan {
  /// Indices of examples; `batches` cuts it into neighbours.
  let order: [Int32]
  /// In the order of training. Within each the examples stand longest first.
  let batches: [Range<Int>]

  /// - Parameters:
  ///   - rows: examples in a batch.
  ///   - similarLengths: sort by noisy length, so that little of a batch is padding, then shuffle
  ///     the batches; otherwise shuffle the examples.
  init(
    _ examples: Examples, rows: Int, similarLengths: Bool,
    using generator: inout SeededGenerator
  ) {
    var order = (0..<Int32(examples.count)).map { $0 }
    var batches = Self.cut(examples.count, rows: rows)
    if similarLengths {
      order = Self.sortedByNoisyLength(examples, using: &generator)
      batches.shuffle(using: &generator)
    } else {
      order.shuffle(using: &generator)
    }
    Self.sortLongestFirst(&order, within: batches, examples)
    self.order = order
    self.batches = batches
  }

  /// Ranges of `rows` neighbours; a last one of a single example joins the one before, as batch
  /// normalisation needs two rows.
  static func cut(_ count: Int, rows: Int) -> [Range<Int>] {
    var ranges = stride(from: 0, to: count, by: rows).map { $0..<min($0 + rows, count) }
    if rows > 1, ranges.count > 1, ranges[ranges.count - 1].count == 1 {
      ranges.removeLast()
      ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<count
    }
    return ranges
  }

  /// By log(length) + 0.2 normal: neighbours are of similar length, and others in every epoch.
  private static func sortedByNoisyLength(
    _ examples: Examples, using generator: inout SeededGenerator
  ) -> [Int32] {
    var keyed: [(key: Float, example: Int32)] = []
    keyed.reserveCapacity(examples.count)
    for e in 0..<examples.count {
      let length = Float(max(examples.length(e), 1))
      keyed.append((log(length) + 0.2 * normal(using: &generator), Int32(e)))
    }
    keyed.sort { ($0.key, $0.example) < ($1.key, $1.example) }
    return keyed.map(\.example)
  }

  /// A number of the standard normal distribution (Box and Muller 1958).
  private static func normal(using generator: inout SeededGenerator) -> Float {
    let radius = (-2 * log(1 - generator.uniform())).squareRoot()
    return radius * cos(2 * .pi * generator.uniform())
  }

  private static func sortLongestFirst(
    _ order: inout [Int32], within batches: [Range<Int>], _ examples: Examples
  ) {
    let lengths = (0..<examples.count).map { examples.length($0) }
    guard let longest = lengths.max(), longest != lengths.min() else { return }
    for batch in batches {
      order[batch].sort {
        let (x, y) = (lengths[Int($0)], lengths[Int($1)])
        return x != y ? x > y : $0 < $1
      }
    }
  }
}

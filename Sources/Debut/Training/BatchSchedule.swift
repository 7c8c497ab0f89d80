#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The steps of an epoch: which examples stand side by side in which batch, and where long batches are cut.
///
/// - Complexity: O(n log n) for n examples.
struct BatchSchedule {
  /// Indices of examples; `batches` cuts it into neighbours.
  let order: [Int32]
  /// Batches in the order of training. Within each the examples stand longest first.
  let batches: [Range<Int>]
  /// For each step of the optimiser its batch, and the positions of the sequences that it covers.
  private let steps: [(batch: Int, positions: Range<Int>)]

  /// - Parameters:
  ///   - rows: examples in a batch.
  ///   - chunk: positions of a step, so that the steps of a long batch follow each other; nil: batches stay
  ///     whole.
  ///   - similarLengths: true sorts by noisy length, so that little of a batch is padding, and shuffles the
  ///     batches; false shuffles the examples.
  ///   - check: called every few milliseconds; what it throws ends the work.
  init(
    _ examples: Examples, rows: Int, chunk: Int? = nil, similarLengths: Bool,
    using generator: inout SeededGenerator, checking check: () throws -> Void
  ) rethrows {
    var order = (0..<Int32(examples.count)).map { $0 }
    var batches = Self.cut(examples.count, rows: rows)
    if similarLengths {
      order = try Self.sortedByNoisyLength(examples, using: &generator, checking: check)
      batches.shuffle(using: &generator)
    } else {
      order.shuffle(using: &generator)
    }
    try check()
    try Self.sortLongestFirst(&order, within: batches, examples, checking: check)
    self.order = order
    self.batches = batches
    var steps: [(batch: Int, positions: Range<Int>)] = []
    steps.reserveCapacity(batches.count)
    for (b, batch) in batches.enumerated() {
      let longest = examples.length(Int(order[batch.lowerBound]))
      let size = max(chunk ?? longest, 1)
      for first in stride(from: 0, to: max(longest, 1), by: size) {
        steps.append((b, first..<first + size))
      }
    }
    self.steps = steps
  }

  /// The number of steps.
  var count: Int { steps.count }

  /// Returns the batch, or the part of one, that step 0 ..< `count` trains on.
  func batch(_ step: Int, _ examples: Examples, of histories: Histories) -> SequenceBatch {
    let step = steps[step]
    return SequenceBatch(
      examples, order[batches[step.batch]], steps: step.positions, of: histories)
  }

  /// Returns ranges of `rows` neighbours. A last one of a single example joins the one before, because
  /// batch normalisation needs two rows.
  static func cut(_ count: Int, rows: Int) -> [Range<Int>] {
    var ranges = stride(from: 0, to: count, by: rows).map { $0..<min($0 + rows, count) }
    if rows > 1, ranges.count > 1, ranges[ranges.count - 1].count == 1 {
      ranges.removeLast()
      ranges[ranges.count - 1] = ranges[ranges.count - 1].lowerBound..<count
    }
    return ranges
  }

  /// Returns the examples sorted by log(length) + 0.2 normal, so that neighbours are of similar length,
  /// and others in every epoch.
  private static func sortedByNoisyLength(
    _ examples: Examples, using generator: inout SeededGenerator, checking check: () throws -> Void
  ) rethrows -> [Int32] {
    var keyed: [(key: Float, example: Int32)] = []
    keyed.reserveCapacity(examples.count)
    for e in 0..<examples.count {
      if e % 50_000 == 0 { try check() }
      let length = Float(max(examples.length(e), 1))
      keyed.append((log(length) + 0.2 * normal(using: &generator), Int32(e)))
    }
    var comparisons = 0
    try keyed.sort {
      comparisons += 1
      if comparisons % 500_000 == 0 { try check() }
      return ($0.key, $0.example) < ($1.key, $1.example)
    }
    return keyed.map(\.example)
  }

  /// Draws a number of the standard normal distribution (Box and Muller 1958).
  private static func normal(using generator: inout SeededGenerator) -> Float {
    let radius = (-2 * log(1 - generator.uniform())).squareRoot()
    return radius * cos(2 * .pi * generator.uniform())
  }

  /// Sorts each batch by falling length, and equal lengths by index.
  private static func sortLongestFirst(
    _ order: inout [Int32], within batches: [Range<Int>], _ examples: Examples,
    checking check: () throws -> Void
  ) rethrows {
    let lengths = (0..<examples.count).map { examples.length($0) }
    guard let longest = lengths.max(), longest != lengths.min() else { return }
    for (place, batch) in batches.enumerated() {
      if place % 1_000 == 0 { try check() }
      order[batch].sort {
        let (x, y) = (lengths[Int($0)], lengths[Int($1)])
        return x != y ? x > y : $0 < $1
      }
    }
  }
}

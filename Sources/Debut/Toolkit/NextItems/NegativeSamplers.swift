#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Draws all items alike.
///
/// - Stability: evolving.
public struct UniformNegatives: NegativeSampler {
  /// None.
  public typealias Options = NoOptions

  /// The name and help.
  public static let descriptor = NegativeSamplerDescriptor(
    name: "uniform", summary: "all items alike",
    discussion: """
      Draws negatives from all items alike, with replacement. Popular items come seldom, so that a loss over \
      few negatives learns little of what tells them from the target.
      """,
    reference: "Bengio and Senécal 2008 (sampled softmax)")

  private let itemCount: Int

  /// Makes a sampler for items with so many events each.
  public init(options: Options, counts: [Int]) { itemCount = counts.count }

  /// Draws from all items, with replacement.
  public func draw(
    _ count: Int, besides targets: [Int32], using generator: inout SeededGenerator
  ) -> Negatives {
    let logExpected = Float(log(Double(count) / Double(itemCount)))
    return Negatives(
      items: (0..<count).map { _ in Int32(generator.below(itemCount)) },
      logExpected: [Float](repeating: logExpected, count: count))
  }
}

/// Draws items by a power of how often they come.
///
/// - Stability: evolving.
public struct PopularityNegatives: NegativeSampler {
  /// The options.
  public struct Options: ModelOptions {
    /// The power of an item's number of events that it is drawn by.
    public var exponent: Float = 0.5

    /// Makes the defaults.
    public init() {}

    /// The exponent.
    public static let fields: [OptionField<Options>] = [
      .init("exponent", \.exponent, in: 0...1, "power of an item's number of events")
    ]
  }

  /// The name and help.
  public static let descriptor = NegativeSamplerDescriptor(
    name: "popularity", summary: "items by a power of their number of events",
    discussion: """
      Draws negatives by a power of how many events an item has, with replacement. Exponent 0 is uniform over all \
      items; above it, items without events are never drawn. 1 is popularity itself, 0.75 that of word2vec, 0.5 \
      that of most published settings of GRU4Rec.
      """,
    reference: "Hidasi and Karatzoglou 2018 (GRU4Rec); Mikolov et al. 2013 (word2vec)")

  /// [items] the sum of the weights up to each item, in units of the whole; empty if nothing can be drawn.
  private let sums: [Double]

  /// Makes a sampler for items with so many events each.
  public init(options: Options, counts: [Int]) {
    var total = 0.0
    var sums: [Double] = []
    sums.reserveCapacity(counts.count)
    for count in counts {
      total += pow(Double(count), Double(options.exponent))
      sums.append(total)
    }
    self.sums = total > 0 ? sums.map { $0 / total } : []
  }

  /// Draws by the powers, with replacement.
  public func draw(
    _ count: Int, besides targets: [Int32], using generator: inout SeededGenerator
  ) -> Negatives {
    guard !sums.isEmpty else { return Negatives(items: [], logExpected: []) }
    var items: [Int32] = []
    var logs: [Float] = []
    for _ in 0..<count {
      let place = Double(generator.next() >> 11) * 0x1p-53
      var (low, high) = (0, sums.count - 1)
      while low < high {
        let middle = (low + high) / 2
        if sums[middle] > place { high = middle } else { low = middle + 1 }
      }
      let share = sums[low] - (low > 0 ? sums[low - 1] : 0)
      items.append(Int32(low))
      logs.append(Float(log(Double(count) * share)))
    }
    return Negatives(items: items, logExpected: logs)
  }
}

/// Takes the targets of the batch. Beyond their number no negatives are drawn.
///
/// - Stability: evolving.
public struct InBatchNegatives: NegativeSampler {
  /// None.
  public typealias Options = NoOptions

  /// The name and help.
  public static let descriptor = NegativeSamplerDescriptor(
    name: "in-batch", summary: "the targets of the batch, for one another",
    discussion: """
      Takes the targets of the batch as negatives of one another, at most as many as `samples` says. Popular items \
      come often, which the correction by log Q makes up for.
      """,
    reference: "Bengio and Senécal 2008; Yi et al. 2019 (correction by log Q)")

  /// [items] the share of each among all events.
  private let shares: [Double]

  /// Makes a sampler for items with so many events each.
  public init(options: Options, counts: [Int]) {
    let total = Double(max(counts.reduce(0, +), 1))
    shares = counts.map { Double($0) / total }
  }

  /// Draws from the targets without replacement, in their order if all of them are wanted.
  public func draw(
    _ count: Int, besides targets: [Int32], using generator: inout SeededGenerator
  ) -> Negatives {
    var items = targets
    if items.count > count {
      for place in 0..<count {
        items.swapAt(place, place + generator.below(items.count - place))
      }
      items.removeLast(items.count - count)
    }
    return Negatives(
      items: items,
      logExpected: items.map { Float(log(Double(items.count) * max(shares[Int($0)], 1e-12))) })
  }
}

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Draws items by a power of how often they come: 0 is uniform, 1 is popularity, 0.75 that of word2vec (Mikolov et
/// al. 2013), 0.5 that of most published settings of GRU4Rec.
///
/// - Stability: evolving.
public struct PopularityNegatives: NegativeSampler {
  /// [items] the sum of the weights up to each item, in units of the whole.
  private let sums: [Double]

  /// Makes a sampler. Items without events are drawn too unless the exponent is above 0.
  ///
  /// - Parameters:
  ///   - counts: the events of each item, one item at least.
  ///   - exponent: the power of an item's events that it is drawn by.
  public init(counts: [Int], exponent: Double) {
    var total = 0.0
    var sums: [Double] = []
    sums.reserveCapacity(counts.count)
    for count in counts {
      total += pow(Double(count), exponent)
      sums.append(total)
    }
    self.sums = total > 0 ? sums.map { $0 / total } : []
  }

  /// Draws with replacement.
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

/// Takes the targets of the batch: popular ones come often, which the correction by log Q makes up for (Bengio and
/// Senécal 2008; Yi et al. 2019). Beyond their number no negatives are drawn.
///
/// - Stability: evolving.
public struct InBatchNegatives: NegativeSampler {
  /// [items] the share of each among all events.
  private let shares: [Double]

  /// Makes a sampler.
  ///
  /// - Parameter counts: the events of each item.
  public init(counts: [Int]) {
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

import Debut

/// A model that orders items by their number of events in the last days of training.
///
/// - Stability: evolving.
public final class RecentPopular: ScoringModel {
  public struct Options: ModelOptions {
    public var days: Float?
    public var share: Float = 0.1

    public init() {}

    public static let fields: [OptionField<Options>] = [
      .init(
        "days", \.days, in: 0.001...100_000,
        "days before the last event whose events count; auto: 7, or twice as many until they hold a "
          + "twentieth of all"),
      .init(
        "share", \.share, in: 0.001...1,
        "share of each history, its end, whose events count where the data has no times"),
    ]
  }

  public static let descriptor = ModelDescriptor(
    name: "recent-popular",
    summary: "items by their number of events in the last days, the same list for everyone",
    discussion: """
      Counts how often each item comes in the last `days` of the training data; items with the same \
      number, most of all those without any such event, are in the order of all their events. Users do \
      not enter: everyone gets the same list, less what they have had.

      `days=auto` takes 7 days, because shops and media follow the week, and doubles them until they \
      hold a twentieth of all events: seven days of a small data set are a handful, and their counts \
      mere chance. A note says what was taken. Without times nobody knows which events were last; the \
      last `share` of each history is counted then, one event at least. \
      On data of many years, where each user's last event is predicted, the last days are later than \
      most of what is predicted, and `popular` is better.
      """,
    reference: "Ji, Sun, Zhang and Li 2020 (popularity over a recent window)",
    learning: .events)

  private let options: Options
  public private(set) var scorer: SharedList?

  public init(options: Options) { self.options = options }

  /// Returns the bytes of two counts and a score for each item.
  public static func trainingMemory(_ options: Options, for size: TrainingSize) -> Int? {
    MemorySum.product(12, size.items)
  }

  public func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    let counts = try data.eventCounts(run)
    let recent = try recentCounts(data, run)
    // Less than one event, so that all events only order what the recent ones leave equal.
    let unit = 1 / (Float(counts.max() ?? 0) + 1)
    scorer = SharedList(
      zip(recent, counts).map { Float($0) + Float($1) * unit }, name: "recent popularity")
  }

  private func recentCounts(_ data: TrainingSet, _ run: TrainingContext) throws -> [Int32] {
    var counts = [Int32](repeating: 0, count: data.itemCount)
    let times = data.histories.columns.timestamps
    let start = try times.isEmpty ? nil : Self.start(of: options.days, data, run)
    try counts.withUnsafeMutableBufferPointer { counts in
      try times.withUnsafeBufferPointer { times in
        try data.forEachHistory(run) { user, items in
          guard let start else {
            let count = Int((Float(items.count) * options.share).rounded(.up))
            for item in items.suffix(count) { counts[Int(item)] &+= 1 }
            return
          }
          let range = data.histories.ranges[user]
          for (item, time) in zip(items, times[range]) where time > start {
            counts[Int(item)] &+= 1
          }
        }
      }
    }
    return counts
  }

  /// Returns the time after which events count, in seconds since 1970.
  private static func start(
    of days: Float?, _ data: TrainingSet, _ run: TrainingContext
  ) throws -> Int64 {
    let histories = data.histories
    let times = histories.columns.timestamps
    let last = histories.ranges.lazy.filter { !$0.isEmpty }.map { times[$0.upperBound - 1] }.max()
    let end = last ?? 0
    func before(_ days: Float) -> Int64 {
      let (time, overflows) = end.subtractingReportingOverflow(Int64(Double(days) * 86_400))
      return overflows ? .min : time
    }
    if let days { return before(days) }
    var width: Float = 7
    while width < 100_000 {
      let (start, bound) = (before(width), width)
      var count = 0
      try data.forEachHistory(run) { user, _ in
        // Histories are in the order of time.
        for row in histories.ranges[user].reversed() {
          guard times[row] > start else { break }
          count += 1
        }
      }
      if 20 * count >= histories.ratingCount {
        run.note("days \(Int(bound)): \(Counted.text(count, "event")) of \(histories.ratingCount)")
        return start
      }
      width *= 2
    }
    return before(width)
  }

  public func save(to state: inout StateWriter) {
    guard let scorer else { return }
    state.add("item.score", scorer.scores)
  }

  public func restore(from state: StateReader, _ outline: TrainingSet, _ run: TrainingContext)
    throws
  {
    scorer = SharedList(
      try state.floats("item.score", shape: [outline.itemCount]), name: "recent popularity")
  }
}

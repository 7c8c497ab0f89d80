extension Split {
  /// Divides the data once, or once a fold.
  ///
  /// - `none`: everything is for training, no user is held out.
  /// - `freshUsers`: fold k holds out the users of `fold(of:)` k, whole; one partition a fold, in the
  ///   order of the folds.
  /// - `leaveLastOut`: every user's last rating is a target; training histories end before it. A user
  ///   with one rating has the target at position 0 and is absent from training.
  /// - `byTime`: T is the timestamp at place ⌊fraction · n⌋ of all n in ascending order. Ratings before T
  ///   are for training; those at T or after are targets.
  ///
  /// - Throws: `DataError.noFolds`, `.foldOutOfRange`, `.repeatedFold`, `.foldWithoutUsers`,
  ///   `.foldWithoutTexts`, `.badFraction`, `.noTimestamps`, `.nothingToTrainOn`.
  public func partitions(of data: Dataset) throws -> [Partition] {
    try partitions(of: data, checking: {})
  }

  /// Divides the data as `partitions(of:)` does.
  ///
  /// - Parameters:
  ///   - data: the data.
  ///   - check: called before each fold; what it throws ends the work.
  package func partitions(
    of data: Dataset, checking check: () throws -> Void
  ) throws -> [Partition] {
    let partitions: [Partition]
    switch self {
    case .none:
      partitions = [
        Partition(
          training: data.histories, heldOut: data.histories.selecting([]), firstTargets: [])
      ]
    case .freshUsers(let folds):
      try Self.check(folds)
      partitions = try folds.map {
        try check()
        return try Self.fold($0, of: data.histories)
      }
    case .leaveLastOut:
      partitions = [Self.leaveLastOut(data.histories)]
    case .byTime(let fraction):
      guard fraction > 0 && fraction < 1 else { throw DataError.badFraction(fraction) }
      guard data.hasTimestamps else { throw DataError.noTimestamps(data.name) }
      partitions = [Self.byTime(fraction, data.histories)]
    }
    for partition in partitions where partition.training.ratingCount == 0 {
      throw DataError.nothingToTrainOn(description)
    }
    return partitions
  }

  /// Returns the split that data has by default: the first fold of `freshUsers` that leaves users on both
  /// sides; `none` if no fold does.
  public static func standard(for data: Dataset) -> Split {
    var found: Set<Int> = []
    for user in data.histories.users {
      found.insert(fold(of: user))
      // Nothing changes any more: hashing all users of large data takes a while.
      if found.count > 1 && found.contains(allFolds.lowerBound) { break }
    }
    guard found.count > 1, let first = found.min() else { return .none }
    return .freshUsers(folds: [first])
  }

  private static func check(_ folds: [Int]) throws {
    guard !folds.isEmpty else { throw DataError.noFolds }
    var seen: Set<Int> = []
    for fold in folds {
      guard allFolds.contains(fold) else { throw DataError.foldOutOfRange(fold) }
      guard seen.insert(fold).inserted else { throw DataError.repeatedFold(fold) }
    }
  }

  private static func fold(_ fold: Int, of histories: Histories) throws -> Partition {
    let partition = freshUsers(fold, of: histories)
    guard !partition.heldOut.isEmpty else {
      throw histories.users.kind == .numeric
        ? DataError.foldWithoutUsers(fold) : .foldWithoutTexts(fold)
    }
    return partition
  }

  /// Divides the users of histories into those of a fold, held out whole, and all others. Either part may
  /// be empty.
  package static func freshUsers(_ fold: Int, of histories: Histories) -> Partition {
    let isHeldOut = Self.folds(of: histories.users).map { $0 == fold }
    let heldOut = histories.indices.filter { isHeldOut[$0] }
    return Partition(
      fold: fold, training: histories.selecting(histories.indices.filter { !isHeldOut[$0] }),
      heldOut: histories.selecting(heldOut), firstTargets: heldOut.map { _ in 0 })
  }

  private static func leaveLastOut(_ histories: Histories) -> Partition {
    Partition(
      training: histories.cutting(at: histories.map { max($0.count - 1, 0) }),
      heldOut: histories, firstTargets: histories.map { max($0.count - 1, 0) })
  }

  private static func byTime(_ fraction: Double, _ histories: Histories) -> Partition {
    let threshold = quantile(fraction, histories.columns.timestamps)
    // Histories are in time order: ratings before the threshold come first.
    let before = histories.map { history in
      history.timestamps.firstIndex { $0 >= threshold }.map { $0 - history.timestamps.startIndex }
        ?? history.count
    }
    let targeted = histories.indices.filter { before[$0] < histories.ranges[$0].count }
    return Partition(
      training: histories.cutting(at: before), heldOut: histories.selecting(targeted),
      firstTargets: targeted.map { before[$0] })
  }

  /// Returns the value at place ⌊fraction · n⌋ of n values in ascending order, by halving the range of
  /// values: no copy, no sort.
  ///
  /// - Precondition: values are not empty.
  private static func quantile(_ fraction: Double, _ values: [Int64]) -> Int64 {
    let place = min(Int(fraction * Double(values.count)), values.count - 1)
    var low = values.min() ?? 0
    var high = values.max() ?? 0
    while low < high {
      let middle = low + (high - low) / 2
      let below = values.reduce(0) { $0 + ($1 <= middle ? 1 : 0) }
      if below > place { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

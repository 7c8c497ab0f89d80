extension Split {
  /// Divides the data, once or once a fold.
  ///
  /// - `none`: everything for training, nobody held out.
  /// - `freshUsers`: fold k holds out the users with `userId % 10 == k`, whole; one partition a fold, in
  ///   the order given.
  /// - `leaveLastOut`: every user's last rating is asked; the training histories end before it. Users
  ///   with one rating are asked at position 0 and are absent from training.
  /// - `byTime`: T is the timestamp at place ⌊fraction · n⌋ of all n in ascending order. Training sees
  ///   what is before T; users with ratings at T or after are asked about those.
  ///
  /// - Throws: `DataError.noFolds`, `.foldOutOfRange`, `.repeatedFold`, `.foldWithoutUsers`,
  ///   `.badFraction`, `.noTimestamps`, `.nothingToTrainOn`.
  public func partitions(of data: Dataset) throws -> [Partition] {
    let partitions: [Partition]
    switch self {
    case .none:
      partitions = [
        Partition(
          training: data.histories, heldOut: data.histories.selecting([]), firstTargets: [])
      ]
    case .freshUsers(let folds):
      try Self.check(folds)
      partitions = try folds.map { try Self.fold($0, of: data.histories) }
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

  private static func check(_ folds: [Int]) throws {
    guard !folds.isEmpty else { throw DataError.noFolds }
    var seen: Set<Int> = []
    for fold in folds {
      guard (0...9).contains(fold) else { throw DataError.foldOutOfRange(fold) }
      guard seen.insert(fold).inserted else { throw DataError.repeatedFold(fold) }
    }
  }

  private static func fold(_ fold: Int, of histories: Histories) throws -> Partition {
    let partition = freshUsers(fold, of: histories)
    guard !partition.heldOut.isEmpty else { throw DataError.foldWithoutUsers(fold) }
    return partition
  }

  /// Divides the users of histories into those of a fold, held out whole, and all others. Either part may
  /// be empty.
  package static func freshUsers(_ fold: Int, of histories: Histories) -> Partition {
    let isHeldOut = histories.userIDs.map { $0 % 10 == Int64(fold) }
    let heldOut = histories.indices.filter { isHeldOut[$0] }
    return Partition(
      fold: fold, training: histories.selecting(histories.indices.filter { !isHeldOut[$0] }),
      heldOut: histories.selecting(heldOut), firstTargets: heldOut.map { _ in 0 })
  }

  private static func leaveLastOut(_ histories: Histories) -> Partition {
    Partition(
      training: histories.cutting { max($0.count - 1, 0) },
      heldOut: histories, firstTargets: histories.map { max($0.count - 1, 0) })
  }

  private static func byTime(_ fraction: Double, _ histories: Histories) -> Partition {
    let threshold = quantile(fraction, histories.columns.timestamps)
    // Histories are in time order: what is before the threshold is at their front.
    let before = histories.map { history in
      history.timestamps.firstIndex { $0 >= threshold }.map { $0 - history.timestamps.startIndex }
        ?? history.count
    }
    let asked = histories.indices.filter { before[$0] < histories.ranges[$0].count }
    return Partition(
      training: histories.cutting(at: before), heldOut: histories.selecting(asked),
      firstTargets: asked.map { before[$0] })
  }

  /// The value at place ⌊fraction · n⌋ of the values in ascending order, found by halving the range of
  /// values: no copy, no sort. - Precondition: there are values.
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

extension Histories {
  /// Every history cut to its first `lengths[user]` ratings; those cut to nothing are left out.
  /// - Precondition: as many lengths as users, each within the history.
  public func cutting(at lengths: [Int]) -> Histories {
    precondition(lengths.count == count, "one length a user")
    let kept = indices.filter { lengths[$0] > 0 }
    return Histories(
      columns: columns, userIDs: kept.map { userIDs[$0] },
      ranges: kept.map { ranges[$0].lowerBound..<ranges[$0].lowerBound + lengths[$0] })
  }

  func cutting(_ length: (History) -> Int) -> Histories { cutting(at: map(length)) }

  /// Divides the users by chance: `fraction` of them, at least one and not all, into `validation`, the
  /// others into `training`; both keep the order of users. The same seed chooses the same users.
  ///
  /// With fewer than two users validation is empty.
  public func splittingUsers(
    fraction: Double, seed: UInt64
  ) -> (training: Histories, validation: Histories) {
    guard count >= 2 else { return (self, selecting([])) }
    let share = Swift.min(Swift.max(fraction, 0), 1) * Double(count)
    let size = Swift.min(Swift.max(Int(share.rounded()), 1), count - 1)
    var generator = SeededGenerator(seed: seed)
    var order = Array(indices)
    for i in 0..<size { order.swapAt(i, i + generator.below(count - i)) }
    var isChosen = [Bool](repeating: false, count: count)
    for user in order.prefix(size) { isChosen[user] = true }
    return (
      selecting(indices.filter { !isChosen[$0] }), selecting(indices.filter { isChosen[$0] })
    )
  }
}

extension Split: CustomStringConvertible {
  /// As in "fresh users, fold 0".
  public var description: String {
    switch self {
    case .none: "none"
    case .freshUsers(let folds) where folds.count == 1: "fresh users, fold \(folds[0])"
    case .freshUsers(let folds) where folds == Array(0...9): "fresh users, all folds"
    case .freshUsers(let folds):
      "fresh users, folds " + folds.map(String.init).joined(separator: ", ")
    case .leaveLastOut: "leave last out"
    case .byTime(let fraction): "by time, at \(fraction)"
    }
  }
}

extension Histories {
  /// Returns every history cut to its first `lengths[user]` ratings, without those cut to nothing.
  ///
  /// - Precondition: as many lengths as users, each within the history.
  public func cutting(at lengths: [Int]) -> Histories {
    precondition(lengths.count == count, "one length a user")
    let kept = indices.filter { lengths[$0] > 0 }
    return Histories(
      columns: columns, users: users.selecting(kept),
      ranges: kept.map { ranges[$0].lowerBound..<ranges[$0].lowerBound + lengths[$0] })
  }

  /// Divides the users by chance: `fraction` of them, at least one and not all, into `validation`,
  /// the others into `training`; both keep the order of users. A seed chooses the same users each
  /// time.
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

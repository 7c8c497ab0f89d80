import Debut

extension Examples {
  /// Creates one example of `length` positions for each user with that many ratings. The last position is
  /// the target. The other users are counted as left out.
  ///
  /// - Parameter choose: returns the positions for a history of a given length, the oldest first except
  ///   for the target. It is called once a user, in order.
  init(of histories: Histories, length: Int, choose: (Int) -> some Collection<Int>) {
    self.init()
    for (user, range) in histories.ranges.enumerated() {
      if range.count >= length {
        append(user: user, positions: choose(range.count), firstTarget: length - 1)
      } else {
        usersLeftOut += 1
      }
    }
  }
}

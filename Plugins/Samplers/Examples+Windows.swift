import Debut

extension Examples {
  /// One example of `length` positions for each user with that many ratings, the last position being
  /// the target; the other users are counted as left out.
  ///
  /// - Parameter choose: the positions to take from a history of so many ratings, oldest first but
  ///   for the target. Called once a user, in order.
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

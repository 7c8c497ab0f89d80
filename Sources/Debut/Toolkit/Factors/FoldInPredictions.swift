extension FoldInItems {
  /// Returns the fold-in predictions before every position of every history, under several decays at
  /// once, with the bits of a `FactorFoldIn` that is extended rating by rating.
  ///
  /// `shouldStop` is called every few ten thousand ratings, on the calling thread; true leaves the predictions
  /// that are missing NaN.
  ///
  /// - Returns: [ratings, decays] in stars, not clipped; histories one after the other. The bits do not
  ///   depend on the number of threads.
  /// - Complexity: O(ratings decays rank^3), divided over the threads.
  public func predictions(
    before histories: Histories, decays: [Float], compute: Compute,
    shouldStop: () -> Bool = { false }
  ) -> [Float] {
    Self.predictions(
      before: histories, decays: decays, compute: compute, shouldStop: shouldStop
    ) { _ in self }
  }

  /// Returns the fold-in predictions before every position.
  ///
  /// - Parameter items: returns the items that a user is folded into.
  static func predictions(
    before histories: Histories, decays: [Float], compute: Compute, shouldStop: () -> Bool,
    items: (Int) -> FoldInItems
  ) -> [Float] {
    var starts = [0]
    for range in histories.ranges { starts.append(starts[starts.count - 1] + range.count) }
    let count = starts[starts.count - 1] * decays.count
    let shards = shards(of: starts)
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
      initialised = count
      guard let out = buffer.baseAddress else { return }
      for first in stride(from: 0, to: shards.count, by: Self.shardsAtOnce) {
        guard !shouldStop() else {
          let done = starts[shards[first].lowerBound] * decays.count
          (out + done).initialize(repeating: .nan, count: count - done)
          return
        }
        compute.workers.run(shards: min(Self.shardsAtOnce, shards.count - first)) { shard in
          for user in shards[first + shard] {
            var foldIn = MultiDecayFoldIn(items(user), decays: decays)
            foldIn.read(histories[user], into: out + starts[user] * decays.count)
          }
        }
      }
    }
  }

  /// Shards between two looks at the request to stop.
  private static var shardsAtOnce: Int { 32 }

  /// Divides the users into ranges of about a thousand ratings.
  private static func shards(of starts: [Int]) -> [Range<Int>] {
    var shards: [Range<Int>] = []
    var first = 0
    for user in 0..<starts.count - 1
    where starts[user + 1] - starts[first] >= 1000 || user == starts.count - 2 {
      shards.append(first..<user + 1)
      first = user + 1
    }
    return shards
  }
}

extension CrossFittedFactors {
  /// Returns the fold-in predictions before every position of every training user, each by the table
  /// fitted without them. They leak as little as a fresh user's predictions, so that decays can be chosen
  /// by their errors, and models trained on top of them.
  ///
  /// - Returns: [ratings, decays] in stars, not clipped; users one after the other, each in the order of
  ///   their history.
  public func foldInPredictions(decays: [Float], compute: Compute) -> [Float] {
    let tables = groups.map { FoldInItems($0, kernels: compute.kernels) }
    return FoldInItems.predictions(
      before: histories, decays: decays, compute: compute, shouldStop: { false },
      items: { tables[groupOfUser[$0]] })
  }
}

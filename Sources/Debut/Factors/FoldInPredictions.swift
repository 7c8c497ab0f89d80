extension FoldInItems {
  /// The fold-in predictions before every position of every history, under several decays at once: what
  /// a `FactorFoldIn` says of each item just before it is told its rating, to the last bit.
  ///
  /// - Returns: [ratings, decays] in stars, not clipped; histories one after the other.
  /// - Complexity: O(ratings decays rank^3), shared out over the threads; the same bits at any number.
  public func predictions(
    before histories: Histories, decays: [Float], compute: Compute
  ) -> [Float] {
    Self.predictions(before: histories, decays: decays, compute: compute) { _ in self }
  }

  /// - Parameter items: what a user is folded into.
  static func predictions(
    before histories: Histories, decays: [Float], compute: Compute, items: (Int) -> FoldInItems
  ) -> [Float] {
    var starts = [0]
    for range in histories.ranges { starts.append(starts[starts.count - 1] + range.count) }
    let count = starts[starts.count - 1] * decays.count
    let shards = shards(of: starts)
    return [Float](unsafeUninitializedCapacity: count) { buffer, initialised in
      initialised = count
      guard let out = buffer.baseAddress else { return }
      compute.workers.run(shards: shards.count) { shard in
        for user in shards[shard] {
          let predictor = BatchedFoldIn(items(user), kernels: compute.kernels)
          for (column, decay) in decays.enumerated() {
            predictor.follow(
              histories[user], decay: decay,
              into: out + starts[user] * decays.count + column, stride: decays.count)
          }
        }
      }
    }
  }

  /// Neighbouring users with about a thousand ratings together.
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
  /// The fold-in predictions before every position of every training user, each from the table that has
  /// not seen them: as honest as those of fresh users, so that decays can be chosen by their errors and
  /// models trained on top.
  ///
  /// - Returns: [ratings, decays] in stars, not clipped; users one after the other, each in the order of
  ///   their history.
  public func foldInPredictions(decays: [Float], compute: Compute) -> [Float] {
    let tables = groups.map { FoldInItems($0, kernels: compute.kernels) }
    return FoldInItems.predictions(before: histories, decays: decays, compute: compute) {
      tables[groupOfUser[$0]]
    }
  }
}

/// Solves the systems of many positions together.
private struct BatchedFoldIn {
  private let items: FoldInItems
  private let kernels: KernelTable
  /// Positions solved at once.
  private static let batch = 32

  init(_ items: FoldInItems, kernels: KernelTable) {
    self.items = items
    self.kernels = kernels
  }

  /// out[t * stride] = the prediction of rating t from those before it.
  func follow(
    _ history: History, decay: Float, into out: UnsafeMutablePointer<Float>, stride: Int
  ) {
    let layout = items.layout
    let room =
      (Self.batch + 1) * layout.stride + Self.batch * layout.d + kernels.choleskyScratch(layout.d)
    withUnsafeTemporaryAllocation(of: Float.self, capacity: room) { memory in
      guard let evidence = memory.baseAddress else { return }
      evidence.update(repeating: 0, count: layout.stride)
      let systems = evidence + layout.stride
      let users = systems + Self.batch * layout.stride
      var first = 0
      while first < history.count {
        let count = min(Self.batch, history.count - first)
        for t in 0..<count {
          items.write(evidence, to: systems + t * layout.stride)
          let next = history[first + t]
          items.add(item: next.item, rating: next.rating, decay: decay, to: evidence)
        }
        kernels.choleskySolve(
          count, layout.d, systems, layout.stride, systems + layout.packed, layout.stride, users,
          layout.d, nil, 0, users + Self.batch * layout.d)
        for t in 0..<count {
          out[(first + t) * stride] = items.stars(
            users + t * layout.d, item: history[first + t].item)
        }
        first += count
      }
    }
  }
}

import Debut

/// Fits a blend to events of users that the network was not trained on, by the exact softmax over all items that may
/// come.
///
/// A position goes to a shard by its number alone, and positions are summed in order: the result does not depend on the
/// number of threads.
final class BlendFit {
  static let shards = EventFit.shards
  /// Numbers of each item in a shard: scores by counts, logits of the network, and their sum.
  static let width = 3
  private static let batch = 32
  private static let epochs = 4
  private static let learningRate = 2e-2
  /// Users that a report is of, and fewer than twice as many.
  private static let mostReported = 1000
  /// A score below that of any item that may come.
  private static let excluded: Float = -1e4

  private let fit: EventFit
  private let weights: TransitionWeights
  private let reader: TiedGRUReader
  /// The blend that a fit starts from.
  private let start: Blend
  /// [items] log of each item's share of all events.
  private let logPrior: Memory<Float>
  private let aside: [Int]
  private let run: TrainingContext
  /// [shards, width, items]
  private let memory: Memory<Float>
  /// 0 ..< items
  private let allItems: Memory<Int32>

  /// - Parameters:
  ///   - fit: reads the positions.
  ///   - weights: make the scores by counts.
  ///   - start: the blend that a fit starts from.
  ///   - all: all counts of the training.
  ///   - aside: the users that the network was not trained on.
  init(
    _ fit: EventFit, _ weights: TransitionWeights, _ reader: TiedGRUReader, from start: Blend,
    all: EventCounts, aside: [Int], _ run: TrainingContext
  ) {
    self.fit = fit
    self.start = start
    self.weights = weights
    self.reader = reader
    self.aside = aside
    self.run = run
    let items = all.itemCount
    logPrior = Memory(all.popularity.map { fastLog(all.prior($0)) }, emptyWith: 0)
    memory = Memory(Self.shards * Self.width * items, filledWith: 0)
    allItems = Memory((0..<items).map(Int32.init), emptyWith: 0)
  }

  private var itemCount: Int { allItems.count }
  private var events: EventSequences { fit.events }

  /// The number of positions that the users have.
  var positionCount: Int { aside.reduce(0) { $0 + fit.positions(of: $1).count } }

  /// Returns a blend that is fitted to so many positions of the users, or to all if there are no more.
  ///
  /// - Throws: `EngineError.interrupted`.
  func fitted(positions count: Int, using generator: inout SeededGenerator) throws -> Blend {
    var positions = aside.flatMap { user in
      fit.positions(of: user).map { TrainingPosition(user: user, position: $0) }
    }
    positions.shuffle(using: &generator)
    var order = try BlendPositions(
      Array(positions.prefix(count)), events, reader, check: run.checkGoesOn)
    var blend = start
    let batches = (order.count + Self.batch - 1) / Self.batch
    var adam = FallingAdam(
      weights: blend.coefficients.count, rate: Self.learningRate, steps: batches * Self.epochs)
    for _ in 0..<Self.epochs {
      order.shuffle(using: &generator)
      for start in stride(from: 0, to: order.count, by: Self.batch) {
        try run.checkGoesOn()
        run.progress("weights of both parts", adam.progress)
        let batch = start..<min(start + Self.batch, order.count)
        let changes = adam.changes(for: gradient(of: blend, order, batch))
        for (i, change) in changes.enumerated() { blend.coefficients[i] += change }
      }
    }
    return blend
  }

  /// Returns words on NDCG@10 of the users' last events, by each part and by both.
  ///
  /// - Throws: `EngineError.interrupted`.
  func report(_ blend: Blend) throws -> String {
    let step = max(1, aside.count / Self.mostReported)
    let some = aside.enumerated().compactMap { $0.offset % step == 0 ? $0.element : nil }
    let last = try BlendPositions(
      fit.lastEvents(of: some), events, reader, check: run.checkGoesOn)
    let gains = try gains([Blend(only: 0), Blend(only: 1), blend], last).map(\.decimals)
    return "NDCG@10 \(gains[0]) and \(gains[1]), both \(gains[2]), on "
      + "\(Counted.text(last.count, "event")) of the users set aside that chose the weights"
  }

  /// The scores of all items at a position.
  private struct Scored {
    let counts, network, room: UnsafeMutablePointer<Float>
    /// Items that may not come, as the user has had them.
    let had: ArraySlice<Int32>
    let target: Int
    let context: UserContext
  }

  /// Computes both scores of all items at a position.
  private func score(_ positions: BlendPositions, _ place: Int, _ shard: Int) -> Scored {
    let counts = memory.base + shard * Self.width * itemCount
    let network = counts + itemCount
    let position = positions.places[place]
    let (target, context) = fit.readers[shard].scores(
      position, weights.mixture, weights.score, into: counts)
    reader.scores(
      positions.states(place), UnsafeBufferPointer(start: allItems.base, count: itemCount),
      into: network)
    if start.isLift { for i in 0..<itemCount { network[i] -= logPrior[i] } }
    let first = events.starts[position.user]
    let had = fit.counts.repeats ? first..<first : first..<first + position.position
    return Scored(
      counts: counts, network: network, room: network + itemCount, had: events.items[had],
      target: target, context: context)
  }

  /// Returns the mean gradient of a batch's losses.
  private func gradient(
    of blend: Blend, _ positions: BlendPositions, _ batch: Range<Int>
  ) -> [Double] {
    let (n, width) = (UserContext.count, blend.coefficients.count)
    var rows = [Double](repeating: 0, count: batch.count * width)
    let kernels = run.compute.kernels
    rows.withUnsafeMutableBufferPointer { rows in
      let slots = UncheckedSlots(base: rows.baseAddress)
      run.compute.workers.run(shards: Self.shards) { shard in
        for row in stride(from: shard, to: batch.count, by: Self.shards) {
          let scored = score(positions, batch.lowerBound + row, shard)
          let weights = blend.weights(scored.context)
          let shares = scored.room
          mix(scored, weights, into: shares)
          kernels.softmax(1, itemCount, shares, shares)
          let slopes = [scored.counts, scored.network].map {
            (part: UnsafeMutablePointer<Float>) in
            Double(kernels.dot(itemCount, shares, part) - part[scored.target])
          }
          guard let out = slots.base.map({ $0 + row * width }) else { return }
          for k in 0..<width { out[k] = slopes[k / n] * scored.context.values[k % n] }
        }
      }
    }
    return (0..<width).map { k in
      batch.indices.reduce(0.0) { $0 + rows[($1 - batch.lowerBound) * width + k] }
        / Double(batch.count)
    }
  }

  private func mix(
    _ scored: Scored, _ weights: (counts: Float, network: Float),
    into out: UnsafeMutablePointer<Float>
  ) {
    let (counts, network) = (scored.counts, scored.network)
    for i in 0..<itemCount { out[i] = weights.counts * counts[i] + weights.network * network[i] }
    for item in scored.had where Int(item) != scored.target { out[Int(item)] = Self.excluded }
  }

  /// Returns NDCG@10 of each blend at some positions.
  private func gains(_ blends: [Blend], _ positions: BlendPositions) throws -> [Double] {
    let width = blends.count
    var gains = [Double](repeating: 0, count: positions.count * width)
    for start in stride(from: 0, to: positions.count, by: Self.batch) {
      try run.checkGoesOn()
      let batch = start..<min(start + Self.batch, positions.count)
      gains.withUnsafeMutableBufferPointer { gains in
        let slots = UncheckedSlots(base: gains.baseAddress)
        run.compute.workers.run(shards: Self.shards) { shard in
          for place in stride(from: batch.lowerBound + shard, to: batch.upperBound, by: Self.shards)
          {
            let scored = score(positions, place, shard)
            for (b, blend) in blends.enumerated() {
              mix(scored, blend.weights(scored.context), into: scored.room)
              slots.base?[place * width + b] = fit.gain(
                of: scored.target, at: positions.places[place], scored.room)
            }
          }
        }
      }
    }
    return (0..<width).map { b in
      (0..<positions.count).reduce(0) { $0 + gains[$1 * width + b] }
        / Double(max(positions.count, 1))
    }
  }
}

/// Positions of users, each with the network's states before it.
private struct BlendPositions {
  private(set) var places: [TrainingPosition]
  /// [positions][layers, hidden]
  private var before: [[Float]]

  /// Reads each user's events once.
  ///
  /// - Parameter check: called before each user; what it throws ends the reading.
  init(
    _ places: [TrainingPosition], _ events: EventSequences, _ reader: TiedGRUReader,
    check: () throws -> Void
  ) rethrows {
    self.places = places
    before = Array(repeating: [], count: places.count)
    let order = places.indices.sorted {
      (places[$0].user, places[$0].position) < (places[$1].user, places[$1].position)
    }
    var (states, user, read) = (reader.start, -1, 0)
    for place in order {
      if places[place].user != user {
        try check()
        (states, user, read) = (reader.start, places[place].user, 0)
      }
      let first = events.starts[user]
      events.items[first + read..<first + places[place].position].withUnsafeBufferPointer {
        reader.advance(&states, by: $0)
      }
      read = places[place].position
      before[place] = states
    }
  }

  var count: Int { places.count }

  func states(_ place: Int) -> [Float] { before[place] }

  /// Puts the positions in a random order.
  mutating func shuffle(using generator: inout SeededGenerator) {
    for place in places.indices.dropLast() {
      let other = place + generator.below(places.count - place)
      places.swapAt(place, other)
      before.swapAt(place, other)
    }
  }
}

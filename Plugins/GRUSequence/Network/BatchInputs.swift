import Debut

/// The numbers of a batch on the tape, time-major; zeros after a row's end.
struct BatchInputs {
  /// [entries, ratingInputs] inputs of the GRU, without those of the item's vector.
  let inputs: Variable
  /// [entries, features] offsets and the item's features.
  let features: Variable
  /// [entries, 1] targets of the prediction.
  let residuals: Variable
  /// [entries, 1] weight of the item's own vector.
  let trusts: Variable
  /// [entries, 1] deviation of the rating from the anchor's prediction.
  let surprises: Variable
  /// [entries] row of the item in the tables of the user's group.
  let rows: [Int32]

  /// Computes the inputs of a batch.
  ///
  /// - Parameter users: [rows at least] baselines before the batch; those after it on return.
  init<Baseline: UserBaseline>(
    _ batch: SequenceBatch, _ users: inout [Baseline], _ expectations: ItemExpectations,
    _ network: SequenceNetwork, on tape: Tape
  ) {
    func zeros(_ columns: Int) -> Variable {
      tape.constant(rows: batch.steps * batch.rows, columns: columns) { $0.update(repeating: 0) }
    }
    inputs = zeros(network.ratingInputs)
    features = zeros(network.features)
    residuals = zeros(1)
    trusts = zeros(1)
    surprises = zeros(1)
    rows = batch.items.indices.map {
      Int32(expectations.row(batch.items[$0], user: Int(batch.users[$0 % batch.rows])))
    }
    let unit = network.unit.value.base[0]
    users.withUnsafeMutableBufferPointer { users in
      tape.compute.workers.run(shards: batch.rows) { row in
        write(
          BatchRow(row, of: batch, expectations, unit: unit), &users[row], anchor: network.anchor)
      }
    }
  }

  private func write<Baseline: UserBaseline>(
    _ row: BatchRow, _ user: inout Baseline, anchor: Int
  ) {
    let width = Baseline.offsets
    withUnsafeTemporaryAllocation(of: Float.self, capacity: row.count * width) { offsets in
      guard let base = offsets.baseAddress else { return }
      user.read(row.count, into: base) { row.rating($0) }
      for step in 0..<row.count {
        write(
          row.features(step),
          offsets: UnsafeBufferPointer(start: base + step * width, count: width),
          position: row.firstPosition + step, entry: row.entry(step), anchor: anchor)
      }
    }
  }

  private func write(
    _ rating: RatingFeatures, offsets: UnsafeBufferPointer<Float>, position: Int, entry: Int,
    anchor: Int
  ) {
    SequenceNetwork.write(
      rating, offsets: offsets, position: position,
      into: inputs.value + entry * inputs.columns)
    let side = features.value + entry * features.columns
    for (i, offset) in offsets.enumerated() { side[i] = offset }
    rating.writeItem(into: side + offsets.count)
    residuals.value[entry] = rating.residual
    trusts.value[entry] = RatingFeatures.trust(rating.itemCount)
    surprises.value[entry] = rating.deviation(from: offsets[anchor])
  }
}

/// One row of a batch: a stretch of a user's ratings.
private struct BatchRow {
  /// Number of ratings.
  let count: Int
  /// Ratings of the user before the first.
  let firstPosition: Int
  private let batch: SequenceBatch
  private let row: Int
  private let user: Int
  private let expectations: ItemExpectations
  private let unit: Float

  init(_ row: Int, of batch: SequenceBatch, _ expectations: ItemExpectations, unit: Float) {
    self.batch = batch
    self.row = row
    self.expectations = expectations
    self.unit = unit
    count = Int(batch.lengths[row])
    firstPosition = batch.firstStep
    user = Int(batch.users[row])
  }

  /// Returns the place of a step among the batch's entries.
  func entry(_ step: Int) -> Int { step * batch.rows + row }

  /// Returns the features of a rating by the tables of the user's group.
  func features(_ step: Int) -> RatingFeatures {
    let entry = entry(step)
    return expectations.features(
      batch.items[entry], rating: batch.ratings[entry], user: user, unit: unit)
  }

  /// Returns the item, the stars and the residual of a rating.
  func rating(_ step: Int) -> (item: Int, rating: Float, residual: Float) {
    let entry = entry(step)
    return (Int(batch.items[entry]), batch.ratings[entry], features(step).residual)
  }
}

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
    _ batch: SequenceBatch, _ users: inout [Baseline], _ tables: CrossFittedTables<Baseline>,
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
      Int32(tables.row(batch.items[$0], user: Int(batch.users[$0 % batch.rows])))
    }
    users.withUnsafeMutableBufferPointer { users in
      tape.compute.workers.run(shards: batch.rows) { row in
        write(row, of: batch, &users[row], tables, network)
      }
    }
  }

  private func write<Baseline: UserBaseline>(
    _ row: Int, of batch: SequenceBatch, _ user: inout Baseline,
    _ tables: CrossFittedTables<Baseline>,
    _ network: SequenceNetwork
  ) {
    let count = Int(batch.lengths[row])
    let width = Baseline.offsets
    let unit = network.unit.value.base[0]
    func features(_ step: Int) -> RatingFeatures {
      let entry = step * batch.rows + row
      return tables.features(
        batch.items[entry], rating: batch.ratings[entry], user: Int(batch.users[row]), unit: unit)
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count * width) { offsets in
      guard let base = offsets.baseAddress else { return }
      user.read(count, into: base) { step in
        let entry = step * batch.rows + row
        return (Int(batch.items[entry]), batch.ratings[entry], features(step).residual)
      }
      for step in 0..<count {
        write(
          features(step), offsets: UnsafeBufferPointer(start: base + step * width, count: width),
          position: batch.firstStep + step, entry: step * batch.rows + row, anchor: network.anchor)
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

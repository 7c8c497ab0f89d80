import Debut

/// The numbers that a batch gives to the tape, time-major; zeros where a row has ended.
struct BatchInputs {
  /// [entries, signals]
  let inputs: Variable
  /// [entries, features] offsets, and what is known of the item.
  let features: Variable
  /// [entries, 1] what is to be predicted.
  let residuals: Variable
  /// [entries, 1] the weight of the item's own vector.
  let trusts: Variable
  /// [entries, 1] see `RatingFeatures.surprise`.
  let surprises: Variable
  /// [entries] the item's row in the tables of the user's group.
  let rows: [Int32]

  /// - Parameter users: [rows at least] of before the batch; of after it on return.
  init<Base: UserBaseline>(
    _ batch: SequenceBatch, _ users: inout [Base], _ tables: CrossFittedTables<Base>,
    _ network: SequenceNetwork, on tape: Tape
  ) {
    func zeros(_ columns: Int) -> Variable {
      tape.constant(rows: batch.steps * batch.rows, columns: columns) { $0.update(repeating: 0) }
    }
    inputs = zeros(network.signals)
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

  private func write<Base: UserBaseline>(
    _ row: Int, of batch: SequenceBatch, _ user: inout Base, _ tables: CrossFittedTables<Base>,
    _ network: SequenceNetwork
  ) {
    let count = Int(batch.lengths[row])
    let width = Base.offsets
    let unit = network.unit.value.base[0]
    func signal(_ step: Int) -> RatingFeatures {
      let entry = step * batch.rows + row
      return tables.signal(
        batch.items[entry], rating: batch.ratings[entry], user: Int(batch.users[row]), unit: unit)
    }
    withUnsafeTemporaryAllocation(of: Float.self, capacity: count * width) { offsets in
      guard let base = offsets.baseAddress else { return }
      user.read(count, into: base) { step in
        let entry = step * batch.rows + row
        return (Int(batch.items[entry]), batch.ratings[entry], signal(step).residual)
      }
      for step in 0..<count {
        write(
          signal(step), offsets: UnsafeBufferPointer(start: base + step * width, count: width),
          position: batch.firstStep + step, entry: step * batch.rows + row, anchor: network.anchor)
      }
    }
  }

  private func write(
    _ signal: RatingFeatures, offsets: UnsafeBufferPointer<Float>, position: Int, entry: Int,
    anchor: Int
  ) {
    signal.write(inputs.value + entry * inputs.columns, offsets: offsets, position: position)
    let side = features.value + entry * features.columns
    for (i, offset) in offsets.enumerated() { side[i] = offset }
    signal.writeItem(side + offsets.count)
    residuals.value[entry] = signal.residual
    trusts.value[entry] = SequenceNetwork.trust(signal.itemCount)
    surprises.value[entry] = signal.surprise(offsets, anchor: anchor)
  }
}

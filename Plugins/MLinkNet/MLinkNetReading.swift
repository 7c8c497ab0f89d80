import Debut

/// The inputs of the GRU of `mlinknet`, step by step: a row of the embedding and one number.
///
/// The notebook holds sequences in a tensor seq [batch, 19, 2] of (item, rating / highest) and reads
/// `seq[:, 0]` as the items and `seq[:, 1]` as the ratings. These are the first two *time steps*, not
/// the two *columns*: the published network reads two steps, in which
///
///     embedding rows  = item 1,             rating 1 truncated to a whole number (0, or 1 for the best)
///     numbers         = item 2 as a number, rating 2
///
/// With `intended` it reads every step's item and rating.
struct MLinkNetReading {
  /// [steps x rows] rows of the embedding, time-major.
  let embedded: [Int32]
  /// [steps x rows] the number beside each embedding.
  let numbers: [Float]
  let steps: Int
  let rows: Int
  /// [rows] steps of each sequence.
  let lengths: [Int32]

  /// - Parameters:
  ///   - items, shares: [steps x rows] item indices and ratings / highest, time-major.
  ///   - lengths: [rows] steps of each sequence, 0 ... steps.
  ///   - tableRows: rows of the embedding, the limit of indices that are made from ratings.
  init(
    _ indexing: MLinkNetOptions.Indexing, items: [Int32], shares: [Float], lengths: [Int32],
    tableRows: Int
  ) {
    rows = lengths.count
    switch indexing {
    case .intended:
      steps = Int(lengths.max() ?? 0)
      embedded = Array(items.prefix(steps * rows))
      numbers = Array(shares.prefix(steps * rows))
      self.lengths = lengths
    case .published:
      steps = lengths.contains { $0 > 0 } ? 2 : 0
      var embedded = [Int32](repeating: 0, count: steps * rows)
      var numbers = [Float](repeating: 0, count: steps * rows)
      for row in 0..<rows where lengths[row] > 0 {
        let last = Int32(tableRows - 1)
        embedded[row] = items[row]
        // Clamped, so that the conversion cannot trap. In this order of arguments NaN becomes 0.
        let share = min(max(0, shares[row]), 1)
        embedded[rows + row] = min(Int32(share), last)
        // A single rating has no second step; it is zeros.
        if lengths[row] > 1 {
          numbers[row] = Float(items[rows + row])
          numbers[rows + row] = shares[rows + row]
        }
      }
      self.embedded = embedded
      self.numbers = numbers
      self.lengths = lengths.map { $0 > 0 ? 2 : 0 }
    }
  }
}

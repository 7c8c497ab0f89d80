/// Ratings around their mean in both orders: grouped by user, and by item.
struct FactorRatings: Sendable {
  /// Ratings grouped by the rows of one side (users, say): rows of the other side, and centred ratings.
  struct Side: Sendable {
    /// [rows + 1] start of each row's ratings.
    var starts: [Int]
    /// [ratings] rows of the other side.
    var others: [Int32]
    /// [ratings] stars around the mean.
    var values: [Float]

    var rows: Int { starts.count - 1 }

    func count(_ row: Int) -> Int { starts[row + 1] - starts[row] }

    /// Cuts the rows into ranges of whole blocks with some 50,000 ratings and 10,000 rows at most, which take
    /// some hundredths of a second; a block with more is a range of its own.
    func rounds(of block: Int) -> [Range<Int>] {
      var rounds: [Range<Int>] = []
      var first = 0
      for end in stride(from: block, to: rows + block, by: block) {
        let end = min(end, rows)
        let next = min(end + block, rows)
        guard
          end == rows || starts[next] - starts[first] > 50_000 || next - first > 10_000
        else { continue }
        rounds.append(first..<end)
        first = end
      }
      return rounds
    }
  }

  /// Mean of all ratings in stars.
  let mean: Float
  /// Variance of the ratings in stars squared; at least the square of a hundredth of the scale.
  let variance: Float
  let users: Side
  let items: Side

  init(_ data: TrainingSet) {
    mean = data.meanRating
    var users = Side(starts: [0], others: [], values: [])
    users.starts.reserveCapacity(data.histories.count + 1)
    users.others.reserveCapacity(data.histories.ratingCount)
    users.values.reserveCapacity(data.histories.ratingCount)
    for history in data.histories {
      users.others += history.items
      for rating in history.ratings { users.values.append(rating - mean) }
      users.starts.append(users.others.count)
    }
    let squares = users.values.reduce(0.0) { $0 + Double($1) * Double($1) }
    let floor = 0.01 * (data.scale.highest - data.scale.lowest)
    variance = max(Float(squares / Double(max(users.values.count, 1))), floor * floor)
    items = Self.turned(users, rows: data.itemCount)
    self.users = users
  }

  /// Returns the ratings grouped by the other side; each row's are in the order of the first side's rows.
  private static func turned(_ side: Side, rows: Int) -> Side {
    var next = [Int](repeating: 0, count: rows + 1)
    for other in side.others { next[Int(other) + 1] += 1 }
    for row in 0..<rows { next[row + 1] += next[row] }
    var turned = Side(
      starts: next, others: Array(repeating: 0, count: side.others.count),
      values: Array(repeating: 0, count: side.others.count))
    for row in 0..<side.rows {
      for i in side.starts[row]..<side.starts[row + 1] {
        let other = Int(side.others[i])
        turned.others[next[other]] = Int32(row)
        turned.values[next[other]] = side.values[i]
        next[other] += 1
      }
    }
    return turned
  }
}

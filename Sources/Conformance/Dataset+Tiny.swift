import DebutEngine

extension Dataset {
  /// Returns a small data set made by a formula: a rating follows from the user's taste, the item's kind
  /// and quality, the user's bias, and some noise. So a model can learn from the item, from the user's mean
  /// and from the history.
  ///
  /// User ids are 1 ... users, item ids 10, 20, ..., 10 x items. Stars are from 1 to 5 in steps of a half.
  /// Histories have lengths in `ratings`, with one rating a minute.
  ///
  /// - Precondition: as many items as the longest history.
  public static func tiny(
    users: Int = 40, items: Int = 30, ratings: ClosedRange<Int> = 6...24, seed: UInt64 = 1,
    timestamps: Bool = true
  ) -> Dataset {
    precondition(items >= ratings.upperBound, "nobody rates an item twice")
    var generator = SeededGenerator(seed: seed)
    var rows: [[(item: Int, stars: Float)]] = []
    for user in 0..<users {
      let count = ratings.lowerBound + generator.below(ratings.count)
      let bias = generator.uniform() - 0.5
      let chosen = (0..<items).shuffled(using: &generator).prefix(count)
      rows.append(
        chosen.map { item in
          let quality = Float(item % 5) / 4 - 0.5
          let taste: Float = (user + item) % 2 == 0 ? 0.8 : -0.8
          let stars = 3 + quality + taste + bias + 0.5 * (generator.uniform() - 0.5)
          return (item, (2 * min(max(stars, 1), 5)).rounded() / 2)
        })
    }
    return histories(rows, items: items, timestamps: timestamps)
  }

  /// Returns a data set of explicit histories: for each user, oldest first, pairs of item index and stars.
  ///
  /// Ids are as in `tiny`. Times are minutes from 1,000,000 on, users one after the other.
  public static func histories(
    _ rows: [[(item: Int, stars: Float)]], items: Int? = nil, timestamps: Bool = true,
    scale: RatingScale = RatingScale(1, 5), name: String = "tiny"
  ) -> Dataset {
    var columns: (items: [Int32], ratings: [Float], times: [Int64]) = ([], [], [])
    var ranges: [Range<Int>] = []
    for row in rows {
      let first = columns.items.count
      for (item, stars) in row {
        columns.times.append(1_000_000 + 60 * Int64(columns.items.count))
        columns.items.append(Int32(item))
        columns.ratings.append(stars)
      }
      ranges.append(first..<columns.items.count)
    }
    let count = items ?? Int(columns.items.max() ?? -1) + 1
    let catalogue = Catalogue(
      rated: (0..<count).map { Item(id: Vocabulary.Key(10 * ($0 + 1)), title: "Item \($0)") })
    return Dataset(
      name: name, isGenerated: true, scale: scale, catalogue: catalogue,
      histories: Histories(
        columns: .init(
          items: columns.items, ratings: columns.ratings,
          timestamps: timestamps ? columns.times : []),
        users: Vocabulary(rows.indices.map { Vocabulary.Key($0 + 1) }), ranges: ranges),
      fingerprint: name)
  }

  /// Training set of all ratings.
  public var trainingSet: TrainingSet {
    TrainingSet(
      histories: histories, itemCount: catalogue.ratedCount, feedback: feedback,
      catalogue: catalogue)
  }
}

/// What a catalogue says of its items, as numbers: a column for each genre and one for the year.
///
/// Unlike an item's trained vector it is known before the first rating, and it cannot remember who
/// rated the item.
///
/// - Stability: may change in a minor version
public enum ItemContent {
  /// [items, columns] Of an item with g genres each has 1 / sqrt(g) in its column, so that the row's
  /// length does not grow with g; the year is in units of its standard deviation around the mean.
  /// Columns are zero where nothing is known. There are none without genres and years.
  ///
  /// - Returns: a parameter named `item.content` that no optimiser touches.
  public static func table(_ data: TrainingSet) -> Parameter {
    let count = min(data.itemCount, data.catalogue.count)
    let names = Set((0..<count).flatMap { data.catalogue[$0].genres }).sorted()
    let columns = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, $0) })
    let years = standardised((0..<count).map { data.catalogue[$0].year })
    let width = names.count + (years.contains { $0 != 0 } ? 1 : 0)
    let table = Parameter(
      "item.content", rows: data.itemCount, columns: width, isTrained: false)
    table.initialise { weights in
      for item in 0..<count where width > 0 {
        let row = weights + item * width
        let genres = Set(data.catalogue[item].genres)
        for genre in genres {
          if let column = columns[genre] { row[column] = 1 / Float(genres.count).squareRoot() }
        }
        if width > names.count { row[names.count] = years[item] }
      }
    }
    return table
  }

  /// (year - mean) / deviation, at most 3 either way; 0 where unknown, and where all are the same.
  private static func standardised(_ years: [Int?]) -> [Float] {
    let known = years.compactMap { $0.map(Double.init) }
    let mean = known.reduce(0, +) / Double(max(known.count, 1))
    let variance =
      known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(max(known.count, 1))
    guard variance > 0 else { return years.map { _ in 0 } }
    return years.map { year in
      guard let year else { return 0 }
      return Float(min(max((Double(year) - mean) / variance.squareRoot(), -3), 3))
    }
  }
}

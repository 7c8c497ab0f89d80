/// A catalogue's facts about items as numbers: a column for each genre and one for the year.
///
/// Unlike a trained vector they exist before the first rating, and contain nothing about who rated the
/// item.
///
/// - Stability: evolving.
public enum ItemContent {
  /// Returns the table [items, columns] as an untrained parameter named `item.content`.
  ///
  /// If an item has g genres, each has 1 / sqrt(g) in its column, so that the row's length does not grow
  /// with g. The year is in units of its standard deviation around the mean. Unknown facts are zero.
  /// Without any genre and year there are no columns.
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

  /// Returns (year - mean) / deviation, limited to -3 ... 3; 0 for an unknown year, and if all are the same.
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

import Debut
import Safetensors

/// The items as columns of a model file: ids, titles, years and genres.
enum ItemColumns {
  private static let items = "debut.items"
  private static let years = "debut.items.year"
  private static let titles = "debut.items.title"
  private static let genres = "debut.items.genres"
  /// The year of an item without one.
  private static let noYear = Int32.min
  /// The character between the genres of an item.
  private static let separator: Character = "\n"

  /// Adds the items' columns.
  static func write(_ items: [Item], to content: inout SafetensorsContent) {
    KeyColumns.write(Vocabulary(items.map(\.id)), Self.items, to: &content)
    content.add(
      years, items.map { $0.year.flatMap(Int32.init(exactly:)) ?? noYear }, shape: [items.count])
    TextColumns.write(items.lazy.map(\.title), titles, to: &content)
    TextColumns.write(
      items.lazy.map { $0.genres.joined(separator: String(separator)) }, genres, to: &content)
  }

  /// Reads the items.
  ///
  /// - Parameter ascending: true if ids of numbers must ascend.
  /// - Throws: `SafetensorsError`; `EngineError.badModelFile`.
  static func read(from file: SafetensorsFile, ascending: Bool = true) throws -> [Item] {
    let ids = try KeyColumns.read(items, from: file)
    guard let first = ids.first, first >= 0,
      ids.kind == .text || !ascending || zip(ids, ids.dropFirst()).allSatisfy(<)
    else {
      throw EngineError.badModelFile(reason: "its item ids do not ascend from 0 or more")
    }
    let years: [Int32] = try file.read(years, shape: [ids.count])
    let titles = try TextColumns.read(titles, count: ids.count, from: file)
    let genres = try TextColumns.read(genres, count: ids.count, from: file)
    return ids.indices.map {
      Item(
        id: ids[$0], title: titles[$0], year: years[$0] == noYear ? nil : Int(years[$0]),
        genres: genres[$0].split(separator: separator).map(String.init))
    }
  }
}

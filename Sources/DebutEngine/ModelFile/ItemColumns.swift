import Debut
import Safetensors

/// The items as columns of a model file: ids, titles, years and genres.
enum ItemColumns {
  private static let ids = "debut.items.id"
  private static let years = "debut.items.year"
  private static let titles = "debut.items.title"
  private static let genres = "debut.items.genres"
  /// The year of an item without one.
  private static let noYear = Int32.min
  /// The character between the genres of an item.
  private static let separator: Character = "\n"

  /// Adds the items' columns.
  static func write(_ items: [Item], to content: inout SafetensorsContent) {
    content.add(ids, items.map(\.id), shape: [items.count])
    content.add(
      years, items.map { $0.year.flatMap(Int32.init(exactly:)) ?? noYear }, shape: [items.count])
    write(items.map(\.title), titles, to: &content)
    write(items.map { $0.genres.joined(separator: String(separator)) }, genres, to: &content)
  }

  /// Reads the items, by ascending id.
  ///
  /// - Throws: `SafetensorsError`; `EngineError.badModelFile`.
  static func read(from file: SafetensorsFile) throws -> [Item] {
    let ids: [Int64] = try file.read(ids)
    guard let first = ids.first, first >= 0, zip(ids, ids.dropFirst()).allSatisfy(<) else {
      throw EngineError.badModelFile(reason: "its item ids do not ascend from 0 or more")
    }
    let years: [Int32] = try file.read(years, shape: [ids.count])
    let titles = try texts(titles, count: ids.count, from: file)
    let genres = try texts(genres, count: ids.count, from: file)
    return ids.indices.map {
      Item(
        id: ids[$0], title: titles[$0], year: years[$0] == noYear ? nil : Int(years[$0]),
        genres: genres[$0].split(separator: separator).map(String.init))
    }
  }

  /// Adds the texts' UTF-8 one after the other, and the end of each.
  private static func write(
    _ texts: [String], _ name: String, to content: inout SafetensorsContent
  ) {
    var bytes: [UInt8] = []
    var ends: [Int64] = []
    for text in texts {
      bytes += text.utf8
      ends.append(Int64(bytes.count))
    }
    content.add(name, bytes, shape: [bytes.count])
    content.add(name + ".end", ends, shape: [ends.count])
  }

  /// Reads texts. - Throws: `EngineError.badModelFile` if they are no UTF-8.
  private static func texts(_ name: String, count: Int, from file: SafetensorsFile) throws
    -> [String]
  {
    let bytes: [UInt8] = try file.read(name)
    let ends: [Int64] = try file.read(name + ".end", shape: [count])
    var start = 0
    return try ends.map { end in
      guard end >= start, end <= bytes.count,
        let text = String(validating: bytes[start..<Int(end)], as: UTF8.self)
      else {
        throw EngineError.badModelFile(reason: "\"\(name)\" is not \(count) texts in UTF-8")
      }
      start = Int(end)
      return text
    }
  }
}

import ArgumentParser
import DebutEngine

/// The items that a list may hold, by number of training ratings, genre and year.
struct ItemFilter: ParsableArguments {
  /// The fewest training ratings of an item in a list, unless an option sets another number.
  static let defaultSupport = 5

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Leave out items with fewer training ratings.", valueName: "n"))
  var minSupport = ItemFilter.defaultSupport

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp("List items of this genre; several: of all of them.", valueName: "genre"))
  var genre: [String] = []

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "List items of these years: 1995, 1990-1999, 1990.. or ..1980.", valueName: "years"))
  var year: String?

  /// True if anything is left out by genre or year.
  var isActive: Bool { !genre.isEmpty || year != nil }

  /// Returns the number of training ratings that an item needs.
  ///
  /// - Throws: `ShellError.badValue`.
  func support() throws -> Int {
    try ArgumentCheck.whole(minSupport, in: 0...Int.max, for: "--min-support")
  }

  /// Returns for each of a model's items whether it may be listed; nil if all may. Items without a
  /// year are of no year.
  ///
  /// - Throws: `ShellError.unknownGenre`, `.badValue`.
  func wanted(by model: TrainedModel, in data: LoadedData) throws -> [Bool]? {
    guard isActive else { return nil }
    let genres = try genre.map { try Self.known($0, data) }
    let years = try year.map { try Self.years($0) }
    return model.itemIDs.enumerated().map { index, id in
      let item =
        data.dataset.catalogue.index(ofID: id).map { data.dataset.catalogue[$0] }
        ?? model.items[index]
      return genres.allSatisfy(item.genres.contains)
        && (years.map { years in item.year.map(years.contains) ?? false } ?? true)
    }
  }

  /// Returns a genre in the data's spelling.
  private static func known(_ name: String, _ data: LoadedData) throws -> String {
    let genres = data.genres
    guard let genre = genres.first(where: { $0.lowercased() == name.lowercased() }) else {
      throw ShellError.unknownGenre(name: name, known: genres)
    }
    return genre
  }

  /// Reads years: "1995", "1990-1999", "1990..1999", "1990.." or "..1999".
  static func years(_ text: String) throws -> ClosedRange<Int> {
    let isOpen = text.contains("..")
    let parts = text.split(separator: isOpen ? ".." : "-", omittingEmptySubsequences: false)
    let isWritten = parts.allSatisfy { part in
      part.utf8.count <= 6 && part.utf8.allSatisfy { $0 &- 48 <= 9 } && (isOpen || !part.isEmpty)
    }
    let lower = parts.first.flatMap { Int($0) } ?? 0
    let upper = parts.last.flatMap { Int($0) } ?? Int.max
    guard isWritten, (1...2).contains(parts.count), parts.contains(where: { !$0.isEmpty }),
      lower <= upper
    else {
      throw ShellError.badValue(
        what: "--year", value: text, expected: "a year or a range, as 1995, 1990-1999 or 1990..")
    }
    return lower...upper
  }
}

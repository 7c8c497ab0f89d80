/// The columns of a file of items with a header, or without one.
struct ItemColumns {
  let item: Int
  let title: Int
  let genres: Int?
  /// The number of fields in a row.
  let count: Int

  private static let titleNames = [
    "title", "name", "itemname", "itemtitle", "movietitle", "moviename", "booktitle", "bookname",
    "productname", "producttitle", "trackname", "tracktitle", "songname", "artistname",
  ]
  private static let genreNames = ["genres", "genre", "categories", "category", "class"]

  /// Finds the columns, and moves the scanner behind a header.
  ///
  /// A first row in which no title is named and which begins with a number is none: it is id, title and
  /// perhaps genres.
  /// - Throws: `DataError.wrongHeader` if no column names the item or the title.
  init(_ scanner: inout RowScanner) throws {
    var ahead = scanner
    let header = try Header(&ahead)
    count = header.names.count
    let keys = header.names.map(ColumnNames.key)
    let title = Self.titleNames.lazy.compactMap { keys.firstIndex(of: $0) }.first
    if title == nil, 2...3 ~= count, ValueShape.isNumber(header.names[0]) {
      (item, self.title, genres) = (0, 1, count == 3 ? 2 : nil)
      return
    }
    let taken = title.map { [$0] } ?? []
    let items = try header.candidates(.item, taken: Set(taken)).places
    var missing: [String] = []
    if items.isEmpty && !keys.contains("id") { missing.append("movieId") }
    if title == nil { missing.append("title") }
    guard let title, let item = items.first ?? keys.firstIndex(of: "id") else {
      throw DataError.wrongHeader(header.place, found: header.names, missing: missing)
    }
    self.item = item
    self.title = title
    genres = Self.genreNames.lazy.compactMap { keys.firstIndex(of: $0) }.first
    scanner = ahead
  }
}

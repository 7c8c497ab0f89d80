/// Texts of ratings in layouts of their own, made into those that the reader of rows knows.
struct PublishedLayout {
  /// The text to read.
  var contents: FileContents
  /// The file for errors; of a list within objects the file and the list.
  var file: String
  /// The options with which the text is read.
  var options: LoadOptions
  /// The scale that the layout says; nil: none.
  var scale: RatingScale?
  /// Sentences on what the text was.
  var notes: [String] = []

  /// Returns a text as it is to be read. Most are left as they are.
  ///
  /// - Throws: `DataError` with the line; `.tooBig`, `.interrupted`.
  static func of(
    _ contents: FileContents, file: String, options: LoadOptions, plan: LoadPlan
  ) throws -> PublishedLayout {
    let (contents, notes) = try TextDecoding.decoded(
      contents, file: file, limit: options.sizeLimit, stop: plan.stop)
    var made = PublishedLayout(contents: contents, file: file, options: options, notes: notes)
    guard options.separator == nil, options.format == nil else { return made }
    if made.takeSeparatorLine() { return made }
    if try made.takeObjectsOfPython(plan) { return made }
    guard options.positions == nil, options.columns.isEmpty else { return made }
    if NetflixRatings.isLayout(contents.bytes) {
      return try NetflixRatings.rows([file], options: options, plan) { ($0, contents) }
    }
    if let matrix = try RatingMatrix(contents, file: file, options: options, stop: plan.stop) {
      made.contents = try matrix.rows()
      made.options.takeRows([.user, .item, .rating])
      made.scale = RatingMatrix.scale
      made.notes.append(
        "a matrix of ratings: each row is a user, each column behind the first an item, and "
          + "\(RatingMatrix.none) stands for none")
    }
    return made
  }

  /// Takes the separator of a first line such as `sep=;`, which Excel writes, and skips the line.
  private mutating func takeSeparatorLine() -> Bool {
    let bytes = contents.bytes
    let start = ByteOrderMark.length(in: bytes)
    let line = bytes.dropFirst(start).prefix(7).prefix { $0 != 10 && $0 != 13 }
    guard line.count == 5, line.prefix(4).elementsEqual("sep=".utf8), let mark = line.last,
      let separator = try? FieldSeparator(parsing: String(Unicode.Scalar(mark)))
    else { return false }
    options.separator = separator
    contents.drop(start + 5)
    notes.append("the first line says what stands between fields: \(separator)")
    return true
  }

  /// Takes objects as Python prints them for JSON lines.
  private mutating func takeObjectsOfPython(_ plan: LoadPlan) throws -> Bool {
    guard PythonLines.isObject(contents.bytes) else { return false }
    let lines = try PythonLines(contents, file: file, options: options, stop: plan.stop)
    contents = lines.json
    notes.append("the text has objects as Python prints them")
    if let list = lines.list {
      file += "/\(list)"
      notes.append("each object of \(QuotedText.cut(list)) is a row")
    }
    return true
  }
}

extension LoadOptions {
  /// Sets the columns of rows that another layout was made into.
  mutating func takeRows(_ roles: [ColumnRole?]) {
    positions = roles
    hasHeader = false
    separator = .comma
  }
}

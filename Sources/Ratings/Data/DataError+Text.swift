extension DataError: CustomStringConvertible {
  /// One or two sentences for people, without a final full stop.
  public var description: String {
    switch self {
    case .missing, .unreadable, .notAFile, .changed, .damagedArchive, .unclearArchive, .tooBig,
      .folderWithoutRatings, .unknownFormat,
      .unknownFormatName, .badScale, .badOption, .interrupted:
      return openingText
    case .damagedDatabase, .badQuery, .noTable, .noProgram: return tableText
    case .empty, .binary, .badEncoding, .wrongHeader, .repeatedColumn, .noColumn, .noRoles,
      .unknownShape, .headerWithoutRows, .tooManyRows, .nothingKept:
      return fileText
    case .fieldCount, .cutRow, .unterminatedQuote, .textAfterQuote, .notANumber, .negative,
      .tooLarge, .notFinite, .outOfScale, .emptyField, .inRow:
      return rowText
    case .noFolds, .foldOutOfRange, .repeatedFold, .foldWithoutUsers, .foldWithoutTexts,
      .badFraction, .noTimestamps,
      .nothingToTrainOn:
      return splitText
    case .unknownItemID, .unknownTitle, .ambiguousTitle:
      return itemText
    }
  }

  private var openingText: String {
    switch self {
    case .missing(let path): "\(path): there is no such file or folder"
    case .unreadable(let path, let reason): "\(path): cannot be read: \(reason)"
    case .notAFile(let path): "\(path): expected a file, but this is not one"
    case .changed(let path): "\(path): the file changed while it was read"
    case .damagedArchive(let path, let reason):
      "\(path): cannot be unpacked: \(reason.prefix(1).lowercased() + reason.dropFirst())"
    case .unclearArchive(let path, let found):
      "\(path): no file in it is known to be that of the ratings; found "
        + Self.list(found.prefix(6).map(QuotedText.cut), "and")
        + (found.count > 6 ? " and \(found.count - 6) more" : "")
    case .tooBig(let path, let limit):
      "\(path): holds more than \(LoadOptions.text(ofSize: limit)) (--max-size says how much it may)"
    case .folderWithoutRatings(let path, let names):
      "\(path): the folder has no ratings; looked for \(Self.list(names, "or"))"
    case .unknownFormat(let path):
      "\(path):1: not a ratings file that is known: expected columns separated by commas, "
        + "semicolons, tabs, bars, \"::\" or blanks (--separator says by what)"
    case .unknownFormatName(let name):
      "unknown format \(QuotedText.cut(name))"
        + (suggestion(for: name, among: ["auto"] + DataFormat.allCases.map(\.rawValue))
          ?? "; expected auto or one of "
          + Self.list(DataFormat.allCases.map(\.rawValue), "or"))
    case .badScale(let text):
      "\(QuotedText.cut(text)) is not a rating scale; expected LO:HI with LO below HI, HI above 0 "
        + "and neither beyond a million, as in 0.5:5"
    case .badOption(let name, let value, let expected):
      "\(name) \(QuotedText.cut(value)): expected \(expected)"
    case .interrupted: "interrupted; nothing was kept of what was read"
    default: ""
    }
  }

  private var tableText: String {
    switch self {
    case .damagedDatabase(let path, let reason): "\(path): the database cannot be read: \(reason)"
    case .badQuery(let path, let reason): "\(path): --query is not run: \(reason)"
    case .noTable(let path, _, let found) where found.isEmpty:
      "\(path): the database has no table"
    case .noTable(let path, let name?, let found):
      "\(path): there is no table \(QuotedText.cut(name))"
        + (suggestion(for: name, among: found) ?? "; found " + Self.tables(found))
    case .noTable(let path, nil, let found):
      "\(path): no table in it is known to be that of the ratings; found \(Self.tables(found)); say "
        + "which: --table NAME"
    case .noProgram(let path, let program, let package):
      "\(path): is read by the program \(program), which is not on the PATH: \(package) installs it "
        + "(DEBUT_DUCKDB says where it is)"
    default: ""
    }
  }

  private static func tables(_ found: [String]) -> String {
    list(found.prefix(6).map(QuotedText.cut), "and")
      + (found.count > 6 ? " and \(found.count - 6) more" : "")
  }

  private var fileText: String {
    switch self {
    case .empty(let file): "\(file):1: the file is empty"
    case .binary(let place): "\(place): this is a binary file, expected text"
    case .badEncoding(let place, let expected): "\(place): the text is not \(expected)"
    case .wrongHeader(let place, let found, let missing):
      "\(place): the header has no column \(Self.list(missing.map(QuotedText.cut), "and")); found "
        + Self.list(found.map(QuotedText.cut), "and")
    case .repeatedColumn(let place, let name):
      "\(place): the header has the column \(QuotedText.cut(name)) more than once"
    case .noColumn(let place, let name, let found):
      (place.line == 0
        // JSON lines have no header, which counts as line 0.
        ? "\(place.file): no object of the first lines has \(QuotedText.cut(name))"
        : "\(place): the header has no column \(QuotedText.cut(name))")
        + (suggestion(for: name, among: found) ?? "; found "
          + Self.list(found.map(QuotedText.cut), "and"))
    case .noRoles(let place, let found, let missing):
      "\(place): no column is known to be that of the "
        + Self.list(missing.map { "\($0.rawValue)s" }, "and")
        + (found.isEmpty ? "" : "; found " + Self.list(found.map(QuotedText.cut), "and"))
        + "; say which: " + missing.map { "--\($0.rawValue) NAME" }.joined(separator: " ")
        + (found.isEmpty
          ? "" : ", or if that row is data what all columns are: --columns user,item,rating,time")
    case .unknownShape(let file, let line, let columns):
      "\(file):\(line): there is no header, and \(Counted.text(columns, "column")) of such values may be "
        + "anything; say what they are from left to right, - for one to skip, as in --columns "
        + Self.exampleColumns(columns)
    case .headerWithoutRows(let file): "\(file):1: there is a header, but no row follows"
    case .nothingKept(let name):
      "\(name): no row is kept by --keep, --events, --from, --to, --min-user and --min-item"
    case .tooManyRows(let file): "\(file): more than \(Int32.max) rows"
    default: ""
    }
  }

  private var rowText: String {
    switch self {
    case .fieldCount(let place, let found, let expected):
      "\(place): expected \(expected) fields, found \(found)"
    case .cutRow(let place):
      "\(place): the file ends in the middle of a row (if the row is whole, end it with a new line)"
    case .unterminatedQuote(let place): "\(place): the quote that opens here is not closed"
    case .textAfterQuote(let place):
      "\(place): text follows a closing quote; a quote within a quoted field is written twice"
    case .notANumber(let place, let column, let value):
      value.isEmpty
        ? "\(place): \(column) is empty, expected a number"
        : "\(place): \(column) \(QuotedText.cut(value)) is not a \(column == "rating" ? "" : "whole ")"
          + "number"
    case .negative(let place, let column, let value):
      "\(place): \(column) \(QuotedText.cut(value)) is negative"
    case .tooLarge(let place, let column, let value):
      "\(place): \(column) \(QuotedText.cut(value)) is larger than \(Int64.max)"
    case .notFinite(let place, let column, let value):
      "\(place): \(column) \(QuotedText.cut(value)) is not finite"
    case .outOfScale(let place, let value, let scale):
      "\(place): rating \(QuotedText.cut(value)) is outside the scale \(scale)"
    case .emptyField(let place, let column): "\(place): \(column) is empty"
    case .inRow(let place, let text): "\(place): \(text)"
    default: ""
    }
  }

  private var splitText: String {
    switch self {
    case .noFolds: "no fold was named; expected one or more of 0 to 9"
    case .foldOutOfRange(let fold): "there is no fold \(fold); folds are 0 to 9"
    case .repeatedFold(let fold): "fold \(fold) is named twice"
    case .foldWithoutUsers(let fold): "fold \(fold) has no users: no user id ends in \(fold)"
    case .foldWithoutTexts(let fold):
      "fold \(fold) has no users: no user id has the hash of this fold"
    case .badFraction(let fraction): "\(fraction) is not a fraction between 0 and 1"
    case .noTimestamps(let name): "\(name) has no timestamps to split by"
    case .nothingToTrainOn(let split): "the split \"\(split)\" leaves no rating for training"
    default: ""
    }
  }

  private var itemText: String {
    switch self {
    case .unknownItemID(let text): "there is no item with the id \(text)"
    case .unknownTitle(let text, let nearest):
      "there is no item called \(QuotedText.cut(text))"
        + (nearest.map(suggestion) ?? "")
    case .ambiguousTitle(let text, let candidates, let count):
      "\(QuotedText.cut(text)) may be \(count) items: \(candidates.joined(separator: "; "))"
        + (count > candidates.count ? "; ..." : "")
    default: ""
    }
  }

  /// Returns roles for a number of columns, such as "user,item,rating,-".
  private static func exampleColumns(_ count: Int) -> String {
    let roles =
      ["user", "item", "rating", "time"]
      + [String](repeating: "-", count: min(max(count - 4, 0), 4))
    return roles.prefix(max(count, 2)).joined(separator: ",") + (count > 8 ? ",..." : "")
  }

  private static func list(_ names: [String], _ conjunction: String) -> String {
    guard names.count > 1, let last = names.last else { return names.first ?? "nothing" }
    return names.dropLast().joined(separator: ", ") + " \(conjunction) " + last
  }
}

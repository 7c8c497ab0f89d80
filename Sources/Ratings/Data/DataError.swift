/// Faults of data, with the evidence. `description` is the one place that makes text of them.
///
/// - Stability: stable; cases may be added.
public enum DataError: Error, Hashable, Sendable {
  /// A line of a file; lines count from 1, a header included.
  public struct Place: Hashable, Sendable {
    /// The file's name.
    public let file: String
    /// The line's number, from 1.
    public let line: Int

    /// Makes a place.
    public init(file: String, line: Int) {
      self.file = file
      self.line = line
    }
  }

  // Finding and opening files.
  case missing(path: String)
  case unreadable(path: String, reason: String)
  case notAFile(path: String)
  /// The file was written or cut while it was read.
  case changed(path: String)
  /// A packed file that cannot be unpacked; the reason is that of the unpacking library.
  case damagedArchive(path: String, reason: String)
  /// An archive in which no file of ratings can be told from the others.
  case unclearArchive(path: String, found: [String])
  /// A database that cannot be read; the reason is that of the library or the program that reads it.
  case damagedDatabase(path: String, reason: String)
  /// A statement of `--query` that fails or is not one that reads.
  case badQuery(path: String, reason: String)
  /// The database has no table with the name that was said; without a name: none is known to be that of the
  /// ratings.
  case noTable(path: String, name: String?, found: [String])
  /// A program that reads files of some kind and is not installed.
  case noProgram(path: String, program: String, package: String)
  /// A packed file or a pipe that holds more bytes than it may.
  case tooBig(path: String, limit: Int)
  case folderWithoutRatings(path: String, lookedFor: [String])
  case unknownFormat(path: String)
  case unknownFormatName(String)
  case badScale(String)
  /// An option of reading whose value is none of those expected.
  case badOption(name: String, value: String, expected: String)
  /// Reading was stopped on request.
  case interrupted

  // Files as a whole.
  case empty(file: String)
  case binary(Place)
  case badEncoding(Place, expected: String)
  case wrongHeader(Place, found: [String], missing: [String])
  case repeatedColumn(Place, name: String)
  /// The header has no column with the name that was said.
  case noColumn(Place, name: String, found: [String])
  /// No column is known to be that of the users or of the items.
  case noRoles(Place, found: [String], missing: [ColumnRole])
  /// A file without a header whose columns cannot be known by position.
  case unknownShape(String, line: Int, columns: Int)
  case headerWithoutRows(file: String)
  case tooManyRows(file: String)
  /// A filter keeps no row of a data set.
  case nothingKept(String)

  // Rows and their fields.
  case fieldCount(Place, found: Int, expected: Int)
  case cutRow(Place)
  case unterminatedQuote(Place)
  case textAfterQuote(Place)
  case notANumber(Place, column: String, value: String)
  case negative(Place, column: String, value: String)
  case tooLarge(Place, column: String, value: String)
  case notFinite(Place, column: String, value: String)
  case outOfScale(Place, value: String, scale: RatingScale)
  case emptyField(Place, column: String)
  /// A fault in the meaning of a row's fields, such as an unknown item; the text says which.
  case inRow(Place, String)

  // Splits.
  case noFolds
  case foldOutOfRange(Int)
  case repeatedFold(Int)
  case foldWithoutUsers(Int)
  /// A fold that no user's text has the hash of.
  case foldWithoutTexts(Int)
  case badFraction(Double)
  case noTimestamps(String)
  case nothingToTrainOn(String)

  // Naming an item.
  case unknownItemID(String)
  case unknownTitle(String, nearest: String?)
  /// `candidates` are the first few of `count` items, as "Title (year), id N".
  case ambiguousTitle(String, candidates: [String], count: Int)
}

extension DataError.Place: CustomStringConvertible {
  /// The place for people, such as "ratings.csv:7". Line 0 is a header that the file itself lacks.
  public var description: String { line == 0 ? file : "\(file):\(line)" }
}

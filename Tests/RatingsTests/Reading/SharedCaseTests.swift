import Testing

@testable import Ratings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Small files in the forms that people have, which are not part of the repository.
enum SharedCases {
  /// The folder that `DEBUT_CASES` names, or `../shared/cases` beside the package.
  static let folder: String? = {
    let package = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    let path = getenv("DEBUT_CASES").map { String(cString: $0) } ?? "/\(package)/../shared/cases"
    return FileBytes.kind(of: path) == .folder ? path : nil
  }()
}

@Suite("Files as people have them", .enabled(if: SharedCases.folder != nil))
struct SharedCaseTests {
  @Test(
    "Read, with a note on what is unusual",
    arguments: [
      ("separators/eu.csv", "fields are separated by semicolons"),
      ("separators/jester_ratings.dat", "fields are separated by two tabs"),
      ("separators/pipe.txt", "fields are separated by bars"),
      ("separators/ratings.csv", "fields are separated by tabs"),
      ("separators/ratings.txt", "fields are separated by blanks"),
      ("separators/ratingsDate.txt", "fields are separated by blanks"),
      ("separators/semicolon-comma.csv", "stars are written with a decimal comma"),
      ("packed/ratings.csv.gz", "a file of ratings alone: items have no titles"),
      ("latin1-movies", "movies.csv is not UTF-8 and was read as Latin-1"),
      ("no-header/ratings.csv", "no header: the columns are user, item, rating, time by position"),
      ("no-header/ratings-3col.csv", "no header: the columns are user, item, rating by position"),
      ("float-times-and-ids/float.csv", "times are written as 1300001404.0: read as whole numbers"),
      ("float-times-and-ids/floatids.csv", "ids are written as 1.0: read as whole numbers"),
      ("cut-and-odd-text/cr-only.csv", "lines of cr-only.csv end in carriage returns (CR) alone"),
      ("cut-and-odd-text/utf16.csv", "utf16.csv is UTF-16"),
      ("millisecond-times/ms.csv", "times are in milliseconds: read as seconds"),
      (
        "millisecond-times/user_ratedmovies-timestamps.dat",
        "times are in milliseconds: read as seconds"
      ),
      ("negative-scale/jester.csv", "no usual scale holds all ratings: it is their own range, "),
      (
        "time-column/User.csv",
        "columns: user is \"User ID\", item is \"Item ID\", rating is \"Rating\", time is \"Time\""
      ),
    ])
  func read(_ file: String, _ note: String) throws {
    let data = try Dataset.load(path: "\(try #require(SharedCases.folder))/\(file)")
    #expect(data.histories.ratingCount > 100)
    #expect(data.notes.contains { $0.hasPrefix(note) }, "\(data.notes)")
  }

  @Test(
    "Refused with the line and the true reason",
    arguments: [
      ("no-header/steam.csv", ":1: there is no header, and 5 columns"),
      ("cut-and-odd-text/junk-mid.csv", ": the header comes again"),
      ("cut-and-odd-text/ratings.csv", ": the file ends in the middle of a row"),
      ("cut-and-odd-text/nan.csv", ": rating "),
    ])
  func refused(_ file: String, _ reason: String) throws {
    let path = "\(try #require(SharedCases.folder))/\(file)"
    let error = #expect(throws: DataError.self) { try Dataset.load(path: path) }
    #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
  }

  @Test("Rows that cannot be read are left out where that was asked for")
  func skipped() throws {
    var options = LoadOptions()
    options.skippableRows = 1
    for file in ["junk-mid.csv", "nan.csv", "ratings.csv"] {
      let path = "\(try #require(SharedCases.folder))/cut-and-odd-text/\(file)"
      #expect(try Dataset.load(path: path, options: options).reading.badRows == 1)
    }
  }
}

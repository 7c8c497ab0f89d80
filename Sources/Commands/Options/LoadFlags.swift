import ArgumentParser
import DebutEngine

/// The options with which a file of ratings is read. A data set's origin keeps them as they were written.
struct LoadFlags: ParsableArguments {
  @Option(
    help: .of(
      "format", "How the file is laid out: auto, movielens-csv, movielens-dat or movielens-tab."),
    completion: .list(["auto"] + DataFormat.allCases.map(\.rawValue)))
  var format = "auto"

  @Option(
    parsing: .unconditional,
    help: .of(
      "lo:hi",
      "The rating scale, as in 0.5:5; otherwise the first of 1:5, 0.5:5, 0:10 and 0:100 that fits, or the "
        + "ratings' own range."))
  var scale: String?

  // MARK: Columns

  @Option(help: .of("column", "The column of the users."))
  var user: String?

  @Option(help: .of("column", "The column of the items."))
  var item: String?

  @Option(help: .of("column", "The column of the stars; none where there is none."))
  var rating: String?

  @Option(help: .of("column", "The column of the times; none where there is none."))
  var time: String?

  @Option(
    help: .of(
      "roles", "The columns from left to right, - for one to skip, as in user,item,rating,-,time."))
  var columns: String?

  @Option(
    parsing: .unconditional,
    help: .of(
      "mark", "What stands between fields: comma, semicolon, tab, bar, blanks or the mark itself."))
  var separator: String?

  @Option(
    name: .customLong("time-unit"),
    help: .of(
      "unit",
      "The unit of times: seconds, milliseconds, microseconds or nanoseconds; otherwise by their size."
    ),
    completion: .list(TimeUnit.ofNumbers.map(\.rawValue)))
  var timeUnit: String?

  // MARK: Rows

  @Option(
    name: .customLong("skip-bad"), parsing: .unconditional,
    help: .of("rows", "Leave out at most this many rows that cannot be read."))
  var skipBad: Int?

  @Option(help: .of("column", "The column of the kinds of events, in place of stars."))
  var event: String?

  @Option(
    help: .of(
      "weights",
      "The kinds of events to read with their weights, as in view=1,cart=3,buy=5; otherwise all, 1 each."
    ))
  var events: String?

  @Option(
    help: .of(
      "order",
      "The order of a user's events of one time: drawn (the default), by user and item, or file, as they come."
    ),
    completion: .list(TieRule.allCases.map(\.rawValue)))
  var ties: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: .of(
      "condition",
      "Read rows that meet this alone, as in \"rating > 0\"; with = != < <= > >=; may come again."))
  var keep: [String] = []

  @Option(help: .of("date", "Keep rows from this day or time on, as in 2011-03-17."))
  var from: String?

  @Option(help: .of("date", "Keep rows up to this day or time, which is within."))
  var to: String?

  @Option(
    name: .customLong("min-user"), parsing: .unconditional,
    help: .of("rows", "Keep users with at least this many rows."))
  var minUser: Int?

  @Option(
    name: .customLong("min-item"), parsing: .unconditional,
    help: .of(
      "rows", "Keep items with at least this many rows; with --min-user until both hold."))
  var minItem: Int?

  // MARK: Items

  @Option(
    help: .of(
      "file",
      "The file of the items (or a database's table) with titles, genres and more; otherwise by its name; none reads none."
    ))
  var items: String?

  @Option(
    help: .of("column", "The column of the titles in the file of items; none where there is none."))
  var title: String?

  @Option(
    help: .of("column", "The column of the genres in the file of items; none where there is none."))
  var genres: String?

  @Option(
    name: .customLong("genre-separator"), parsing: .unconditional,
    help: .of(
      "mark",
      "What stands between genres: bar, semicolon, comma, slash, blank, none or the mark itself."))
  var genreSeparator: String?

  // MARK: Databases and sizes

  @Option(help: .of("table", "The table of a database; otherwise the one with users and items."))
  var table: String?

  @Option(
    help: .of(
      "sql",
      "The statement whose rows are read, of a database's tables or of a Parquet file, called data."
    ))
  var query: String?

  @Option(
    name: .customLong("max-size"),
    help: .of("bytes", "The most that a packed file, a pipe or a table may hold, as in 500MB."))
  var maxSize: String?

  @Flag(
    help: ArgumentHelp(
      "Keep the columns in a file beside the data, or in the folder DEBUT_CACHE, and read them from it next time."
    )
  )
  var cache = false

  /// The options that were given, by name and as written.
  var given: [String: String] {
    var given = [
      "scale": scale, "user": user, "item": item, "rating": rating, "time": time,
      "columns": columns, "separator": separator, "time-unit": timeUnit, "event": event,
      "events": events, "from": from, "to": to, "items": items, "title": title, "genres": genres,
      "genre-separator": genreSeparator, "table": table, "query": query, "max-size": maxSize,
      "ties": ties, "format": format == "auto" ? nil : format,
      DataOrigin.cacheOption: cache ? "yes" : nil,
      "keep": keep.isEmpty ? nil : keep.joined(separator: "\n"),
    ]
    for (name, number) in ["skip-bad": skipBad, "min-user": minUser, "min-item": minItem] {
      given[name] = number.map { String($0) }
    }
    return given.compactMapValues { $0 }
  }
}

extension ArgumentHelp {
  /// Returns the help of an option with the name of its value.
  fileprivate static func of(_ value: String, _ text: String) -> ArgumentHelp {
    ArgumentHelp(text, valueName: value)
  }
}

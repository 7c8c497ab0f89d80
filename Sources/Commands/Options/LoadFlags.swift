import ArgumentParser
import DebutEngine

/// The options with which a file of ratings is read. A data set's origin keeps them as they were written.
struct LoadFlags: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the file is laid out: auto, movielens-csv, movielens-dat or movielens-tab.",
      valueName: "format"),
    completion: .list(["auto"] + DataFormat.allCases.map(\.rawValue)))
  var format = "auto"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "The rating scale, as in 0.5:5; otherwise the first of 1:5, 0.5:5, 0:10 and 0:100 that fits, or the "
        + "ratings' own range.",
      valueName: "lo:hi"))
  var scale: String?

  @Option(help: ArgumentHelp("The column of the users.", valueName: "column"))
  var user: String?

  @Option(help: ArgumentHelp("The column of the items.", valueName: "column"))
  var item: String?

  @Option(
    help: ArgumentHelp("The column of the stars; none where there is none.", valueName: "column"))
  var rating: String?

  @Option(
    help: ArgumentHelp("The column of the times; none where there is none.", valueName: "column"))
  var time: String?

  @Option(
    help: ArgumentHelp(
      "The columns from left to right, - for one to skip, as in user,item,rating,-,time.",
      valueName: "roles"))
  var columns: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "What stands between fields: comma, semicolon, tab, bar, blanks or the mark itself.",
      valueName: "mark"))
  var separator: String?

  @Option(
    name: .customLong("time-unit"),
    help: ArgumentHelp(
      "The unit of times: seconds, milliseconds, microseconds or nanoseconds; otherwise by their size.",
      valueName: "unit"),
    completion: .list(TimeUnit.ofNumbers.map(\.rawValue)))
  var timeUnit: String?

  @Option(
    name: .customLong("skip-bad"), parsing: .unconditional,
    help: ArgumentHelp("Leave out at most this many rows that cannot be read.", valueName: "rows"))
  var skipBad: Int?

  @Option(
    help: ArgumentHelp(
      "The column of the kinds of events, in place of stars.", valueName: "column"))
  var event: String?

  @Option(
    help: ArgumentHelp(
      "The kinds of events to read with their weights, as in view=1,cart=3,buy=5; otherwise all, 1 each.",
      valueName: "weights"))
  var events: String?

  @Option(
    parsing: .unconditionalSingleValue,
    help: ArgumentHelp(
      "Read rows that meet this alone, as in \"rating > 0\"; with = != < <= > >=; may come again.",
      valueName: "condition"))
  var keep: [String] = []

  @Option(
    help: ArgumentHelp("Keep rows from this day or time on, as in 2011-03-17.", valueName: "date"))
  var from: String?

  @Option(
    help: ArgumentHelp("Keep rows up to this day or time, which is within.", valueName: "date"))
  var to: String?

  @Option(
    name: .customLong("min-user"), parsing: .unconditional,
    help: ArgumentHelp("Keep users with at least this many rows.", valueName: "rows"))
  var minUser: Int?

  @Option(
    name: .customLong("min-item"), parsing: .unconditional,
    help: ArgumentHelp(
      "Keep items with at least this many rows; with --min-user until both hold.", valueName: "rows"
    ))
  var minItem: Int?

  @Option(
    help: ArgumentHelp(
      "The table of a database; otherwise the one with users and items.", valueName: "name"))
  var table: String?

  @Option(
    help: ArgumentHelp(
      "The statement whose rows are read, of a database's tables or of a Parquet file, called data.",
      valueName: "sql"))
  var query: String?

  @Option(
    name: .customLong("max-size"),
    help: ArgumentHelp(
      "The most that a packed file, a pipe or a table may hold, as in 500MB.", valueName: "bytes"))
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
      "event": event, "events": events, "keep": keep.isEmpty ? nil : keep.joined(separator: "\n"),
      "columns": columns, "separator": separator, "time-unit": timeUnit,
      "from": from, "to": to, "min-user": minUser.map { String($0) },
      "min-item": minItem.map { String($0) }, "skip-bad": skipBad.map { String($0) },
      "table": table, "query": query, "max-size": maxSize,
    ].compactMapValues { $0 }
    if format != "auto" { given["format"] = format }
    if cache { given[DataOrigin.cacheOption] = "yes" }
    return given
  }
}

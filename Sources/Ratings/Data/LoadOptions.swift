/// The way in which a file or a folder of ratings is read. By default everything is found out.
///
///     var options = LoadOptions()
///     options.columns[.user] = .named("reviewer")
///     options.separator = .semicolon
///     let data = try Dataset.load(path: "reviews.txt", options: options)
///
/// - Stability: evolving.
public struct LoadOptions: Hashable, Sendable {
  /// The layout of a folder or a file; nil: by the files' names and contents.
  public var format: DataFormat?
  /// The scale that must hold all ratings; nil: the first of `RatingScale.known` that does, or else the
  /// ratings' own range.
  public var scale: RatingScale?
  /// The mark between fields; nil: found out.
  public var separator: FieldSeparator?
  /// The columns that were said; a role that is missing here is found by name.
  public var columns: [ColumnRole: ColumnChoice] = [:]
  /// The roles of the columns from left to right, nil for one that is skipped; they count in place of names.
  public var positions: [ColumnRole?]?
  /// True if the first row names the columns, false if it is data; nil: found out.
  public var hasHeader: Bool?
  /// The unit of times that are numbers; nil: by their size.
  public var timeUnit: TimeUnit?
  /// The number of unreadable rows that are left out; one more is an error.
  public var skippableRows = 0
  /// The conditions that a row must meet to be read.
  public var conditions: [RowCondition] = []
  /// The kinds that are read of the column with the role `event`; none: all kinds, of equal weight.
  public var eventWeights: [EventWeight] = []
  /// The rows that are kept of those that are read.
  public var rows = RowFilter()
  /// The order of a user's events that have the same time; ratings keep that of the file.
  public var ties = TieRule.drawn
  /// The table of a database whose rows are read; nil: found out.
  public var table: String?
  /// The statement whose rows are read, in place of a table's.
  public var query: String?
  /// The file or table of the items, with their titles and whatever else is known of them.
  public var items = ItemsChoice.found
  /// The column of the titles in the file of items.
  public var title = ColumnChoice.found
  /// The column of the genres in the file of items.
  public var genres = ColumnChoice.found
  /// The mark between the genres of an item.
  public var genreSeparator = GenreSeparator.found
  /// The most bytes that a packed file, a pipe or the text of a table may hold.
  public var sizeLimit = defaultSizeLimit
  /// True if all columns of a table are read: those of ratings are few.
  var takesAllColumns = false

  /// Makes the options with which everything is found out.
  public init() {}

  /// Makes options of a layout and a scale.
  ///
  /// - Parameters:
  ///   - format: the layout; nil: found out.
  ///   - scale: the scale that must hold all ratings; nil: found out.
  public init(format: DataFormat?, scale: RatingScale? = nil) {
    self.format = format
    self.scale = scale
  }

  /// The choice for a role.
  func choice(_ role: ColumnRole) -> ColumnChoice { columns[role] ?? .found }

  /// Reads the roles of columns from left to right, as in `user,item,-,rating`. Another word than a role's
  /// skips a column.
  ///
  /// - Parameter text: the roles, separated by commas.
  /// - Throws: `DataError.badOption` if a role comes twice, or if user or item is missing.
  public static func positions(parsing text: String) throws -> [ColumnRole?] {
    let words = text.split(separator: ",", omittingEmptySubsequences: false)
    let roles = words.map { word in
      let word = word.lowercased().filter { $0 != " " }
      return ColumnRole(rawValue: word == "timestamp" ? "time" : word)
    }
    let taken = roles.compactMap { $0 }
    guard Set(taken).count == taken.count, taken.contains(.user), taken.contains(.item) else {
      throw DataError.badOption(
        name: "--columns", value: text,
        expected:
          "user, item, rating or event, and time, each once at most and with user and item, and - for a "
          + "column that is skipped, as in user,item,rating,-,time")
    }
    return roles
  }
}

/// The way in which the file of the items is found.
///
/// - Stability: evolving.
public enum ItemsChoice: Hashable, Sendable {
  /// By the names that the field uses, beside the ratings.
  case found
  /// None is read.
  case none
  /// The file at this path, or with this name beside the ratings; of a database the table.
  case file(String)
}

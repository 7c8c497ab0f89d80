/// The part that a column plays in a row of ratings.
///
/// - Stability: evolving; cases may be added.
public enum ColumnRole: String, CaseIterable, Hashable, Sendable {
  /// The user who rated.
  case user
  /// The item that was rated.
  case item
  /// The number of stars.
  case rating
  /// The time of the rating.
  case time
  /// The kind of the event that a row is, in place of stars.
  case event
}

/// The way in which the column of a role is found.
///
/// - Stability: evolving.
public enum ColumnChoice: Hashable, Sendable {
  /// By the names that the field uses.
  case found
  /// The column with this name.
  case named(String)
  /// No column has the role.
  case none
}

/// The order of a user's events that have the same time.
///
/// - Stability: evolving.
public enum TieRule: String, CaseIterable, Hashable, Sendable {
  /// Drawn, by a hash of user and item.
  case drawn
  /// That of the file, such as a log that was written in the order of time.
  case file
}

/// The rows of a data set that are kept.
///
/// - Stability: evolving.
public struct RowFilter: Hashable, Sendable {
  /// The earliest time that is kept, in seconds since 1970; nil: any.
  public var from: Int64?
  /// The first time that is no longer kept, in seconds since 1970; nil: none.
  public var until: Int64?
  /// The fewest rows of a user who is kept.
  public var fewestOfUser = 0
  /// The fewest rows of an item that is kept.
  public var fewestOfItem = 0

  /// Makes a filter that keeps everything.
  public init() {}

  /// True if everything is kept.
  var keepsAll: Bool { self == RowFilter() }
}

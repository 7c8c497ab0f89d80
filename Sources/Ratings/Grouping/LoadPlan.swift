/// The threads of a reading, and the request to stop it.
struct LoadPlan {
  /// The fewest bytes in a stretch of a file; nil: by the file's size.
  var stretch: Int?
  /// Threads that read and sort, at least 1.
  var threads: Int
  /// The request to stop.
  var stop = StopRequest.never
  /// False if the row scanner reads all rows, with which the fast paths are compared.
  var takesFastPaths = true
}

/// A request to stop reading.
///
/// Any thread calls `isMade` every few milliseconds: it must be quick, and must stay true once it
/// is.
struct StopRequest: Sendable {
  /// True once reading is to stop.
  let isMade: @Sendable () -> Bool

  /// A request that is never made.
  static let never = StopRequest { false }

  /// Throws if the request was made.
  ///
  /// - Throws: `DataError.interrupted`.
  func check() throws { if isMade() { throw DataError.interrupted } }
}

/// Whether whoever waits for a reading has given it up.
///
/// Asked from any thread, every few milliseconds: it is to be quick, and once made stays made.
struct StopRequest: Sendable {
  let isMade: @Sendable () -> Bool

  /// Nobody gives up.
  static let never = StopRequest { false }

  /// - Throws: `DataError.interrupted` where the request was made.
  func check() throws { if isMade() { throw DataError.interrupted } }
}

/// A request to stop the command that runs, such as Ctrl-C; commands look at it while they work.
package struct Cancellation: Sendable {
  private let request: @Sendable () -> Bool

  /// Makes a request out of a flag.
  ///
  /// - Parameter isRequested: called often, from any thread: it is to be quick.
  package init(_ isRequested: @escaping @Sendable () -> Bool) { request = isRequested }

  /// A request that is never made.
  package static let never = Cancellation { false }

  /// True if the command is to stop.
  package var isRequested: Bool { request() }

  /// Throws if a stop is requested.
  ///
  /// - Throws: `ShellError.interrupted`.
  func check() throws {
    if isRequested { throw ShellError.interrupted }
  }
}

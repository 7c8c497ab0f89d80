import DebutEngine

/// Messages while a plugin is compiled and loaded; the compiler's own are shown whole.
enum PluginMessages {
  /// The note that plugins are code.
  static let rights = "note: a plugin is code and runs with your rights: load only what you trust\n"

  /// Notes, once a session, that a plugin is code: before any of it runs, to load or to test it.
  static func tellOfRights(_ session: Session) {
    guard !session.hasToldOfRights else { return }
    session.hasToldOfRights = true
    session.host.progress.message(rights)
  }

  /// Runs the compiler's work; if it fails, its messages are shown before the error.
  static func telling<Result>(_ session: Session, _ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch PluginError.doesNotCompile(let path, let messages) where session.mode != .json {
      session.host.progress.message(
        messages.split(separator: "\n", omittingEmptySubsequences: false)
          .map { TextWidth.visible(String($0)) }.joined(separator: "\n"))
      throw PluginError.doesNotCompile(path: path, messages: messages)
    }
  }
}

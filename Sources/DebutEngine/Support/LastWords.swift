private import CDebutShims

/// The sentence that a process writes when it dies of a fault, or of an `exit` that is not its own.
package enum LastWords {
  /// Installs the handlers.
  package static func install() { debut_last_words_install() }

  /// Sets the end of the sentence: what is kept, and how to get it back; empty: nothing.
  package static func setKept(_ text: String) { debut_last_words_keep(text) }

  /// Says that the process ends by itself.
  package static func leave() { debut_last_words_leave() }

  /// Registers the library of a plugin, so that the sentence can name it.
  ///
  /// - Parameter library: the path that it was opened at.
  static func add(plugin: String, library: String) { debut_last_words_add(plugin, library) }
}

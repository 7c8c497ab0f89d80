#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// The process's environment.
package enum Environment {
  /// The value of a variable; nil if it is not set.
  package static subscript(name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Returns a path with a leading `~/` replaced by the home folder.
  package static func expanding(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = self["HOME"] else { return path }
    return home + path.dropFirst()
  }
}

import Debut

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// A folder for a short while, such as one run of the compiler, readable by this user alone. Deleted with
/// the object.
package final class TemporaryFolder {
  /// The folder.
  package let path: String

  /// - Throws: `FileError`.
  package init() throws {
    let base = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(base)/debut-plugin-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileSystem.failure(base) }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit {
    for name in (try? FileSystem.names(in: path)) ?? [] { unlink("\(path)/\(name)") }
    rmdir(path)
  }
}

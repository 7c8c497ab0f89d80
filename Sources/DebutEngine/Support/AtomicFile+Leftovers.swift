import Debut

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif
#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Unfinished files stand beside their place as `NAME.PID.part`, locked by the process that writes them.
/// One that was killed leaves its own behind.
extension AtomicFile {
  private static let suffix = ".part"

  static func temporaryPath(of place: String, process: pid_t = getpid()) -> String {
    "\(place).\(process)\(suffix)"
  }

  /// Returns the name of the file that a temporary file was to become; nil for any other name.
  package static func finalName(ofTemporary name: String) -> String? {
    guard name.hasSuffix(suffix) else { return nil }
    let whole = name.dropLast(suffix.count)
    guard let dot = whole.lastIndex(of: "."), pid_t(whole[whole.index(after: dot)...]) != nil else {
      return nil
    }
    return String(whole[..<dot])
  }

  /// Deletes temporary files of `place` whose process has ended.
  ///
  /// A file stays if its name is another, or it is not a regular file or is locked, or if a process of its
  /// number runs, this one included. A file that cannot be deleted stays too.
  package static func removeLeftovers(of place: String) {
    let (folder, name) = split(place)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
    for other in names where other.hasPrefix(name + ".") && other.hasSuffix(suffix) {
      let digits = other.dropFirst(name.count + 1).dropLast(suffix.count)
      guard let process = pid_t(digits), String(process) == digits, process > 0, isGone(process)
      else { continue }
      removeUnlocked("\(folder)/\(other)")
    }
  }

  private static func split(_ place: String) -> (folder: String, name: String) {
    guard let slash = place.lastIndex(of: "/") else { return (".", place) }
    let folder = String(place[..<slash])
    return (folder.isEmpty ? "/" : folder, String(place[place.index(after: slash)...]))
  }

  private static func isGone(_ process: pid_t) -> Bool {
    kill(process, 0) != 0 && errno == ESRCH
  }

  /// Deletes a file that no process has locked. The lock protects a process of another machine or
  /// container, whose number means nothing here.
  private static func removeUnlocked(_ path: String) {
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG,
      flock(descriptor, LOCK_EX | LOCK_NB) == 0
    else { return }
    unlink(path)
  }
}

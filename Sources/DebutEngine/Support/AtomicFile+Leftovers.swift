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

  /// Removes what processes that are no more have left of the file at `place`.
  ///
  /// A file is left alone that is not of this name, not a regular file, or locked; and one whose process
  /// lives, were it another one by now, as well as this process's own. What cannot be removed stays.
  static func removeLeftovers(of place: String) {
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

  /// The lock tells of a process that another machine, or another container, has under its own number.
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

import Debut
import Synchronization

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Claims of jobs in a folder that several processes share, so that each job is done once.
///
/// A claim is a file `NAME.claim`, made by whoever comes first, that names the process and its machine.
/// Its owner touches it every few seconds and removes it at the end. A claim is abandoned if its process
/// has ended, or if nobody touched it for a while; then another process takes it over. If two processes
/// work on one job after all, it is done twice with the same bits.
final class JobClaims: Sendable {
  /// Seconds after which a claim that nobody touched is abandoned.
  static let patience = 120
  /// Seconds between two touches.
  private static let heartbeat = 10

  private let folder: String
  private let owner: String
  private let held = Mutex<Set<String>>([])

  /// Prepares claims in a folder.
  init(folder: String) {
    self.folder = folder
    owner = Self.owner(process: getpid(), host: Self.host)
  }

  deinit {
    for name in held.withLock({ $0 }) { remove(name) }
  }

  /// The text of a claim.
  static func owner(process: pid_t, host: String) -> String { "process \(process)\nhost \(host)\n" }

  /// The name of this machine.
  static var host: String {
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    return String(decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Claims a job.
  ///
  /// - Returns: false if another process works on it. If the folder cannot be written to, the answer is
  ///   true: writing the predictions gives the reason.
  func claim(_ name: String) -> Bool {
    guard make(name) || takeOver(name) && make(name) else { return false }
    held.withLock { _ = $0.insert(name) }
    return true
  }

  /// Gives a claim back.
  func release(_ name: String) {
    guard held.withLock({ $0.remove(name) != nil }) else { return }
    remove(name)
  }

  /// Removes the abandoned claim of a job that is done.
  func sweep(_ name: String) {
    if isAbandoned(name) { unlink(path(name)) }
  }

  /// Touches the claims that are held until the task is cancelled.
  func keepAlive() -> Task<Void, Never> {
    Task.detached { [self] in
      while (try? await Task.sleep(for: .seconds(Self.heartbeat))) != nil {
        for name in held.withLock({ $0 }) { utimes(path(name), nil) }
      }
    }
  }

  private func path(_ name: String) -> String { "\(folder)/\(name).claim" }

  /// Makes the file of a claim. - Returns: false if there is one.
  private func make(_ name: String) -> Bool {
    let file = open(path(name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard file >= 0 else { return errno != EEXIST }
    defer { close(file) }
    let text = Array(owner.utf8)
    _ = write(file, text, text.count)
    return true
  }

  /// Moves an abandoned claim away. Of several processes that try, one succeeds.
  private func takeOver(_ name: String) -> Bool {
    guard isAbandoned(name) else { return false }
    let old = "\(path(name)).\(getpid())"
    guard rename(path(name), old) == 0 else { return errno == ENOENT }
    unlink(old)
    return true
  }

  /// Removes a claim, unless another process has taken it over.
  private func remove(_ name: String) {
    if text(of: name) == owner { unlink(path(name)) }
  }

  private func isAbandoned(_ name: String) -> Bool {
    var status = stat()
    guard lstat(path(name), &status) == 0 else { return false }
    #if canImport(Darwin)
      let touched = status.st_mtimespec.tv_sec
    #else
      let touched = status.st_mtim.tv_sec
    #endif
    if time(nil) - touched > Self.patience { return true }
    let lines = text(of: name)?.split(separator: "\n").map(String.init) ?? []
    guard lines.count == 2, lines[1] == "host \(Self.host)", lines[0].hasPrefix("process "),
      let process = pid_t(lines[0].dropFirst("process ".count)), process > 0
    else { return false }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  private func text(of name: String) -> String? {
    try? FileBytes.withBytes(of: path(name)) { String(decoding: $0, as: UTF8.self) }
  }
}

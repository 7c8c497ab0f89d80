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
/// has ended, or if it stays untouched; then another process takes it over. The folder is locked
/// meanwhile, and while a claim is made. So an unfinished claim is that of a process which was killed, and
/// it is abandoned. If a file system has no locks and two processes work on one job after all, it is done
/// twice with the same bits.
final class JobClaims: Sendable {
  /// Age in seconds beyond which a claim is abandoned, by the clocks of this machine and of the folder's:
  /// far beyond what they differ by.
  static let longestAge = 3600
  /// Seconds between two touches.
  private static let heartbeat = 10

  private let folder: String
  private let owner: String
  /// The time for which a claim stays untouched, as watched from here, before it is abandoned.
  private let patience: Duration
  private let held = Mutex<Set<String>>([])
  /// For each claim of another process: when it was touched last, and when that was first seen.
  private let watched = Mutex<[String: (touched: Int, seen: ContinuousClock.Instant)]>([:])

  /// Prepares claims in a folder.
  init(folder: String, patience: Duration = .seconds(120)) {
    self.folder = folder
    self.patience = patience
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

  /// The process that works on a job.
  enum Holder: Hashable {
    /// The claim was just made.
    case caller
    /// Another thread of this process.
    case thisProcess
    /// A process of this or another machine.
    case anotherProcess
  }

  /// Claims a job, unless somebody works on it.
  ///
  /// - Throws: `EngineError.cannotWrite` if a claim cannot be made in the folder.
  func claim(_ name: String) throws -> Holder {
    if held.withLock({ $0.contains(name) }) { return .thisProcess }
    guard try locked({ try make(name) }) || takeOver(name) else {
      return text(of: name) == owner ? .thisProcess : .anotherProcess
    }
    held.withLock { _ = $0.insert(name) }
    return .caller
  }

  /// Gives a claim back.
  func release(_ name: String) {
    guard held.withLock({ $0.remove(name) != nil }) else { return }
    remove(name)
  }

  /// Removes the claim of a job that is done.
  func sweep(_ name: String) { unlink(path(name)) }

  /// Touches the claims that are held until the task is cancelled.
  func keepAlive() -> Task<Void, Never> {
    Task.detached { [self] in
      while (try? await Task.sleep(for: .seconds(Self.heartbeat))) != nil {
        for name in held.withLock({ $0 }) where text(of: name) == owner { utimes(path(name), nil) }
      }
    }
  }

  private func path(_ name: String) -> String { "\(folder)/\(name).claim" }

  /// Makes the file of a claim. - Returns: false if there is one.
  private func make(_ name: String) throws -> Bool {
    let file = open(path(name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard file >= 0 else {
      guard errno != EEXIST else { return false }
      throw EngineError.cannotWrite(
        path: path(name), reason: String(cString: strerror(errno)).lowercased())
    }
    defer { close(file) }
    let text = Array(owner.utf8)
    _ = write(file, text, text.count)
    return true
  }

  /// Replaces an abandoned claim. The folder is locked from the judgement to the new claim, so that
  /// nobody removes the claim of a process that was faster.
  private func takeOver(_ name: String) throws -> Bool {
    guard isAbandoned(name) else { return false }
    return try locked {
      guard isAbandoned(name) else { return false }
      unlink(path(name))
      return try make(name)
    }
  }

  /// Runs a closure while no other process makes or takes over a claim in the folder.
  private func locked<Result>(_ body: () throws -> Result) rethrows -> Result {
    let lock = try? FolderLock(folder, .exclusive)
    return try withExtendedLifetime(lock, body)
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
    if time(nil) - touched > Self.longestAge || isUntouched(name, since: touched) { return true }
    let lines = text(of: name)?.split(separator: "\n").map(String.init) ?? []
    guard lines.count == 2 else { return true }
    guard lines[1] == "host \(Self.host)", lines[0].hasPrefix("process "),
      let process = pid_t(lines[0].dropFirst("process ".count)), process > 0
    else { return false }
    return kill(process, 0) != 0 && errno == ESRCH
  }

  /// Returns true if a claim has kept the time at which it was touched for longer than `patience`. Its
  /// owner's clock is not compared with this machine's.
  private func isUntouched(_ name: String, since touched: Int) -> Bool {
    let now = ContinuousClock().now
    return watched.withLock { watched in
      guard let known = watched[name], known.touched == touched else {
        watched[name] = (touched, now)
        return false
      }
      return now - known.seen > patience
    }
  }

  private func text(of name: String) -> String? {
    try? FileBytes.withBytes(of: path(name)) { String(decoding: $0, as: UTF8.self) }
  }
}

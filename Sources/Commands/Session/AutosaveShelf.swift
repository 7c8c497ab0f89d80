import DebutEngine

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

/// The folder of a user in which processes keep copies of their sessions, each in a folder of its own that
/// it has locked while it lives.
package struct AutosaveShelf {
  /// The copies' common folder.
  package let path: String
  /// The name of the session within a copy's folder.
  static let folder = "session"
  private static let prefix = "debut-"
  /// Copies of ended processes that are kept; older ones are removed.
  private static let limit = 3

  /// Describes a shelf; the folder need not be there.
  package init(path: String) { self.path = path }

  /// Returns the folder that `DEBUT_AUTOSAVE` names; else `debut/sessions` in `XDG_STATE_HOME` or in
  /// `~/.local/state`. Nil if the variable is empty, or there is no home.
  package static func standard() -> AutosaveShelf? {
    if let path = Environment["DEBUT_AUTOSAVE"] {
      return path.isEmpty ? nil : AutosaveShelf(path: Environment.expanding(path))
    }
    let configured = Environment["XDG_STATE_HOME"] ?? ""
    // The XDG base directory specification asks to ignore paths that are not absolute.
    let folder = configured.hasPrefix("/") ? configured : Environment.expanding("~/.local/state")
    return folder.hasPrefix("/") ? AutosaveShelf(path: folder + "/debut/sessions") : nil
  }

  /// Makes a folder for the copy of this process, locked.
  ///
  /// - Throws: `ShellError.cannotWrite`, `FileError`.
  func makePlace() throws -> (place: String, lock: FolderLock) {
    do {
      try FileManager.default.createDirectory(
        atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw ShellError.cannotWrite(path: path, reason: "the folder cannot be made")
    }
    let digits = String(UInt32.random(in: 0 ... .max), radix: 16)
    let place = "\(path)/\(Self.prefix)\(time(nil))-\(getpid())-\(digits)"
    guard mkdir(place, 0o700) == 0 else {
      throw ShellError.cannotWrite(
        path: place, reason: String(cString: strerror(errno)).lowercased())
    }
    return (place, try FolderLock(place, .exclusive, patience: .zero))
  }

  /// A copy that an ended process left.
  package struct Copy {
    /// The session's folder.
    package let session: String
    let place: String
    /// The time of the last change, in seconds since 1970.
    package let time: Int
    package let models: Int
    package let ratings: Int
  }

  /// Returns the copies of processes that have ended, the latest first.
  package func copies() -> [Copy] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    return names.filter { $0.hasPrefix(Self.prefix) }.compactMap { copy(at: "\(path)/\($0)") }
      .sorted { $0.time > $1.time }
  }

  private func copy(at place: String) -> Copy? {
    // The process that keeps it has it locked.
    guard (try? FolderLock(place, .exclusive, patience: .zero)) != nil else { return nil }
    let session = "\(place)/\(Self.folder)"
    var status = stat()
    guard stat("\(session)/\(SessionFolder.index)", &status) == 0,
      let content = SessionFolder(session).content()
    else { return nil }
    #if canImport(Darwin)
      let time = status.st_mtimespec.tv_sec
    #else
      let time = status.st_mtim.tv_sec
    #endif
    return Copy(
      session: session, place: place, time: time, models: content.models,
      ratings: content.ratings)
  }

  /// Returns the latest copy unless it was offered before, and removes all but the last few.
  package func offer() -> Copy? {
    let copies = copies()
    for old in copies.dropFirst(Self.limit) { remove(old.place) }
    guard let latest = copies.first else { return nil }
    let mark = open("\(latest.place)/offered", O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
    guard mark >= 0 else { return nil }
    close(mark)
    return latest
  }

  /// Removes a copy with its folder.
  func remove(_ place: String) {
    guard place.hasPrefix("\(path)/\(Self.prefix)") else { return }
    try? FileManager.default.removeItem(atPath: place)
  }
}

import Foundation
import Testing

@testable import Debut
@testable import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

@Suite struct AtomicFileTests {
  private let folder: URL

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "debut-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  }

  private func path(_ name: String) -> String { folder.appendingPathComponent(name).path }

  private func refusal(_ name: String) -> String? {
    do {
      try AtomicFile.write(to: path(name)) { $0.write("new") }
      return nil
    } catch EngineError.cannotWrite(let path, let reason) {
      #expect(path == self.path(name))
      return reason
    } catch {
      return "\(error)"
    }
  }

  private func kind(_ name: String) -> mode_t {
    var status = stat()
    return lstat(path(name), &status) == 0 ? status.st_mode & S_IFMT : 0
  }

  @Test func replacesFilesAndNothingElse() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(refusal("file") == nil && refusal("file") == nil)
    #expect(mkfifo(path("pipe"), 0o600) == 0)
    #expect(refusal("pipe") == "it is a pipe")
    #expect(kind("pipe") == S_IFIFO)
    #expect(mkdir(path("empty"), 0o700) == 0)
    #expect(refusal("empty") == "it is a folder")
    #expect(kind("empty") == S_IFDIR)
    #expect(symlink("nowhere", path("broken")) == 0)
    #expect(refusal("broken") == "it is a symbolic link that leads nowhere")
    #expect(symlink("pipe", path("to-pipe")) == 0)
    #expect(refusal("to-pipe") == "it is a pipe")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(names.sorted() == ["broken", "empty", "file", "pipe", "to-pipe"])
  }

  /// The number of a process that is no more.
  private func deadProcess() throws -> pid_t {
    let process = Process()
    process.executableURL = URL(filePath: "/bin/sh")
    process.arguments = ["-c", "exit 0"]
    try process.run()
    process.waitUntilExit()
    return process.processIdentifier
  }

  private func make(_ name: String) {
    _ = FileManager.default.createFile(atPath: path(name), contents: nil)
  }

  @Test func leftoversOfTheDeadAreRemovedAndNothingElse() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let (dead, another, third) = (try deadProcess(), try deadProcess(), try deadProcess())
    let living = getppid()
    let kept = [
      "file.\(living).part", "other.\(dead).part", "file.0\(dead).part", "file.-\(dead).part",
      "file.\(dead).parts", "file.x.part", "file.\(dead)", "file..part",
    ]
    for name in kept + ["file.\(dead).part"] { make(name) }
    #expect(symlink("file.x.part", path("file.\(another).part")) == 0)
    #expect(mkdir(path("file.\(third).part"), 0o700) == 0)
    #expect(refusal("file") == nil)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(
      Set(names)
        == Set(kept + ["file", "file.\(another).part", "file.\(third).part"]))
  }

  /// As of a process in another container, whose number means nothing here.
  @Test func aLockedFileIsBeingWritten() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    let name = "file.\(try deadProcess()).part"
    make(name)
    let descriptor = open(path(name), O_RDONLY | O_CLOEXEC)
    #expect(flock(descriptor, LOCK_EX) == 0)
    #expect(refusal("file") == nil && kind(name) == S_IFREG)
    // Children of other tests may have a copy of the descriptor for a moment: closing does not unlock then.
    flock(descriptor, LOCK_UN)
    close(descriptor)
    #expect(refusal("file") == nil && kind(name) == 0)
  }

  @Test func whatIsBeingWrittenIsLockedUntilItIsInItsPlace() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    func isLocked(_ path: String) -> Bool {
      let descriptor = open(path, O_RDONLY | O_CLOEXEC)
      defer { close(descriptor) }
      return flock(descriptor, LOCK_EX | LOCK_NB) != 0
    }
    var wasLocked = false
    let check = { (written: String) in wasLocked = isLocked(written) }
    try AtomicFile.write(to: path("file"), check: check) { $0.write("new") }
    #expect(wasLocked && !isLocked(path("file")))
  }

  @Test func aLinkGoesOnPointingAtTheFile() throws {
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(mkdir(path("far"), 0o700) == 0)
    try "old".write(toFile: path("far/file"), atomically: false, encoding: .utf8)
    #expect(symlink("far/file", path("link")) == 0)
    #expect(refusal("link") == nil)
    #expect(kind("link") == S_IFLNK)
    #expect(try String(contentsOfFile: path("far/file"), encoding: .utf8) == "new")
  }
}

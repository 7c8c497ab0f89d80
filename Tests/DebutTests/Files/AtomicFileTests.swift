import Foundation
import Testing

@testable import Debut

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

import Synchronization
import Testing

@testable import Ratings

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file that another program writes while it is read is an error, and never ends the process.
@Suite("Files that change while they are read")
struct ChangingFileTests {
  private static let text =
    ThreadedReadingTests.header + (1...400).map { "\($0 % 9 + 1),\($0),4,12607591\($0)\n" }.joined()

  /// Loads a file of ratings; `change` is called with its path in the middle of it.
  private func load(_ change: @escaping @Sendable (String) -> Void) throws -> Dataset {
    let folder = try ScratchFolder(["ratings.csv": Self.text])
    let path = "\(folder.path)/ratings.csv"
    // An hour ago, so that the clock's resolution hides no change.
    let before = timeval(tv_sec: time(nil) - 3600, tv_usec: 0)
    #expect(utimes(path, [before, before]) == 0)
    return try withExtendedLifetime(folder) {
      let plan = LoadPlan(
        threads: 1,
        stop: StopRequest {
          change(path)
          return false
        })
      return try Dataset.load(path: path, options: LoadOptions(), plan: plan)
    }
  }

  @Test("Cut to nothing, and to a page")
  func cut() throws {
    for length in [0, 4096] {
      let error = #expect(throws: DataError.self) { try load { truncate($0, off_t(length)) } }
      #expect(
        error?.description.hasSuffix("/ratings.csv: the file changed while it was read") == true)
    }
  }

  @Test("Written over with as many bytes")
  func writtenOver() throws {
    let error = #expect(throws: DataError.self) {
      try load { path in
        guard let file = fopen(path, "r+") else { return }
        fputs("x", file)
        fclose(file)
      }
    }
    #expect(
      error?.description.hasSuffix("/ratings.csv: the file changed while it was read") == true)
  }

  @Test("Left alone")
  func leftAlone() throws {
    #expect(try load { _ in }.histories.ratingCount == 400)
  }

  @Test("Devices are refused at once; waiting for a pipe can be stopped")
  func noFiles() throws {
    for path in ["/dev/null", "/dev/zero"] {
      #expect(throws: DataError.notAFile(path: path)) { try Dataset.load(path: path) }
    }
    let folder = try ScratchFolder([:] as [String: String])
    let pipe = "\(folder.path)/ratings.csv"
    #expect(mkfifo(pipe, 0o600) == 0)
    let checks = Atomic<Int>(0)
    #expect(throws: DataError.interrupted) {
      try Dataset.load(path: pipe, shouldStop: { checks.add(1, ordering: .relaxed).oldValue > 2 })
    }
  }
}

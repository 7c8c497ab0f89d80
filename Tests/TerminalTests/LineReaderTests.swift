import DebutTesting
import Foundation
import Testing

@testable import Commands
@testable import Terminal

@Suite struct LineReaderTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func lines(_ bytes: [UInt8]) throws -> [LineRead] {
    let reader = try FileLineReader(path: folder.write("lines", Data(bytes)))
    var lines: [LineRead] = []
    while true {
      let line = reader.next()
      if line == .end { return lines }
      lines.append(line)
    }
  }

  @Test func readsLinesHoweverTheyEnd() throws {
    #expect(try lines([]) == [])
    #expect(
      try lines(Array("a\nb\r\n\nc".utf8)) == [.line("a"), .line("b"), .line(""), .line("c")])
    #expect(try lines(Array("a\n".utf8)) == [.line("a")])
    #expect(try lines([0xEF, 0xBB, 0xBF] + Array("a\n".utf8)) == [.line("a")])
  }

  @Test func repairsWhatIsNotUTF8() throws {
    #expect(try lines([0x61, 0xFF, 0x62]) == [.line("a\u{FFFD}b")])
  }

  @Test func passesOverLinesThatAreTooLong() throws {
    let limit = FileLineReader.longestLine
    let long = [UInt8](repeating: 0x61, count: limit + 1)
    #expect(try lines(long + [0x0A, 0x62]) == [.tooLong(limit: limit), .line("b")])
    let fitting = [UInt8](repeating: 0x61, count: limit)
    #expect(try lines(fitting + [0x0A]).count == 1)
    #expect(try lines(fitting) == [.line(String(repeating: "a", count: limit))])
  }

  @Test func refusesFoldersAndWhatIsNotThere() throws {
    #expect(throws: ShellError.self) { try FileLineReader(path: folder.path) }
    #expect(throws: ShellError.self) { try FileLineReader(path: folder.path + "/none") }
  }
}

@Suite struct HistoryFileTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  @Test func keepsLinesPrivately() throws {
    let history = HistoryFile(path: folder.path + "/history")
    #expect(history.load().isEmpty)
    history.append("load demo")
    history.append("quit")
    #expect(history.load() == ["load demo", "quit"])
    let attributes = try FileManager.default.attributesOfItem(atPath: history.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func closesAFileThatIsOpenToOthers() throws {
    let path = try folder.write("history", "old\n")
    try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: path)
    HistoryFile(path: path).append("new")
    #expect(try folder.read("history") == "old\nnew\n")
    let attributes = try FileManager.default.attributesOfItem(atPath: path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
  }

  @Test func cutsAFileThatHasGrown() throws {
    let many = (0..<2 * HistoryFile.limit).map { "line \($0)\n" }.joined()
    let history = HistoryFile(path: try folder.write("history", many))
    #expect(history.load().count == HistoryFile.limit)
    #expect(history.load().last == "line \(2 * HistoryFile.limit - 1)")
    #expect(try folder.read("history").split(separator: "\n").count == HistoryFile.limit)
  }

  @Test func leavesWhatIsNoFileAlone() throws {
    for path in ["/dev/null", "/dev/zero", folder.path] {
      let history = HistoryFile(path: path)
      history.append("load demo")
      #expect(history.load().isEmpty)
    }
  }
}

import DebutTesting
import Foundation
import Testing

/// A session through pipes that answers line by line, in JSON.
final class Conversation {
  private let process = Process()
  private let input: Pipe
  private let output = Pipe()
  private var buffer = Data()

  init(in folder: TestFolder, input: Pipe, environment: [String: String]) throws {
    self.input = input
    process.executableURL = URL(fileURLWithPath: DebutProgram.path)
    process.arguments = ["--mode", "json", "--keep-going"]
    process.environment = DebutProgram.environment(home: folder.path).merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardInput = input
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  /// Sends lines, and waits for one object for each.
  func ask(_ lines: [String]) throws -> [[String: Any]] {
    input.fileHandleForWriting.write(Data((lines.joined(separator: "\n") + "\n").utf8))
    return try lines.map { _ in
      while !buffer.contains(UInt8(ascii: "\n")) {
        let more = output.fileHandleForReading.availableData
        try #require(!more.isEmpty, "the program ended")
        buffer.append(more)
      }
      let line = buffer.prefix { $0 != UInt8(ascii: "\n") }
      buffer = Data(buffer.dropFirst(line.count + 1))
      return try #require(try JSONSerialization.jsonObject(with: line) as? [String: Any])
    }
  }

  func end() {
    input.fileHandleForWriting.closeFile()
    process.waitUntilExit()
  }
}

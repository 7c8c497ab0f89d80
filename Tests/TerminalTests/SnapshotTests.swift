import DebutTesting
import Foundation
import Testing

/// Everything that the program says of itself, as its user reads it; see `Snapshot`.
@Suite struct SnapshotTests {
  /// The answers to some lines, each under its line.
  private func answers(_ lines: [String]) throws -> String {
    // The short answer of another line stands between them, because nothing else shows where one ends.
    let marked = lines.flatMap { ["-c", "mode", "-c", $0] }
    let run = try DebutProgram.run(["--no-init"] + marked)
    #expect(run.status == 0 && run.messages.isEmpty, "\(run.messages)")
    let parts = run.output.components(
      separatedBy: "table (of table, csv, json, markdown)\n"
    ).dropFirst()
    try #require(parts.count == lines.count)
    return zip(lines, parts).map { "# \($0)\n\n\($1)" }.joined(separator: "\n")
  }

  private func names(_ line: String) throws -> [String] {
    let run = try DebutProgram.run(lines: line, mode: "json")
    let rows = try #require(try run.objects()[0]["rows"] as? [[String: Any]])
    return try rows.map { try #require($0["name"] as? String) }
  }

  @Test(arguments: [
    ("help", "commands.txt"), ("models", "models.txt"), ("samplers", "samplers.txt"),
  ])
  func helpIsWhatItWas(line: String, file: String) throws {
    let names = try names(line)
    #expect(!names.isEmpty)
    try Snapshot.check(try answers([line] + names.map { "help \($0)" }), file)
  }
}

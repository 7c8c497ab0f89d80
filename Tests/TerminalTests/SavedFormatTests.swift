import DebutTesting
import Foundation
import Testing

/// Opens files of format 1 with the built program and compares all that it answers.
@Suite struct SavedFormatTests {
  private let folder: TestFolder

  init() throws {
    folder = try TestFolder()
    try FormatFixtures.copy(to: folder.path + "/f")
  }

  private func run(_ arguments: String...) throws -> [[String: Any]] {
    // The other kernels round otherwise.
    let run = try DebutProgram.run(
      ["-c", "cd \(folder.path)/f; exec \"$0\" --mode json \"$@\"", DebutProgram.path] + arguments,
      environment: ["DEBUT_KERNELS": "scalar"], in: folder, by: "/bin/sh")
    #expect(run.status == 0, "\(run.output.suffix(300))")
    return try run.objects()
  }

  @Test(arguments: ["models", "session"]) func answersAreThoseOfTheDay(name: String) throws {
    let recorded = try FormatFixtures.text("\(name).jsonl").split(separator: "\n").map {
      try #require(JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    let answers = try run("\(name).debut")
    #expect(answers.count == recorded.count)
    for (answer, expected) in zip(answers, recorded) {
      // Threads are the machine's. Members that a later program adds are its own business.
      for (key, value) in expected where key != "threads" {
        let found = try #require(answer[key], "\(key) of \(expected)")
        #expect(isAsRecorded(found, value), "\(key): \(found), not \(value)")
      }
    }
  }

  private func isAsRecorded(_ found: Any, _ recorded: Any) -> Bool {
    if let rows = recorded as? [[String: Any]] {
      guard let others = found as? [[String: Any]], others.count == rows.count else { return false }
      return zip(others, rows).allSatisfy { other, row in
        row.allSatisfy { key, value in other[key].map { isAsRecorded($0, value) } ?? false }
      }
    }
    if let former = recorded as? String, let name = FormatFixtures.renamed[former] {
      return found as? String == name
    }
    return (found as? NSObject)?.isEqual(recorded) ?? false
  }

  @Test func anOpenedSessionIsSavedAsItWas() throws {
    _ = try run("-c", "open --session session", "-c", "save --session again")
    func list(_ path: String) throws -> [String: Any] {
      let data = try Data(contentsOf: URL(fileURLWithPath: "\(path)/session.json"))
      return try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
    }
    let (oldPath, newPath) = ("\(FormatFixtures.folder)/session", "\(folder.path)/f/again")
    var (old, new) = try (list(oldPath), list(newPath))
    // Files have names of their own now, and their checksums are listed; all else is as it was.
    let oldModels = try #require(old.removeValue(forKey: "models") as? [[String: String]])
    let newModels = try #require(new.removeValue(forKey: "models") as? [[String: String]])
    #expect(old as NSDictionary == new as NSDictionary)
    #expect(oldModels.map { $0["name"] } == newModels.map { $0["name"] } && oldModels.count == 2)
    for (old, new) in zip(oldModels, newModels) {
      let files = try (#require(old["file"]), #require(new["file"]))
      #expect(
        try FormatFixtures.parts(of: "\(oldPath)/\(files.0)")
          == FormatFixtures.parts(of: "\(newPath)/\(files.1)"))
      #expect(old["digest"] == nil && new["digest"]?.count == 64)
    }
  }

  /// A later version may have any members: its number alone is told.
  @Test func aSessionOfAnotherVersionIsRefusedByItsVersion() throws {
    try folder.write("f/late/session.json", #"{"format":"debut-session","version":2,"more":1}"#)
    let run = try DebutProgram.run(["-c", "open --session f/late"], in: folder)
    #expect(
      run.messages.contains(
        "it is not a saved session: it is of version 2, and this program reads 1"))
  }

  @Test func anExportedFileIsRead() throws {
    _ = try run(
      "-c", "load demo --seed 7", "-c", "me --import people-exported.csv", "-c",
      "me --export again.csv --all")
    #expect(try folder.read("f/again.csv") == FormatFixtures.text("people-exported.csv"))
  }
}

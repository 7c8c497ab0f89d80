import DebutTesting
import Foundation
import Testing

/// Data with ids of text, through the built program: from the file to models, sessions and people's files.
@Suite struct TextIDTests {
  /// Two shops' worth of invented ratings: 60 users and 14 items, one with a comma, one with a blank.
  private static let ratings: String = {
    let items = (0..<14).map { $0 == 3 ? "\"B,3\"" : $0 == 5 ? "B 5" : "B\($0)" }
    let rows = (0..<60).flatMap { user in
      (0..<9).map { place in
        let item = (user * 5 + place * 3) % 14
        return "u\(user),\(items[item]),\(1 + (user + 2 * item) % 5),\(1_000_000 + place)\n"
      }
    }
    return "userId,movieId,rating,timestamp\n" + rows.joined()
  }()

  private func folder() throws -> TestFolder {
    let folder = try TestFolder()
    try Self.ratings.write(toFile: folder.path + "/shop.csv", atomically: true, encoding: .utf8)
    return folder
  }

  private func run(_ folder: TestFolder, _ lines: String...) throws -> [[String: Any]] {
    let run = try DebutProgram.run(
      ["--no-init", "--mode", "json"] + lines.flatMap { ["-c", $0] }, in: folder)
    #expect(run.status == 0, "\(run.output) \(run.messages)")
    return try run.objects()
  }

  private func rows(_ object: [String: Any]) -> [[String: Any]] {
    object["rows"] as? [[String: Any]] ?? []
  }

  @Test func everyCommandTakesThem() throws {
    let folder = try folder()
    let answers = try run(
      folder, "load shop.csv", "split fresh-users --fold all", "train bias",
      "evaluate --predictions p.csv", "split leave-last-out", "train bias",
      "recommend --user u3 --min-support 0", "predict B0 --history \"'B,3'=4, B 5=2\"",
      "predict \"B 5\" --user u1", "rate B,3 5", "similar B1 --top 2", "me")
    let notes = try #require(answers[0]["notes"] as? [String])
    #expect(notes.contains("ids of users are text: u0 in line 2"))
    #expect(answers[6]["user"] as? String == "u3")
    #expect(rows(answers[6]).allSatisfy { $0["item"] is String })
    #expect(rows(answers[7]).first?["item"] as? String == "B0")
    #expect(rows(answers[8]).first?["item"] as? String == "B 5")
    #expect(answers[9]["item"] as? String == "B,3")
    #expect(rows(answers[11]).map { $0["item"] as? String } == ["B,3"])
    let text = try String(contentsOfFile: folder.path + "/p.csv", encoding: .utf8)
    #expect(text.contains(",\"B,3\",") && text.contains("bias,u3,") && text.contains(",B 5,"))
    // Everybody is held out once.
    #expect(text.split(separator: "\n").count == 1 + 60 * 9)
  }

  @Test func sessionsAndPeoplesFilesKeepThem() throws {
    let folder = try folder()
    let before = try run(
      folder, "load shop.csv", "split none", "train bias", "rate B,3 5", "rate 'B 5' 2",
      "recommend",
      "me --export me.csv", "save --session kept", "save m.safetensors")
    let after = try run(folder, "open --session kept", "me", "recommend")
    #expect(rows(after[1]).map { $0["item"] as? String } == ["B,3", "B 5"])
    #expect(
      rows(after[2]).map { $0["item"] as? String } == rows(before[5]).map { $0["item"] as? String })
    #expect(
      rows(after[2]).map { $0["stars"] as? Double }
        == rows(before[5]).map { $0["stars"] as? Double })
    let again = try run(folder, "open m.safetensors", "me --import me.csv", "recommend")
    #expect(again[1]["imported"] as? Int == 2)
    #expect(
      rows(again[2]).map { $0["stars"] as? Double }
        == rows(before[5]).map { $0["stars"] as? Double })
  }

  @Test func listsOfManyUsersTakeThem() throws {
    let folder = try folder()
    let list = "user,item,rating\nu3,,\nnew,\"B,3\",5\nnew,B0,1\nnobody,,\n"
    try list.write(toFile: folder.path + "/users.csv", atomically: true, encoding: .utf8)
    let answers = try run(
      folder, "load shop.csv", "split none", "train bias",
      "recommend --users users.csv --top 2 --min-support 0")
    #expect(rows(answers[3]).map { $0["user"] as? String } == ["u3", "u3", "new", "new"])
    #expect(answers[3]["unknown"] as? Int == 1)
  }

  @Test func aTerminalNeverGetsControlCharacters() throws {
    let folder = try folder()
    let rows = Self.ratings.replacing(",B7,", with: ",B\u{9B}7,")
    try rows.write(toFile: folder.path + "/shop.csv", atomically: true, encoding: .utf8)
    let run = try DebutProgram.run(
      ["--no-init", "-c", "load shop.csv", "-c", "data sample --count 300"], in: folder)
    #expect(!run.output.unicodeScalars.contains("\u{9B}") && run.output.contains("B\u{FFFD}7"))
  }
}

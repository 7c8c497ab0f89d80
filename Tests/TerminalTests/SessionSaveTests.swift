import DebutTesting
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Whole sessions, saved and opened by the built program.
@Suite struct SessionSaveTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func run(_ lines: String...) throws -> [[String: Any]] {
    try DebutProgram.answers(to: lines, in: folder)
  }

  private func stars(_ answer: [String: Any]) -> Double? { DebutProgram.stars(answer) }

  /// The files of models that a session's list names.
  private func modelFiles(_ session: String) throws -> [String] {
    let list = try JSONSerialization.jsonObject(
      with: Data(try folder.read("\(session)/session.json").utf8))
    let models = try #require((list as? [String: Any])?["models"] as? [[String: Any]])
    return models.compactMap { $0["file"] as? String }
  }

  @Test func dataOfStandardInputIsNotReadAgain() throws {
    let rows = (0..<40).map { "\($0 / 4),\($0 % 4),\($0 % 5 + 1)\n" }.joined()
    let saved = try DebutProgram.run(
      ["--no-init", "-c", "load -", "-c", "train item-mean", "-c", "save --session day"],
      input: Data("user,item,rating\n\(rows)".utf8), in: folder)
    #expect(saved.status == 0 && saved.messages.contains("the ratings came from standard input"))
    // Standard input has something else now.
    let opened = try DebutProgram.run(
      ["--no-init", "-c", "open --session day", "-c", "models"], input: Data("x\n".utf8),
      in: folder)
    #expect(
      opened.status == 0
        && opened.messages.contains(
          "standard input is not loaded: it came from standard input, which cannot be read again"),
      "\(opened.messages)")
    #expect(opened.output.contains("item-mean"))
  }

  @Test func sessionsSavedAtOnceStayWhole() throws {
    // Each saves models of one kind only: a mixture would show.
    func script(_ model: String) throws {
      let saves = Array(repeating: "save --session day\n", count: 12).joined()
      try folder.write(
        model, "load demo\ntrain \(model) --as one\ntrain \(model) --as two\n" + saves)
    }
    try script("item-mean")
    try script("global-mean")
    let first = try DebutProgram.start(["--no-init", "item-mean"], in: folder)
    let second = try DebutProgram.start(["--no-init", "global-mean"], in: folder)
    var opened = 0
    while first.isRunning || second.isRunning {
      guard FileManager.default.fileExists(atPath: folder.path + "/day/session.json") else {
        usleep(1000)
        continue
      }
      let answers = try run("open --session day", "show")
      #expect(answers[0]["error"] == nil)
      let rows = try #require(answers[1]["rows"] as? [[String: Any]])
      #expect(rows.count == 2 && Set(rows.compactMap { $0["model"] as? String }).count == 1)
      opened += 1
    }
    #expect(opened > 0 && first.terminationStatus == 0 && second.terminationStatus == 0)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/day")
    #expect(try Set(files) == Set(modelFiles("day") + ["session.json"]))
  }

  @Test func aMixtureOfTwoSessionsIsNoticed() throws {
    #expect(try run("load demo", "train bias", "save --session a")[2]["error"] == nil)
    #expect(try run("load demo", "train item-mean", "save --session b")[2]["error"] == nil)
    let (a, b) = try (modelFiles("a")[0], modelFiles("b")[0])
    try FileManager.default.removeItem(atPath: "\(folder.path)/a/\(a)")
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/b/\(b)", toPath: "\(folder.path)/a/\(a)")
    let text = try run("open --session a")[0]["error"] as? String
    #expect(text?.contains("the folder holds parts of two sessions") == true)
  }

  @Test func whatKilledSavesLeftIsRemovedAndNothingElse() throws {
    #expect(try run("load demo", "train bias", "save --session day")[2]["error"] == nil)
    let model = try modelFiles("day")[0]
    // A model that no list names; unfinished files of a process that cannot be; files that only look alike.
    try FileManager.default.copyItem(
      atPath: "\(folder.path)/day/\(model)",
      toPath: "\(folder.path)/day/model-0123456789abcdef.safetensors")
    let unfinished = [
      "model-00000000000000aa.safetensors.4194303.part", "session.json.4194303.part",
    ]
    let foreign = [
      "model-00000000000000bb.safetensors", "model-xyz.safetensors", "notes.4194303.part",
    ]
    for name in unfinished + foreign { try folder.write("day/\(name)", "words") }
    let answer = try run("load demo", "train bias", "save --session day")[2]
    #expect(answer["error"] == nil)
    #expect((answer["notes"] as? [String])?.first?.contains("replaces the session") == true)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/day")
    #expect(try Set(files) == Set(foreign + modelFiles("day") + ["session.json"]))
  }

  @Test func aSessionGoesOnAnotherDay() throws {
    try folder.write("data/ratings.csv", DebutProgram.fewRatings)
    let before = try run(
      "load data", "split leave-last-out", "train bias", "train item-mean", "use bias",
      "rate 3 4.5",
      "rate 2 1", "predict 1", "save --session day", "save --session day", "show")
    #expect(before[8]["models"] as? Int == 2 && before[8]["error"] == nil)
    // The second saving left nothing of the first behind.
    let files = try FileManager.default.contentsOfDirectory(atPath: folder.path + "/day")
    #expect(files.count == 3 && files.sorted().last == "session.json")
    #expect(try Set(files) == Set(modelFiles("day") + ["session.json"]))
    let refused = try run("open day")
    #expect((refused[0]["error"] as? String)?.contains("open --session day opens it") == true)
    let elsewhere = try TestFolder()
    let moved = try DebutProgram.run(
      [
        "--mode", "json", "-c", "open --session \(folder.path)/day", "-c", "predict 1", "-c", "me",
        "-c", "show", "-c", "evaluate",
      ], in: elsewhere)
    let after = try moved.objects()
    #expect(after[0]["models"] as? Int == 2 && after[0]["current"] as? String == "bias")
    #expect(stars(after[1]) == stars(before[7]))
    #expect(after[2]["ratings"] as? Int == 2)
    #expect(after[3]["split"] as? String == "leave-last-out")
    #expect(after[3]["dataset"] as? String == "data")
    // Without the data the models answer all the same, and it is said.
    try FileManager.default.removeItem(atPath: folder.path + "/data")
    let without = try run("open --session day", "predict 1")
    #expect((without[0]["warnings"] as? [String])?.first?.hasPrefix("data is not loaded") == true)
    #expect(stars(without[1]) == stars(before[7]))
  }

  @Test func aSavedSessionLeavesOtherFilesAlone() throws {
    try folder.write("day/model-7.safetensors", "mine")
    try folder.write("day/model-2.safetensors", "mine too")
    for _ in 0..<2 {
      #expect(try run("load demo", "train bias", "save --session day")[2]["error"] == nil)
    }
    func files() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path + "/day").sorted()
    }
    let expected =
      try (["model-2.safetensors", "model-7.safetensors", "session.json"] + modelFiles("day"))
      .sorted()
    #expect(try files() == expected && expected.count == 4)
    // A model that cannot be saved fails the whole, and nothing is lost.
    let index = try folder.read("day/session.json")
    let failed = try run(
      "load demo", "train item-mean", "split fresh-users --fold 0,1", "train bias",
      "save --session day")
    #expect((failed[4]["error"] as? String)?.contains("needs one model") == true)
    #expect(try files() == expected)
    #expect(try folder.read("day/session.json") == index)
    #expect(try folder.read("day/model-7.safetensors") == "mine")
  }
}

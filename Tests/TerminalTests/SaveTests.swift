import DebutTesting
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// Model files through the built program.
@Suite struct SaveTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func run(_ lines: String...) throws -> [[String: Any]] {
    try DebutProgram.answers(to: lines, in: folder)
  }

  private func stars(_ answer: [String: Any]) -> Double? { DebutProgram.stars(answer) }

  private func rmse(_ answer: [String: Any]) -> Double? {
    (answer["rows"] as? [[String: Any]])?.first?["rmse"] as? Double
  }

  @Test func aModelOutlivesTheProgram() throws {
    let before = try run(
      "load demo", "train bias", "evaluate", "predict 5 --history '7=4, 8=1'", "save m.safetensors",
      "train latent-cf factors=4 --epochs 1 --as lcf", "predict 5 --user 11", "save l.safetensors")
    #expect(before[4]["command"] as? String == "save" && before[4]["error"] == nil)
    let bytes = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/m.safetensors"))
    #expect(before[4]["bytes"] as? Int == bytes.count)
    let after = try run(
      "open m.safetensors", "predict 5 --history '7=4, 8=1'", "predict Henri", "rate 7 4",
      "recommend --top 2", "me", "predict 5 --user 11", "load demo", "evaluate", "me",
      "open l.safetensors", "predict 5 --user 11", "open m.safetensors --as other", "show")
    #expect(after[0]["name"] as? String == "bias" && after[0]["verified"] as? Bool == true)
    #expect(after[0]["rmse"] as? Double == rmse(before[2]))
    #expect(stars(after[1]) == stars(before[3]))
    #expect((after[2]["error"] as? String)?.contains("Henri") == true || stars(after[2]) != nil)
    #expect((after[4]["rows"] as? [[String: Any]])?.count == 2)
    #expect((after[6]["error"] as? String)?.contains("no data is loaded") == true)
    #expect(rmse(after[8]) != nil && rmse(after[8]) == rmse(before[2]))
    #expect(after[9]["ratings"] as? Int == 1)
    #expect(after[10]["model"] as? String == "latent-cf" && after[10]["name"] as? String == "lcf")
    #expect(after[11]["path"] as? String == "trained vector")
    #expect(stars(after[11]) == stars(before[6]))
    #expect(after[13]["current"] as? String == "other")
  }

  @Test func trainingGoesOnAfterOpening() throws {
    let train = "train mlinknet factors=8 units=8 --seed 4"
    let whole = try run("load demo", "\(train) --epochs 4", "evaluate")
    _ = try run("load demo", "\(train) --epochs 2", "save half")
    let resumed = try run(
      "load demo", "open half", "train --resume mlinknet --epochs 4", "evaluate",
      "train --resume mlinknet", "train bias --resume mlinknet",
      "train --resume mlinknet --seed 3")
    #expect(resumed[2]["epochs"] as? Int == 4)
    #expect(resumed[2]["loss"] as? Double == whole[1]["loss"] as? Double)
    #expect(rmse(resumed[3]) != nil && rmse(resumed[3]) == rmse(whole[2]))
    for (answer, words) in zip(
      resumed[4...],
      [
        "4 epochs are trained and 4 asked for", "the model bias has no place here",
        "--seed has no place here",
      ])
    { #expect((answer["error"] as? String)?.contains(words) == true) }
  }

  /// A model whose learning rate falls to zero at the planned end, through two runs of the program.
  @Test func aPlannedTrainingGoesOnAfterOpening() throws {
    let train = "train gru-sequence factors=4 hidden=8 rank=3 --epochs 4"
    let whole = try run("load demo", train, "save whole --answers-only", "evaluate")
    #expect(whole[1]["planned"] as? Int == 4)
    let half = try run(
      "load demo", "\(train) --stop-after 2", "show", "save half", "train item-mean --stop-after 2")
    #expect(half[1]["epochs"] as? Int == 2 && half[1]["planned"] as? Int == 4)
    #expect(half[1]["stopped"] as? String == "epochs")
    #expect(
      (half[1]["notes"] as? [String])?.contains("train --resume gru-sequence goes on to epoch 4")
        == true)
    let row = try #require((half[2]["rows"] as? [[String: Any]])?.first)
    #expect(row["epochs"] as? Int == 2 && row["planned"] as? Int == 4)
    #expect(half[4]["warnings"] as? [String] == ["--stop-after has no effect on item-mean"])
    let resumed = try run(
      "load demo", "open half", "train --resume gru-sequence", "save resumed --answers-only",
      "evaluate", "train --resume gru-sequence")
    #expect(resumed[1]["epochs"] as? Int == 2 && resumed[1]["planned"] as? Int == 4)
    #expect(resumed[2]["epochs"] as? Int == 4 && resumed[2]["warnings"] == nil)
    #expect(resumed[2]["loss"] as? Double == whole[1]["loss"] as? Double)
    #expect(rmse(resumed[4]) != nil && rmse(resumed[4]) == rmse(whole[3]))
    #expect((resumed[5]["error"] as? String)?.contains("4 epochs are trained") == true)
    // All tensors are the same to the last bit: their checksum says so.
    func digest(_ name: String) throws -> Substring? {
      try String(decoding: file(name).prefix(20_000), as: UTF8.self).split(
        separator: "\"sha256\":\""
      )
      .last?.prefix(64)
    }
    #expect(try digest("whole")?.count == 64 && digest("whole") == digest("resumed"))
    let shown = try DebutProgram.run(["--no-init", "-c", "open half", "-c", "show"], in: folder)
    #expect(shown.output.contains("fresh-users, fold 0, 2 of 4 epochs"))
    #expect(shown.output.contains("  2 of 4  "))
  }

  @Test func onlyFilesOfTheKindAreWrittenOver() throws {
    try folder.write("data/ratings.csv", DebutProgram.fewRatings)
    try folder.write("day/session.json", "{\"mine\": 1}")
    let lines = [
      "save data/ratings.csv", "save --session day", "save --embeddings data/ratings.csv mf",
      "evaluate --predictions data/ratings.csv", "me --export data/ratings.csv",
      "plot ratings --out day/picture.svg",
    ]
    try folder.write("day/picture.svg", "words")
    let run = try DebutProgram.run(
      ["--mode", "json", "--keep-going", "-c", "load data", "-c", "train mf", "-c", "rate 3 4"]
        + lines.flatMap { ["-c", $0] } + [
          "-c", "save m", "-c", "save m", "-c", "save day/picture.svg --force",
        ],
      in: folder)
    let answers = try run.objects()
    for (answer, line) in zip(answers[3...], lines) {
      let text = try #require(answer["error"] as? String, "\(line)")
      #expect(text.contains("is there already") && text.contains("--force"), "\(line): \(text)")
    }
    #expect(answers[9...].allSatisfy { $0["error"] == nil })
    #expect(try folder.read("data/ratings.csv") == DebutProgram.fewRatings)
    #expect(try folder.read("day/session.json") == "{\"mine\": 1}")
  }

  @Test func aFailedOpenChangesNothing() throws {
    try folder.write("bad.safetensors", "not a model at all")
    try folder.write("day/session.json", "{\"format\":\"debut-session\"}")
    let answers = try run(
      "load demo", "train bias", "rate 5 4", "open bad.safetensors", "open nowhere", "open .",
      "open --session nowhere", "open --session day", "open", "open bad.safetensors --as 'a b'",
      "show")
    let expected = [
      "cannot open bad.safetensors: it is no safetensors file", "no such file", "it is not a file",
      "no such file", "it is not a saved session", "open needs a file", "without blanks",
    ]
    for (answer, words) in zip(answers[3...], expected) {
      #expect((answer["error"] as? String)?.contains(words) == true, "\(words)")
    }
    #expect(answers[10]["current"] as? String == "bias")
    #expect(
      answers[10]["yourRatings"] as? Int == 1
        && answers[10]["dataset"] as? String == "demo (generated)")
  }

  @Test func otherItemsAreMatchedOrRefused() throws {
    try folder.write("data/ratings.csv", DebutProgram.fewRatings)
    _ = try run("load data", "train bias", "save b")
    let other = DebutProgram.fewRatings.split(separator: "\n").map { line -> String in
      let fields = line.split(separator: ",")
      guard let item = Int(fields[1]) else { return String(line) }
      return "\(fields[0]),\(item + 3),\(fields[2]),\(fields[3])"
    }
    try folder.write("half/ratings.csv", other.joined(separator: "\n") + "\n")
    try folder.write(
      "none/ratings.csv",
      other.map {
        $0.split(separator: ",").enumerated().map {
          $0.offset == 1 && $0.element != "movieId" ? "1\($0.element)0" : String($0.element)
        }.joined(separator: ",")
      }
      .joined(separator: "\n") + "\n")
    // One of the model's items, and four of others.
    try folder.write(
      "few/ratings.csv",
      "userId,movieId,rating,timestamp\n"
        + [6, 7, 8, 9, 10].map { "1,\($0),3,\($0)\n2,\($0),4,\($0)\n" }.joined())
    let answers = try run(
      "load half", "open b", "predict 4", "load none", "open b --as c", "show", "load few",
      "open b --as d")
    let notes = answers[1]["notes"] as? [String]
    #expect(notes?.first?.contains("it does not know 3 of its 6 items, and 3 of its own") == true)
    #expect(stars(answers[2]) != nil)
    #expect((answers[4]["error"] as? String)?.contains("no item in common") == true)
    #expect((answers[5]["rows"] as? [[String: Any]])?.count == 1)
    #expect(answers[1]["warnings"] == nil && answers[7]["notes"] == nil)
    let warning = (answers[7]["warnings"] as? [String])?.first ?? ""
    #expect(warning.contains("it does not know 4 of its 5 items, and 5 of its own are not there"))
    #expect(warning.contains("only from the 1 that it knows (20.0 %)"))
  }

  // MARK: Whatever happens, the old file or the new one

  @Test func aReadOnlyFolderIsSaid() throws {
    // Nobody, root included, makes files there.
    let answers = try run(
      "load demo", "train bias", "save /proc/m", "save nowhere/m", "save --session /proc/s")
    for answer in answers[2...] {
      #expect((answer["error"] as? String)?.hasPrefix("cannot write ") == true)
    }
  }

  /// A limit on the size of files stands in for a full disk: writing fails in the middle.
  @Test func aFullDiskLeavesTheOldFile() throws {
    _ = try run("load demo", "train bias", "save m")
    let before = try Data(contentsOf: URL(fileURLWithPath: folder.path + "/m"))
    try folder.write(
      "full.sh",
      "ulimit -f 64\nexec \"$0\" --no-init --mode json --keep-going -c 'load demo' "
        + "-c 'train mlinknet --epochs 1' -c 'save m' -c 'save --session s' -c show\n")
    let run = try DebutProgram.shell("full.sh", in: folder)
    let answers = try run.objects()
    #expect((answers[2]["error"] as? String)?.hasPrefix("cannot write m: file too large") == true)
    #expect((answers[3]["error"] as? String)?.contains("file too large") == true)
    #expect(answers[4]["current"] as? String == "mlinknet")
    #expect(try Data(contentsOf: URL(fileURLWithPath: folder.path + "/m")) == before)
    let left = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    #expect(!left.contains { $0.hasSuffix(".part") })
  }

  /// Kills the program at many moments while it saves one model over the other.
  @Test func killedAtAnyMomentThereIsTheOldFileOrTheNew() throws {
    _ = try run(
      "load demo", "train latent-cf factors=16 --epochs 1 --as a", "save a",
      "train latent-cf factors=16 --epochs 1 --seed 7 --as b", "save b")
    let (a, b) = (try file("a"), try file("b"))
    #expect(a != b)
    try a.write(to: URL(fileURLWithPath: folder.path + "/m"))
    var cutShort = 0
    for moment in 0..<24 {
      let process = try DebutProgram.start(
        ["--no-init", "-c", "open a", "-c", "open b"]
          + (0..<400).flatMap { ["-c", "save m \($0 % 2 == 0 ? "b" : "a")"] }, in: folder)
      let part = "\(folder.path)/m.\(process.processIdentifier).part"
      let deadline = Date().addingTimeInterval(60)
      while !FileManager.default.fileExists(atPath: part), Date() < deadline { usleep(200) }
      usleep(UInt32(1_300 * moment))
      #expect(process.isRunning)
      kill(process.processIdentifier, SIGKILL)
      process.waitUntilExit()
      if FileManager.default.fileExists(atPath: part) { cutShort += 1 }
      let found = try file("m")
      #expect(found == a || found == b)
    }
    // Most of the time goes into writing and checking: some were killed in the middle of it.
    #expect(cutShort > 3)
    // The last one that was left is gone with the next saving; those before went with those after.
    func left() throws -> [String] {
      try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
        $0.hasSuffix(".part")
      }
    }
    #expect(try left().count <= 1)
    #expect(try run("open a", "save m")[1]["error"] == nil)
    #expect(try left().isEmpty)
    let opened = try run("open m", "predict 5")
    #expect(opened[0]["error"] == nil && stars(opened[1]) != nil)
  }

  private func file(_ name: String) throws -> Data {
    try Data(contentsOf: URL(fileURLWithPath: "\(folder.path)/\(name)"))
  }

  @Test func vectorsLeaveAsCSV() throws {
    let answers = try run(
      "load demo", "train mlinknet factors=3 units=4 --epochs 1", "save --embeddings v.csv",
      "train bias", "save --embeddings v.csv", "save --embeddings w.csv mlinknet")
    #expect(answers[2]["columns"] as? Int == 3 && answers[2]["items"] as? Int == 1500)
    #expect((answers[4]["error"] as? String)?.contains("bias has no item vectors") == true)
    #expect(try folder.read("v.csv") == folder.read("w.csv"))
    let others = try run(
      "load demo", "train mf factors=3", "save --embeddings m.csv",
      "train gru-hybrid factors=4 rank=3 --epochs 1", "save --embeddings g.csv",
      "plot items", "train item-knn", "save --embeddings k.csv", "plot items",
      "train gru-sequence factors=0 --epochs 1", "plot items")
    #expect(others[2]["columns"] as? Int == 3 && others[4]["columns"] as? Int == 7)
    #expect((others[5]["rows"] as? [Any])?.isEmpty == false)
    for answer in [others[7], others[8]] {
      #expect((answer["error"] as? String)?.contains("neighbours of each item") == true)
    }
    #expect((others[10]["error"] as? String)?.contains("factors=0") == true)
    let lines = try folder.read("v.csv").split(separator: "\n")
    #expect(lines.count == 1501 && lines[0] == "item,title,v1,v2,v3")
  }
}

import DebutTesting
import Foundation
import Testing

/// The built program, through pipes.
@Suite struct ProgramTests {
  @Test func saysItsVersionAndHelp() throws {
    let version = try DebutProgram.run(["--version"])
    #expect(version.output == "debut 0.1.0\n")
    #expect(version.status == 0)
    let help = try DebutProgram.run(["--help"])
    #expect(help.output.contains("USAGE: debut"))
    #expect(help.status == 0)
  }

  @Test(arguments: [
    ["--nonsense"], ["--mode", "xml"], ["a", "b"], ["-c"], ["no-such-script"], ["."],
  ])
  func endsWith1WhenStartedWrongly(arguments: [String]) throws {
    let run = try DebutProgram.run(arguments)
    #expect(run.status == 1)
    #expect(run.output.isEmpty)
    #expect(run.messages.contains("rror: "))
  }

  @Test func refusesAnUnknownKernelVariantAtOnce() throws {
    let run = try DebutProgram.run(["-c", "quit"], environment: ["DEBUT_KERNELS": "mmx"])
    #expect(run.status == 1)
    #expect(run.messages.contains("mmx"))
  }

  @Test func runsTheSameLinesFromAnywhere() throws {
    let lines = "load demo\ntrain bias\npredict 5\n"
    let folder = try TestFolder()
    try folder.write("script.txt", lines)
    let script = try DebutProgram.run(["--mode", "json", "script.txt"], in: folder).objects()
    let input = try DebutProgram.run(["--mode", "json"], input: Data(lines.utf8)).objects()
    let words = try DebutProgram.run(
      lines: "load demo", "train bias", "predict 5", mode: "json"
    ).objects()
    for run in [script, input, words] {
      #expect(run.count == 3)
      #expect(run[2]["path"] as? String == "item mean")
    }
    let source = try DebutProgram.run(
      ["--mode", "json", "-c", "source script.txt"], in: folder)
    #expect(try source.objects().count == 3)
  }

  @Test func runsLinesBeforeTheScript() throws {
    let folder = try TestFolder()
    try folder.write("script.txt", "mode\n")
    let run = try DebutProgram.run(["-c", "mode csv", "script.txt"], in: folder)
    #expect(run.output == "mode\ncsv\n")
  }

  @Test func keepsTheKeysOfJSON() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "train bias", "train item-mean --as mean", "evaluate bias mean",
      "predict 5", "recommend --top 3", mode: "json"
    ).objects()
    let expected: [Set<String>] = [
      ["command", "dataset", "ratings", "users", "items", "from", "to", "seconds"],
      [
        "command", "model", "name", "epochs", "seconds", "loss", "stopped", "seed", "kernels",
        "threads",
      ],
      ["command", "model", "name"],
      ["command", "protocol", "fold", "rows"],
      ["command", "model", "path", "rows"],
      ["command", "model", "path", "rows"],
    ]
    try #require(objects.count == expected.count)
    for (object, keys) in zip(objects, expected) {
      #expect(Set(object.keys).isSuperset(of: keys))
    }
    #expect(objects[0]["ratings"] as? Int == 60_000)
    #expect(objects[1]["stopped"] as? String == "epochs")
    #expect(objects[2]["name"] as? String == "mean")
    let rows = try #require(objects[3]["rows"] as? [[String: Any]])
    #expect(rows.count == 12)
    let all = rows.filter { $0["history"] as? String == "all" }
    #expect(all.map { $0["model"] as? String } == ["bias", "mean"])
    #expect(all.allSatisfy { $0["rmsePerUser"] is Double })
    #expect(rows.filter { $0["rmsePerUser"] != nil }.count == 2)
    let list = try #require(objects[5]["rows"] as? [[String: Any]])
    #expect(list.map { $0["rank"] as? Int } == [1, 2, 3])
    #expect(list.allSatisfy { Set($0.keys) == ["rank", "item", "title", "stars"] })
  }

  @Test func writesNothingButAnswersToStandardOutput() throws {
    let run = try DebutProgram.run(
      lines: "load demo", "train latent-cf factors=2 --epochs 2 --seed 3", "mode json", "show")
    #expect(run.status == 0)
    #expect(run.messages.contains("train latent-cf: epoch 2 of 2, loss "))
    #expect(!run.messages.contains("\u{1B}") && !run.output.contains("\u{1B}"))
    #expect(run.output.split(separator: "\n").last?.hasPrefix("{") == true)
  }

  #if os(Linux)
    @Test func failsWhereAnswersCannotBeWritten() throws {
      let folder = try TestFolder()
      let script = try folder.write("run.sh", "exec \"$1\" -c help -c help > /dev/full\n")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/sh")
      process.arguments = [script, DebutProgram.path]
      let messages = Pipe()
      process.standardError = messages
      try process.run()
      let text = String(
        decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 1)
      #expect(text.hasPrefix("error: cannot write to standard output"))
      #expect(text.split(separator: "\n").count == 1)
    }
  #endif

  @Test func quitsEarly() throws {
    let folder = try TestFolder()
    try folder.write("quits.txt", "quit\nmode\n")
    let run = try DebutProgram.run(
      ["-c", "source quits.txt", "-c", "mode", "quits.txt"], in: folder)
    #expect(run.status == 0)
    #expect(run.output.isEmpty)
  }

  @Test func ratingsMoveAnswers() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "train bias", "predict 9", "rate 5 5", "rate 7 5", "predict 9", "me",
      "unrate 7", "rate 5 1", "predict 9", "me", mode: "json"
    ).objects()
    func stars(_ object: [String: Any]) throws -> Double {
      let rows = try #require(object["rows"] as? [[String: Any]])
      return try #require(rows[0]["stars"] as? Double)
    }
    #expect(objects[2]["path"] as? String == "item mean")
    #expect(objects[5]["path"] as? String == "bias of 2 ratings")
    #expect(objects[6]["ratings"] as? Int == 2)
    #expect(objects[9]["path"] as? String == "bias of 1 rating")
    #expect(objects[10]["ratings"] as? Int == 1)
    #expect(try stars(objects[5]) > stars(objects[2]))
    #expect(try stars(objects[9]) < stars(objects[2]))
  }

  @Test func answersForAHistoryAsForWhoeverRatedTheSame() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "train bias", "rate 5 5", "rate 7 2", "recommend",
      "recommend --history \"5=5, 7=2\"", mode: "json"
    ).objects()
    #expect(objects[4]["path"] as? String == objects[5]["path"] as? String)
    let mine = try JSONSerialization.data(
      withJSONObject: objects[4]["rows"] as Any, options: .sortedKeys)
    let given = try JSONSerialization.data(
      withJSONObject: objects[5]["rows"] as Any, options: .sortedKeys)
    #expect(mine == given)
  }

  @Test func predictionsRecomputeTheTable() throws {
    let folder = try TestFolder()
    let run = try DebutProgram.run(
      [
        "--mode", "json", "-c", "load demo", "-c", "train bias", "-c",
        "evaluate --predictions p.csv",
      ], in: folder)
    let rows = try #require(try run.objects()[2]["rows"] as? [[String: Any]])
    let lines = try folder.read("p.csv").split(separator: "\n")
    #expect(lines[0] == "model,userId,movieId,timestamp,position,rating,prediction")
    var errors: [(position: Int, user: Substring, error: Double)] = []
    for line in lines.dropFirst() {
      let fields = line.split(separator: ",", omittingEmptySubsequences: false)
      let error = try #require(Double(fields[6])) - #require(Double(fields[5]))
      errors.append((try #require(Int(fields[4])), fields[1], error))
    }
    func rmse(_ errors: [Double]) -> Double {
      (errors.map { $0 * $0 }.reduce(0, +) / Double(errors.count)).squareRoot()
    }
    let ranges: [String: ClosedRange<Int>] = [
      "all": 0...Int.max, "0": 0...0, "1-4": 1...4, "5-9": 5...9, "10-18": 10...18,
      "19+": 19...Int.max,
    ]
    #expect(rows.count == ranges.count)
    for row in rows {
      let bucket = try #require(row["history"] as? String)
      let range = try #require(ranges[bucket])
      let own = errors.filter { range.contains($0.position) }
      #expect(row["ratings"] as? Int == own.count && !own.isEmpty)
      let mae = own.map { abs($0.error) }.reduce(0, +) / Double(own.count)
      #expect(abs(try #require(row["rmse"] as? Double) - rmse(own.map(\.error))) < 1e-6)
      #expect(abs(try #require(row["mae"] as? Double) - mae) < 1e-6)
      if range == 0...Int.max {
        let users = Dictionary(grouping: own, by: \.user).values.map { rmse($0.map(\.error)) }
        let mean = users.reduce(0, +) / Double(users.count)
        #expect(abs(try #require(row["rmsePerUser"] as? Double) - mean) < 1e-6)
      }
    }
  }
}

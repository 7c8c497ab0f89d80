import DebutTesting
import Foundation
import Testing

/// `evaluate` over folds and seeds, side by side and against stacks, in the built program.
@Suite struct CrossValidationTests {
  private static func rows(_ object: [String: Any]) throws -> [[String: Any]] {
    try #require(object["rows"] as? [[String: Any]])
  }

  /// The row of all predictions of a model.
  private static func total(_ model: String, _ object: [String: Any]) throws -> [String: Any] {
    try #require(
      try rows(object).first {
        $0["model"] as? String == model && $0["history"] as? String == "all"
      })
  }

  @Test func isTheSameAsSplittingTrainingAndEvaluating() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "split fresh-users --fold 1,4", "train bias decay=0.8 --as mine",
      "train item-mean", "evaluate mine item-mean", "split fresh-users --fold 7",
      "evaluate mine item-mean --fold 1,4", "show", mode: "json"
    ).objects()
    let (expected, crossed) = (objects[4], objects[6])
    for key in ["protocol", "fold", "baseline"] {
      #expect(expected[key] as? String == crossed[key] as? String)
    }
    for (a, b) in zip(try Self.rows(expected), try Self.rows(crossed)) {
      for key in ["rmse", "mae", "rmsePerUser", "difference", "differenceLow", "differenceHigh"] {
        #expect(a[key] as? Double == b[key] as? Double)
      }
    }
    // The split is as it was, and so are the models.
    #expect(objects[7]["fold"] as? String == "7")
    #expect(
      try Self.rows(objects[7]).compactMap { $0["name"] as? String } == ["mine", "item-mean"])
  }

  @Test func registeredModelsNeedNoTraining() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "evaluate bias item-mean --fold 0 --seeds 2 --baseline item-mean",
      "evaluate nobody --fold 0", "evaluate bais --seeds 2", "show", mode: "json",
      keepsGoing: true
    ).objects()
    #expect(objects[1]["seeds"] as? Int == 2 && objects[1]["resamples"] as? Int == 2000)
    #expect(objects[1]["users"] as? Int == 60)
    let bias = try Self.total("bias", objects[1])
    #expect(bias["rmseDeviation"] as? Double == 0)
    #expect(bias["rmseLowest"] as? Double == bias["rmse"] as? Double)
    #expect(bias["rmseHighest"] as? Double == bias["rmse"] as? Double)
    #expect(bias["secondsPerFold"] is Double && bias["excludesZero"] as? Bool == true)
    let (low, high) = (bias["differenceLow"] as? Double, bias["differenceHigh"] as? Double)
    #expect(try #require(low) < #require(high) && #require(high) < 0)
    // Every row says how far the model is from the baseline, not the total alone.
    for row in try Self.rows(objects[1]) where row["model"] as? String == "bias" {
      #expect(row["difference"] is Double && row["excludesZero"] is Bool)
    }
    let base = try Self.total("item-mean", objects[1])
    #expect(base["difference"] == nil && base["excludesZero"] == nil)
    #expect((objects[2]["error"] as? String)?.contains("no model is called \"nobody\"") == true)
    #expect((objects[3]["error"] as? String)?.contains("did you mean \"bias\"?") == true)
    #expect(try Self.rows(objects[4]).isEmpty)
  }

  @Test func marksTheBestAndShowsDifferences() throws {
    let lines = [
      "load demo", "evaluate global-mean bias item-mean --fold 0 --stack both=bias,item-mean",
    ]
    let table = try DebutProgram.run(lines.flatMap { ["-c", $0] }).output
    for line in table.split(separator: "\n").dropFirst(4).prefix(8) {
      #expect(line.filter { $0 == "*" }.count == 1, "\(line)")
    }
    #expect(table.contains("2,000 paired resamples of the 60 users:"))
    #expect(table.contains("beyond noise") && table.contains("yes, worse"))
    let markdown = try DebutProgram.run(
      ["--mode", "markdown"] + lines.flatMap { ["-c", $0] }
    ).output
    #expect(markdown.contains("**0.") && !markdown.contains("\\*"))
    let csv = try DebutProgram.run(["--mode", "csv", "-c", lines[0], "-c", lines[1]]).output
      .split(separator: "\n")
    let header = try #require(csv.first { $0.hasPrefix("model,") }).split(separator: ",")
    #expect(header.contains("differenceLow") && header.contains("excludesZero"))
    #expect(csv.count { $0.hasPrefix("both,") } == 6)
  }

  @Test func componentsOfStacksNeedNotBeShown() throws {
    let objects = try DebutProgram.run(
      lines: "load demo", "train bias decay=1 --as flat",
      "evaluate bias --fold 0,1 --stack s=flat,bias --stack t=s,item-mean --predictions p --out o",
      mode: "json"
    ).objects()
    let models = try Self.rows(objects[2]).compactMap { $0["model"] as? String }
    #expect(Set(models) == ["bias", "s", "t"])
    #expect((objects[2]["notes"] as? [String])?.contains { $0.hasPrefix("s: ") } == true)
  }

  @Test(arguments: [
    ("evaluate bias --fold 10", "--fold"), ("evaluate bias --seeds 0", "--seeds"),
    ("evaluate bias --seeds x", "x"), ("evaluate bias --fold 0 --baseline nobody", "--baseline"),
    ("evaluate bias --fold 0 --stack s", "a name and models"),
    ("evaluate bias --fold 0 --stack s=", "a name and models"),
    ("evaluate bias --fold 0 --stack bias=item-mean", "a model of this name"),
    ("evaluate bias --fold 0 --stack s=bias,bias", "each named once"),
    ("evaluate bias --fold 0 --stack s=bias,nobody", "no model is called"),
    ("evaluate bias --fold 0 --stack s=t,bias --stack t=bias", "combines t, which is not"),
    ("evaluate bias --fold 0 --protocol sampler", "--protocol sampler has no place here"),
    ("evaluate bias --fold 0 --protocol by-time", "split by-time changes it"),
    ("evaluate bias --fold 0 --draws 3", "--protocol sampler"),
    ("evaluate bias --fold 0 --resume /no/such/folder", "cannot write /no/such/folder"),
    ("evaluate bias --fold 0 --out /no/such/folder/o.csv", "cannot write"),
    ("evaluate --fold 0", "no model is trained yet"),
  ]) func mistakes(line: String, says: String) throws {
    let run = try DebutProgram.run(lines: "load demo", line)
    #expect(run.status == 3)
    #expect(run.messages.contains("error: ") && run.messages.contains(says), "\(run.messages)")
  }

  @Test func ratingsWithoutTimesAreSaidToBe() throws {
    let folder = try TestFolder()
    let ratings = (0..<300).map { "\($0 / 10),\($0 * 7 % 40),\(1 + $0 % 5)" }
    try folder.write("r.csv", "userId,movieId,rating\n" + ratings.joined(separator: "\n") + "\n")
    let run = try DebutProgram.run(
      ["-c", "load r.csv", "-c", "train bias", "-c", "evaluate", "-c", "evaluate bias --fold 0,1"],
      in: folder)
    #expect(run.status == 0)
    #expect(run.messages.contains("no timestamps: histories are in the order of the file"))
    let says = "r.csv has no times: what was rated before is by the order of the file"
    #expect(
      run.messages.split(separator: "\n").count { $0.hasSuffix(says) } == 2, "\(run.messages)")
  }
}

#if os(Linux)
  /// The files that an interruption leaves behind.
  @Suite(.serialized) struct ResumeTests {
    private let folder: TestFolder
    private static let start = [
      "load demo", "train gru-sequence factors=4 hidden=8 rank=3 --epochs 8 --as small",
    ]
    private static let line = "evaluate latent-cf small --fold 0,1,2 --resume kept --threads 2"

    init() throws { folder = try TestFolder() }

    private var kept: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/kept")) ?? [])
        .filter { $0.hasSuffix(".answers") }
    }

    private var claims: [String] {
      ((try? FileManager.default.contentsOfDirectory(atPath: "\(folder.path)/kept")) ?? [])
        .filter { $0.contains(".claim") }
    }

    private func run(_ line: String) throws -> DebutProgram.Run {
      try DebutProgram.run(
        ["--mode", "json"] + (Self.start + [line]).flatMap { ["-c", $0] }, in: folder)
    }

    /// Starts the line, and stops it by a signal once two trainings are done.
    private func start(andSend signal: Int32) throws -> (status: Int32, messages: String) {
      let process = Process()
      process.executableURL = URL(fileURLWithPath: DebutProgram.path)
      process.arguments = (Self.start + [Self.line]).flatMap { ["-c", $0] }
      process.environment = DebutProgram.environment(home: folder.path)
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      process.standardOutput = FileHandle(forWritingAtPath: "/dev/null")
      let messages = Pipe()
      process.standardError = messages
      try process.run()
      let deadline = Date().addingTimeInterval(120)
      while kept.count < 2, Date() < deadline, process.isRunning { usleep(2_000) }
      kill(process.processIdentifier, signal)
      let text = String(
        decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      return (process.terminationStatus, text)
    }

    @Test func goesOnAfterBeingKilled() throws {
      let killed = try start(andSend: SIGKILL)
      #expect(killed.status == SIGKILL)
      let count = kept.count
      try #require((2..<6).contains(count))
      // Nobody gave its claims back; their process has ended, so that they are taken over.
      #expect(!claims.isEmpty)
      let rest = try run(Self.line)
      #expect(rest.status == 0 && kept.count == 6 && claims.isEmpty)
      // Finished jobs are not done again: a line of progress for each of the others.
      #expect(rest.messages.split(separator: "\n").count { $0.contains(" done (") } == 6 - count)
      let whole = try run(Self.line.replacing(" --resume kept --threads 2", with: " --threads 1"))
      let figures = try [rest, whole].map { run in
        try #require(try run.objects().last?["rows"] as? [[String: Any]]).compactMap {
          $0["rmse"] as? Double
        }
      }
      #expect(figures[0].count == 12 && figures[0] == figures[1])
    }

    @Test func twoProcessesShareTheTrainings() throws {
      let line = "evaluate latent-cf --fold 0,1,2,3,4,5 --resume kept --threads 1"
      let program = "\"$0\" --mode json -c 'load demo' -c \"$1\""
      let script = """
        \(program) >a.out 2>a.err & other=$!
        \(program) >b.out 2>b.err; status=$?
        wait $other && exit $status
        """
      let both = try DebutProgram.run(
        ["-c", script, DebutProgram.path, line], in: folder, by: "/bin/sh")
      try #require(both.status == 0)
      #expect(kept.count == 6 && claims.isEmpty)
      func read(_ name: String) throws -> String {
        try String(contentsOfFile: "\(folder.path)/\(name)", encoding: .utf8)
      }
      let lines = try ["a.err", "b.err"].flatMap { try read($0).split(separator: "\n") }
      // Each training is done once, and every process has all.
      let own = lines.filter { $0.contains(" done (") }
        .compactMap { String($0).components(separatedBy: " done").first }
      #expect(own.count == 6 && Set(own).count == 6, "\(lines)")
      let foreign = lines.filter { $0.contains(" done by another process (") }
      #expect(!foreign.isEmpty && foreign.count <= 6, "\(lines)")
      let tables = try ["a.out", "b.out"].map { try read($0).split(separator: "\n").last }
      let table = try #require(tables[0])
      #expect(tables[1] == table)
      let whole = try run(line.replacing(" --resume kept", with: ""))
      let figures = try [String(table), whole.output].map { text in
        let run = DebutProgram.Run(output: text, messages: "", status: 0)
        return try #require(try run.objects().last?["rows"] as? [[String: Any]]).compactMap {
          $0["rmse"] as? Double
        }
      }
      #expect(figures[0].count == 6 && figures[0] == figures[1])
    }

    /// Two models of one recipe have one file each fold: the second takes what the first has written, and
    /// no other process is claimed to have done it.
    @Test(arguments: [1, 2]) func theSameRecipeUnderTwoNamesIsTrainedHere(threads: Int) throws {
      let result = try DebutProgram.run(
        [
          "--mode", "json", "-c", "load demo", "-c", "train bias --as a", "-c",
          "train bias --as b", "-c", "evaluate a b --fold 0,1,2 --resume kept --threads \(threads)",
        ], in: folder)
      #expect(result.status == 0 && kept.count == 3 && claims.isEmpty)
      #expect(!result.messages.contains("another process"), "\(result.messages)")
      let rows = try #require(try result.objects().last?["rows"] as? [[String: Any]])
      let figures = rows.filter { $0["history"] as? String == "all" }.map { $0["rmse"] as? Double }
      #expect(figures.count == 2 && figures[0] == figures[1])
    }

    @Test func ctrlCSaysWhatToType() throws {
      let stopped = try start(andSend: SIGINT)
      #expect(stopped.status == 130)
      #expect(
        stopped.messages.contains("are kept in kept: the same line goes on from there"),
        "\(stopped.messages)")
      let program = try TerminalProgram(home: folder)
      try program.expect("debut> ")
      try program.run("load demo")
      program.type("evaluate gru-sequence --fold all --seeds 50\r")
      try program.expect("gru-sequence fold 0 seed 0")
      program.type("\u{3}")
      try program.expect("with --resume FOLDER")
      try program.expect("debut> ")
      program.type("quit\r")
      #expect(program.wait() == 0)
    }
  }
#endif

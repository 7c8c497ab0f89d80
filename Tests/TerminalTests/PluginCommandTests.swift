import DebutTesting
import Foundation
import Testing

/// Strangers' models, from the built program and a real compiler. What needs the compiler is left out
/// where there is none.
@Suite struct PluginCommandTests {
  /// The folder of `swiftc`; nil where there is none.
  private static let compilerFolder: String? = {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? ""
    return path.split(separator: ":").map(String.init).first {
      FileManager.default.isExecutableFile(atPath: "\($0)/swiftc")
    }
  }()

  static var hasCompiler: Bool { compilerFolder != nil }

  private static func environment(_ more: [String: String] = [:]) -> [String: String] {
    ["PATH": "\(compilerFolder ?? "/nowhere"):/usr/bin:/bin"].merging(more) { $1 }
  }

  private func run(
    _ lines: String..., mode: String = "json", in folder: TestFolder, keepsGoing: Bool = false,
    environment: [String: String] = [:]
  ) throws -> DebutProgram.Run {
    try DebutProgram.run(
      ["--mode", mode] + (keepsGoing ? ["--keep-going"] : []) + lines.flatMap { ["-c", $0] },
      environment: Self.environment(environment), in: folder)
  }

  /// A model that answers a constant.
  private static func constant(_ stars: String, name: String = "constant", line: String? = nil)
    -> String
  {
    """
    import Debut
    \(line ?? "let plugin = Plugin { try $0.add(Constant.self) }")
    final class Constant: Recommender {
      static let descriptor = ModelDescriptor(
        name: "\(name)", summary: "says \(stars)", discussion: "says \(stars)", reference: "none")
      init(options: NoOptions) {}
      func fit(_ data: TrainingSet, _ run: TrainingContext) throws {}
      func represent(_ user: UserQuery) -> Int { user.history.count }
      func extend(_ count: inout Int, by rating: Interaction) { count += 1 }
      func score(_ count: Int, item: Int) -> Float { \(stars) }
      func path(of count: Int) -> AnswerPath { .globalMean }
    }
    """
  }

  private func error(_ run: DebutProgram.Run) throws -> String {
    #expect(run.status == 3)
    return try #require(try run.objects().last?["error"] as? String)
  }

  // MARK: What ends its process

  /// Plugins that are harmless but for ending, or never ending, the process that runs them.
  @Test(
    .enabled(if: hasCompiler),
    arguments: [
      ("fatalError()", "SIG"), ("exit(7)", "a call of exit"),
      ("{ while true {} }()", "no result within 5 seconds"),
    ])
  func whatEndsItsProcessIsAFailedTest(_ score: String, _ evidence: String) throws {
    let folder = try TestFolder()
    let source = Self.constant(score).replacing(
      "import Debut\n", with: "import Debut\nimport Glibc\n")
    try folder.write("Bad.swift", source)
    let run = try run(
      "plugin test ./Bad.swift --limit 5", "plugin load ./Bad.swift --apart --limit 5", "mode",
      in: folder, keepsGoing: true)
    let objects = try run.objects()
    #expect(objects.count == 3 && objects[0]["failed"] as? Int == 1)
    let row = try #require((objects[0]["rows"] as? [[String: Any]])?.first)
    #expect(row["model"] as? String == "constant" && row["result"] as? String == "failed")
    #expect((row["evidence"] as? String)?.contains(evidence) == true)
    let refusal = try #require(objects[1]["error"] as? String)
    #expect(refusal.contains("is not loaded") && refusal.contains(evidence))
    if score.hasPrefix("fatalError") {
      #expect(run.messages.contains("Bad.swift:") && run.messages.contains("Fatal error"))
    }
  }

  @Test(.enabled(if: hasCompiler)) func theDeathOfASessionNamesThePlugin() throws {
    let folder = try TestFolder()
    for (score, words) in [
      ("fatalError()", "ended the program (SIG"), ("exit(0)", "calling exit"),
    ] {
      let source = Self.constant(score)
        .replacing("import Debut\n", with: "import Debut\nimport Glibc\n")
      try folder.write("Bad.swift", source)
      let run = try run(
        "plugin load ./Bad.swift", "load demo", "train constant", "predict 5", in: folder)
      #expect(run.messages.contains("code of the plugin Bad ") && run.messages.contains(words))
      // exit(0) within a plugin is no success.
      #expect(run.status != 0 && run.status != 3)
    }
  }

  @Test(.enabled(if: hasCompiler)) func theCurrentFolderNeverWins() throws {
    let folder = try TestFolder()
    try folder.write("Constant.swift", Self.constant("3.25"))
    try folder.write("good/x", "")
    #expect(try run("plugin load ./Constant.swift --out good/mine.so", in: folder).status == 0)
    try folder.write("mine", "not a plugin at all")
    let path = ["DEBUT_PLUGIN_PATH": "\(folder.path)/good"]
    let found = try run("plugin load mine", in: folder, environment: path).objects()
    #expect((found[0]["path"] as? String)?.hasSuffix("/good/mine.so") == true)
    let refused = try error(try run("plugin load Constant.swift", in: folder))
    #expect(refused.contains("is ./Constant.swift"))
    // A file that is no plugin is not written over.
    let over = try error(
      try run("plugin load ./Constant.swift --out Constant.swift", in: folder))
    #expect(over.contains("is there already"))
  }

  // MARK: What works

  @Test(.enabled(if: hasCompiler)) func fromNewToAnEvaluatedModel() throws {
    let folder = try TestFolder()
    let objects = try run(
      "plugin new own-taste", "plugin test ./own-taste", "plugin load ./own-taste", "load demo",
      "train own-taste --epochs 2", "train latent-cf-mlp --sampler every-rating --epochs 1",
      "evaluate own-taste", "rate 1 5", "recommend --top 2", "plugin list", in: folder
    ).objects()
    #expect(objects.count == 10)
    #expect((objects[0]["files"] as? [String])?.count == 4)
    #expect(objects[1]["failed"] as? Int == 0)
    let checks = try #require(objects[1]["rows"] as? [[String: Any]])
    #expect(checks.contains { $0["check"] as? String == "windows end with their target" })
    #expect(objects[2]["models"] as? [String] == ["own-taste", "own-taste-mean"])
    #expect(objects[2]["samplers"] as? [String] == ["own-taste-window"])
    #expect(objects[6]["command"] as? String == "evaluate")
    #expect((objects[8]["rows"] as? [Any])?.count == 2)
    let listed = try #require(objects[9]["rows"] as? [[String: Any]])
    let own = listed.filter { $0["plugin"] as? String == "own-taste" }
    #expect(own.count == 3)
    #expect(own.allSatisfy { ($0["from"] as? String)?.hasSuffix("/own-taste") == true })
    #expect(own.allSatisfy { ($0["version"] as? String)?.hasPrefix("API ") == true })
    #expect(listed.contains { $0["from"] as? String == "built in" })
  }

  @Test(.enabled(if: hasCompiler)) func reloadLeavesTrainedModelsTheirCode() throws {
    let folder = try TestFolder()
    try folder.write("Constant.swift", Self.constant("2"))
    let input = Pipe()
    let answers = try Conversation(in: folder, input: input, environment: Self.environment())
    let first = try answers.ask([
      "plugin load ./Constant.swift", "load demo", "train constant --as before", "predict 5",
    ])
    try folder.write("Constant.swift", Self.constant("4"))
    let second = try answers.ask([
      "plugin reload", "predict 5", "train constant --as after", "predict 5",
    ])
    answers.end()
    #expect(try Self.stars(first[3]) == 2)
    #expect(try Self.stars(second[1]) == 2)
    #expect(try Self.stars(second[3]) == 4)
  }

  /// Answers of the old code are neither found again nor taken from a model that keeps it.
  @Test(.enabled(if: hasCompiler)) func keptAnswersAreThoseOfTheCodeThatRuns() throws {
    let folder = try TestFolder()
    try folder.write("Constant.swift", Self.constant("2"))
    let input = Pipe()
    let answers = try Conversation(in: folder, input: input, environment: Self.environment())
    let evaluate = "evaluate constant --fold 0 --resume kept"
    let first = try answers.ask([
      "plugin load ./Constant.swift", "load demo", "train constant", "train bias", evaluate,
      "evaluate bias --fold 0 --resume kept",
    ])
    try folder.write("Constant.swift", Self.constant("4"))
    let second = try answers.ask([
      "plugin reload", evaluate, "train ensemble members=constant,bias", "train constant", evaluate,
      "train ensemble members=constant,bias", "evaluate bias --fold 0 --resume kept",
    ])
    answers.end()
    func rmse(_ answer: [String: Any]) throws -> Double {
      let rows = try #require(answer["rows"] as? [[String: Any]])
      return try #require(rows[0]["rmse"] as? Double)
    }
    #expect(try rmse(first[4]) > rmse(second[1]) + 0.1)
    #expect((second[2]["error"] as? String)?.contains("train constant anew") == true)
    #expect(try rmse(second[4]) == rmse(second[1]))
    #expect(second[5]["error"] == nil)
    #expect(try rmse(second[6]) == rmse(first[5]))
  }

  private static func stars(_ answer: [String: Any]) throws -> Double {
    let rows = try #require(answer["rows"] as? [[String: Any]])
    return try #require(rows[0]["stars"] as? Double)
  }

  @Test(.enabled(if: hasCompiler)) func aLibraryLoadsWithoutACompiler() throws {
    let folder = try TestFolder()
    try folder.write("Constant.swift", Self.constant("3.5"))
    let made = try run("plugin load ./Constant.swift --out plugins/constant.so", in: folder)
    #expect(try error(made).contains("plugins/constant.so"))
    try folder.write("plugins/readme", "")
    #expect(
      try run("plugin load ./Constant.swift --out plugins/constant.so", in: folder).status == 0)
    let objects = try run(
      "plugin load constant", "load demo", "train constant", "predict 5", in: folder,
      environment: ["PATH": "/nowhere", "DEBUT_PLUGIN_PATH": "\(folder.path)/plugins"]
    ).objects()
    #expect(try Self.stars(objects[3]) == 3.5)
  }

  @Test(.enabled(if: hasCompiler)) func saysOnceThatPluginsAreCode() throws {
    let folder = try TestFolder()
    try folder.write("One.swift", Self.constant("1", name: "one"))
    try folder.write("Two.swift", Self.constant("2", name: "two"))
    let run = try run(
      "plugin load ./One.swift", "plugin load ./Two.swift", mode: "table", in: folder)
    #expect(run.messages.components(separatedBy: "your rights").count == 2)
    // A test runs the code too, and comes first by custom.
    let tested = try self.run(
      "plugin test ./One.swift", "plugin load ./One.swift", mode: "table", in: folder,
      keepsGoing: true)
    #expect(tested.messages.hasPrefix("note: a plugin is code and runs with your rights"))
    #expect(tested.messages.components(separatedBy: "your rights").count == 2)
    // Before it runs: also where its code throws.
    try folder.write(
      "Bad.swift",
      Self.constant("1", line: "let plugin = Plugin { _ in throw EngineError.noTrainingRatings }"))
    let failed = try self.run("plugin load ./Bad.swift", mode: "table", in: folder)
    #expect(failed.status == 3 && failed.messages.contains("your rights"))
  }

  @Test(.enabled(if: hasCompiler)) func aSessionOpensWithoutAModelWhosePluginIsNotLoaded() throws {
    let folder = try TestFolder()
    let saved = try run(
      "plugin new own-taste", "plugin load ./own-taste --out taste.so", "load demo", "train bias",
      "train own-taste --epochs 1", "predict 5 --history '7=4'", "save own.safetensors",
      "save --session day", in: folder
    ).objects()
    #expect(saved.last?["models"] as? Int == 2)
    let without = try run(
      "open --session day", "open own.safetensors", in: folder, keepsGoing: true
    ).objects()
    #expect(without[0]["models"] as? Int == 1 && without[0]["current"] as? String == "bias")
    let warning = try #require((without[0]["warnings"] as? [String])?.first)
    #expect(warning.hasPrefix("own-taste is left out") && warning.contains("plugin load PATH"))
    #expect((without[1]["error"] as? String)?.contains("plugin load PATH first") == true)
    let with = try run(
      "plugin load ./taste.so", "open --session day", "predict 5 --history '7=4'", in: folder
    ).objects()
    #expect(with[1]["models"] as? Int == 2)
    #expect(try Self.stars(with[2]) == Self.stars(saved[5]))
  }

  // MARK: What does not

  @Test func namesWhatIsNotThere() throws {
    let folder = try TestFolder()
    let text = try error(try run("plugin load nowhere", in: folder))
    #expect(text.contains("nowhere") && text.contains("plugin new"))
    try folder.write("notes.txt", "no plugin")
    #expect(try error(try run("plugin load ./notes.txt", in: folder)).contains("neither"))
    try folder.write("empty/readme", "")
    #expect(try error(try run("plugin load ./empty", in: folder)).contains("no Swift source"))
    #expect(try error(try run("plugin reload x", in: folder)).contains("plugin load"))
    #expect(try error(try run("plugin reload", in: folder)).hasPrefix("no plugin is loaded yet"))
    #expect(try error(try run("plugin load", in: folder)).contains("PATH"))
    #expect(try error(try run("plugin list --out x", in: folder)).contains("--out"))
  }

  @Test func saysWhereTheCompilerIsMissing() throws {
    let folder = try TestFolder()
    try folder.write("Constant.swift", Self.constant("2"))
    let run = try run(
      "plugin load ./Constant.swift", in: folder, environment: ["PATH": "/nowhere"])
    #expect(try error(run).contains("swiftc"))
  }

  @Test(.enabled(if: hasCompiler)) func showsThePluginsOwnLine() throws {
    let folder = try TestFolder()
    try folder.write("Constant.swift", Self.constant("unheard"))
    let json = try error(try run("plugin load ./Constant.swift", in: folder))
    #expect(json.contains("Constant.swift:10:") && json.contains("unheard"))
    let table = try run("plugin load ./Constant.swift", mode: "table", in: folder)
    #expect(table.messages.contains("func score(_ count: Int, item: Int) -> Float { unheard }"))
  }

  @Test(
    .enabled(if: hasCompiler),
    arguments: [
      ("", "let plugin = Plugin"), ("let plugin = Plugin { _ in }", "registers neither"),
      ("let plugin = Plugin { _ in throw EngineError.noTrainingRatings }", "registration failed"),
      ("let plugin = Plugin { try $0.add(Constant.self); try $0.add(Constant.self) }", "already"),
    ])
  func refusesWhatRegistersNothing(line: String, expected: String) throws {
    let folder = try TestFolder()
    try folder.write("Constant.swift", Self.constant("2", line: line))
    let text = try error(try run("plugin load ./Constant.swift", in: folder))
    #expect(text.contains("Constant.swift") && text.contains(expected))
  }

  @Test(.enabled(if: hasCompiler)) func keepsNamesUnique() throws {
    let folder = try TestFolder()
    try folder.write("Bias.swift", Self.constant("2", name: "bias"))
    #expect(try error(try run("plugin load ./Bias.swift", in: folder)).contains("built in"))
    try folder.write("One.swift", Self.constant("1", name: "one"))
    try folder.write("Other.swift", Self.constant("2", name: "one"))
    let other = try run("plugin load ./One.swift", "plugin load ./Other.swift", in: folder)
    #expect(try error(other).contains("plugin reload One"))
    let again = try run("plugin load ./One.swift", "plugin load ./One.swift", in: folder)
    #expect(try error(again).contains("plugin reload One"))
  }

  @Test func readsTheVersionBeforeItOpensALibrary() throws {
    let folder = try TestFolder()
    let elf = Data([0x7F, 0x45, 0x4C, 0x46])
    try folder.write("bare.so", elf + Data(repeating: 0, count: 100))
    #expect(try error(try run("plugin load ./bare.so", in: folder)).contains("no entry point"))
    try folder.write("old.so", elf + Data("debut plugin stamp {API 0, Swift 5}".utf8))
    let text = try error(try run("plugin load ./old.so", in: folder))
    #expect(text.contains("API 0, Swift 5") && text.contains("this is API"))
    // A stamp that differs in the build alone: the sizes of the engine's types may be others.
    let version = try #require(
      try run("plugin list", in: folder).objects()[0]["version"] as? String)
    let build = try #require(version.firstMatch(of: /build [0-9a-f]{12,}/))
    let other = version.replacing(build.output, with: "build 0123456789ab")
    try folder.write("other.so", elf + Data("debut plugin stamp {\(other)}".utf8))
    #expect(try error(try run("plugin load ./other.so", in: folder)).contains("made for another"))
  }

  @Test func opensNothingThatIsBroken() throws {
    let folder = try TestFolder()
    let listed = try run("plugin list", in: folder).objects()
    let version = try #require(listed[0]["version"] as? String)
    let elf = Data([0x7F, 0x45, 0x4C, 0x46])
    try folder.write("broken.so", elf + Data("debut plugin stamp {\(version)}".utf8))
    #expect(try error(try run("plugin load ./broken.so", in: folder)).contains("cannot be opened"))
  }

  @Test func neverWritesOverWhatIsThere() throws {
    let folder = try TestFolder()
    #expect(try run("plugin new mine", in: folder).status == 0)
    #expect(try error(try run("plugin new mine", in: folder)).contains("exists"))
    #expect(try error(try run("plugin new Not_A_Name", in: folder)).contains("genre-taste"))
    #expect(try error(try run("plugin new bias", in: folder)).contains("built in"))
    #expect(try error(try run("plugin new no/such/place", in: folder)).contains("no such file"))
  }

  @Test(.enabled(if: hasCompiler)) func aFailedReloadChangesNothing() throws {
    let folder = try TestFolder()
    try folder.write("Constant.swift", Self.constant("2"))
    let input = Pipe()
    let answers = try Conversation(in: folder, input: input, environment: Self.environment())
    _ = try answers.ask(["plugin load ./Constant.swift"])
    try folder.write("Constant.swift", Self.constant("unheard"))
    let after = try answers.ask([
      "plugin reload", "load demo", "train constant", "predict 5",
    ])
    answers.end()
    #expect((after[0]["error"] as? String)?.contains("does not compile") == true)
    #expect(try Self.stars(after[3]) == 2)
  }
}

import ArgumentParser
import DebutEngine

struct PluginCommand: ShellCommand {
  static let examples = ["plugin new mine.swift", "plugin load mine.swift"]
  static let configuration = CommandConfiguration(
    commandName: "plugin",
    abstract: "Write, load, test and list models that are not built in.",
    discussion: """
      new PATH: writes a folder with a small model, a sampler and a test, all explained; the last word \
      of the path names the model.
      load PATH: takes a source file, a folder of sources (its tests are left aside) or a library; \
      compiles sources with swiftc, and registers the models and samplers. With --out FILE it keeps the \
      library, which loads without a compiler. A name without a slash is looked up in the folders of \
      DEBUT_PLUGIN_PATH and in `plugins` beside the program, and nowhere else: what is in the current \
      folder is ./NAME. With --apart the plugin is first tried in a process of its own, which loads it, \
      trains its models on small data, predicts, saves and opens them; a plugin that ends that process, \
      fails or does not end within --limit is not loaded.
      reload [NAME]: loads a plugin anew after an edit, the last one unless a name is given. Models \
      already trained keep the code that they were trained with.
      test PATH: puts the plugin's models through the conformance kit, and runs its own tests, in a \
      process of its own: a trap, a call of exit or an endless loop (--limit) is a failed test. It \
      registers nothing. With --here the tests run in this process.
      list: says where every model and sampler comes from.

      A plugin is code: it runs with your rights. None is loaded unless you ask. Once loaded it runs in \
      this process: a trap in it ends the session, with --apart too. What a session at a terminal has \
      learnt is kept before: open --session --last brings it back.
      """)

  enum Part: String, CaseIterable, ExpressibleByArgument { case new, load, reload, test, list }

  @Argument(help: ArgumentHelp("What to do.", valueName: "part"))
  var part: Part

  @Argument(help: ArgumentHelp("A path; of reload: a loaded plugin.", valueName: "plugin"))
  var target: String?

  @Option(help: ArgumentHelp("Of load: a file to keep the library in.", valueName: "file"))
  var out: String?

  @Flag(help: "Of load: try the plugin in a process of its own first.")
  var apart = false

  @Flag(help: "Of test: run the tests in this process.")
  var here = false

  @Flag(help: .hidden)
  var quick = false

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Of test, and of load --apart: the seconds after which it has failed (default: 600).",
      valueName: "seconds"))
  var limit: Int?

  @Flag(help: "Of load with --out: write over a file that is no plugin.")
  var force = false

  func run(in session: Session) throws -> Answer {
    let place = "plugin \(part.rawValue)"
    let misplaced: [(Bool, String, String)] = [
      (out != nil && part != .load, "--out", "\(place) makes no library"),
      (apart && part != .load, "--apart", "\(place) loads nothing"),
      (here && part != .test, "--here", "\(place) tests nothing"),
      (force && out == nil, "--force", "there is no --out whose file it could be about"),
      (
        limit != nil && (part != .test || here) && !apart, "--limit",
        "nothing runs in a process of its own"
      ),
    ]
    if let first = misplaced.first(where: \.0) {
      throw ShellError.needless(option: first.1, reason: first.2)
    }
    let limit = try ArgumentCheck.whole(limit ?? 600, in: 1...86_400, for: "--limit")
    switch part {
    case .new: return try writeNew(try path(), session.registry)
    case .load: return try load(try path(), limit, in: session)
    case .reload: return try reload(in: session)
    case .test:
      let path = try path()
      guard !here, let program = session.host.executable else {
        return try PluginExamination(path, session, isQuick: quick).answer()
      }
      return try PluginTrial(path, by: program, limit: limit, session).answer()
    case .list:
      if let target {
        throw ShellError.needless(option: "'\(target)'", reason: "plugin list lists everything")
      }
      return PluginList.answer(session)
    }
  }

  /// Returns the path that was given.
  ///
  /// - Throws: `ShellError.usage` without one.
  private func path() throws -> String {
    guard let target else {
      throw ShellError.usage(
        reason: "plugin \(part.rawValue) needs a path", usage: "plugin \(part.rawValue) PATH")
    }
    return Environment.expanding(target)
  }

  private func writeNew(_ path: String, _ registry: Registry) throws -> Answer {
    let template = try PluginTemplate(path: path)
    if let other = registry.models.first(where: { $0.descriptor.name == template.name }) {
      throw PluginError.duplicateName(
        path: path, kind: "model", name: template.name, owner: other.origin)
    }
    let files = try template.write()
    var answer = Answer("plugin")
    answer.add("part", .text(part.rawValue))
    answer.add("path", .text(path))
    answer.add("files", .list(files.map { .text($0) }))
    answer.blocks = [
      .line("wrote " + files.joined(separator: ", ")),
      .line("next: plugin test \(Self.word(path)), then plugin load \(Self.word(path))"),
    ]
    return answer
  }

  /// Returns a path as a word that `plugin load` finds: with a slash.
  private static func word(_ path: String) -> String {
    Tokenizer.word(path.contains("/") ? path : "./" + path)
  }

  private func load(_ path: String, _ limit: Int, in session: Session) throws -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    let source = try PluginSource(finding: path)
    if let known = session.plugins.plugins.first(where: { $0.name == source.name }) {
      throw PluginError.loadedAlready(name: known.name, path: known.path)
    }
    PluginMessages.tellOfRights(session)
    let out = out.map(Environment.expanding)
    if let out {
      try Overwriting.check(out, force: force, expected: "a plugin") {
        PluginStamp(libraryAt: $0) != nil
      }
    }
    let build = try PluginMessages.telling(session) { try PluginBuild(source) }
    if apart, let program = session.host.executable {
      try PluginTrial(source, build, by: program, limit: limit, session).require()
    }
    let plugin = try LoadedPlugin(source, build: build, out: out)
    return try adopt(plugin, (clock.now - start) / .seconds(1), in: session)
  }

  private func reload(in session: Session) throws -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    let before = try session.plugins.plugin(target)
    let plugin = try PluginMessages.telling(session) {
      try LoadedPlugin(try PluginSource(finding: before.path))
    }
    var answer = try adopt(plugin, (clock.now - start) / .seconds(1), in: session)
    if plugin.fingerprint == before.fingerprint { answer.note("\(plugin.path) has not changed") }
    let trained = session.models.filter { before.models.contains($0.descriptor.name) }
    if !trained.isEmpty {
      answer.note(
        trained.map(\.name).joined(separator: ", ")
          + " keep\(trained.count == 1 ? "s" : "") the code before: train anew to use the new one")
    }
    return answer
  }

  private func adopt(_ plugin: LoadedPlugin, _ seconds: Double, in session: Session) throws
    -> Answer
  {
    try session.adopt(plugin)
    var answer = Answer("plugin")
    answer.add("part", .text(part.rawValue))
    answer.add("name", .text(plugin.name))
    answer.add("path", .text(plugin.path))
    answer.add("models", .list(plugin.models.map { .text($0) }))
    answer.add("samplers", .list(plugin.samplers.map { .text($0) }))
    answer.add("negatives", .list(plugin.negativeSamplers.map { .text($0) }))
    answer.add("seconds", .number(seconds, decimals: 2))
    var brought: [String] = []
    if !plugin.models.isEmpty { brought.append("model " + plugin.models.joined(separator: ", ")) }
    if !plugin.samplers.isEmpty {
      brought.append("sampler " + plugin.samplers.joined(separator: ", "))
    }
    if !plugin.negativeSamplers.isEmpty {
      brought.append("negatives " + plugin.negativeSamplers.joined(separator: ", "))
    }
    answer.blocks = [
      .line(
        "\(part == .reload ? "reloaded" : "loaded") \(plugin.name): "
          + brought.joined(separator: "; ") + ", in \(NumberText.duration(seconds))")
    ]
    return answer
  }
}

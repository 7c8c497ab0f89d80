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
      library, which loads without a compiler. A mere name is looked up in the folders of \
      DEBUT_PLUGIN_PATH and in `plugins` beside the program.
      reload [NAME]: loads a plugin anew after an edit, the last one unless a name is given. Models \
      already trained keep the code that they were trained with.
      test PATH: puts the plugin's models through the conformance kit, and runs its own tests; \
      registers nothing.
      list: says where every model and sampler comes from.

      A plugin is code: it runs with your rights. None is loaded unless you ask.
      """)

  enum Part: String, CaseIterable, ExpressibleByArgument { case new, load, reload, test, list }

  @Argument(help: ArgumentHelp("What to do.", valueName: "part"))
  var part: Part

  @Argument(help: ArgumentHelp("A path; of reload: a loaded plugin.", valueName: "plugin"))
  var target: String?

  @Option(help: ArgumentHelp("Of load: a file to keep the library in.", valueName: "file"))
  var out: String?

  func run(in session: Session) throws -> Answer {
    if out != nil, part != .load {
      throw ShellError.needless(option: "--out", reason: "plugin \(part.rawValue) makes no library")
    }
    switch part {
    case .new: return try writeNew(try path(), session.registry)
    case .load: return try load(try path(), in: session)
    case .reload: return try reload(in: session)
    case .test: return try PluginExamination(try path(), session).answer()
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
      .line("next: plugin test \(path), then plugin load \(path)"),
    ]
    return answer
  }

  private func load(_ path: String, in session: Session) throws -> Answer {
    let clock = ContinuousClock()
    let start = clock.now
    let source = try PluginSource(finding: path)
    if let known = session.plugins.plugins.first(where: { $0.name == source.name }) {
      throw PluginError.loadedAlready(name: known.name, path: known.path)
    }
    PluginMessages.tellOfRights(session)
    let plugin = try PluginMessages.telling(session) {
      try LoadedPlugin(source, out: out.map(Environment.expanding))
    }
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
    answer.add("seconds", .number(seconds, decimals: 2))
    var brought: [String] = []
    if !plugin.models.isEmpty { brought.append("model " + plugin.models.joined(separator: ", ")) }
    if !plugin.samplers.isEmpty {
      brought.append("sampler " + plugin.samplers.joined(separator: ", "))
    }
    answer.blocks = [
      .line(
        "\(part == .reload ? "reloaded" : "loaded") \(plugin.name): "
          + brought.joined(separator: "; ") + ", in \(NumberText.duration(seconds))")
    ]
    return answer
  }
}

import DebutConformance
import DebutEngine

/// The answer of `plugin test`: compiles a plugin with its tests, and examines its models in a
/// registry of its own.
struct PluginExamination {
  private let plugin: LoadedPlugin
  private let registry: Registry
  private let session: Session
  private let isQuick: Bool
  /// The checks that need no long training: is it safe to load?
  private static let quickChecks: [ConformanceCheck] = [
    .texts, .optionsRoundTrip, .emptyHistory, .extendEqualsReplay, .saveAndLoad,
  ]

  /// Compiles and loads the plugin.
  ///
  /// - Parameter isQuick: whether only a few checks are run, and no tests of the plugin's own.
  /// - Throws: `PluginError`.
  init(_ path: String, _ session: Session, isQuick: Bool = false) throws {
    self.isQuick = isQuick
    let source = try PluginSource(finding: path)
    PluginMessages.tellOfRights(session)
    plugin = try PluginMessages.telling(session) { try LoadedPlugin(source, withTests: true) }
    // A plugin already loaded under this name is the one that was edited: it makes room.
    var shelf = session.plugins
    registry = try shelf.adopt(plugin, into: session.registry)
    self.session = session
  }

  /// Runs all checks; one that fails makes the line one that failed.
  ///
  /// - Throws: `ShellError.interrupted`.
  func answer() throws -> Answer {
    let kernels = try session.compute().kernels
    var results: [(model: String, ConformanceResult)] = []
    for name in plugin.models {
      let subject = ConformanceSubject(model: name, registry: registry, kernels: kernels)
      let report = subject.examine(isQuick ? Self.quickChecks : ConformanceCheck.allCases) {
        check in
        session.host.progress.message("\(name): \(check.rawValue)\n")
        return !session.host.cancellation.isRequested
      }
      results += report.results.map { (name, $0) }
    }
    try session.host.cancellation.check()
    if !isQuick, let first = plugin.models.first {
      let own = PluginTestRun(
        ConformanceSubject(model: first, registry: registry, kernels: kernels))
      own.run(plugin)
      results += own.results.map { (first, $0) }
    }
    return Self.answer(results, path: plugin.path)
  }

  /// Returns results as an answer.
  static func answer(_ results: [(model: String, ConformanceResult)], path: String) -> Answer {
    var rows = Table([
      .init("model"), .init("check", whenNarrow: .keep), .init("result", whenNarrow: .keep),
      .init("evidence"),
    ])
    for (model, result) in results {
      rows.add([
        .text(model), .text(result.name), .text(result.outcome.rawValue), .text(result.evidence),
      ])
    }
    func count(_ outcome: ConformanceResult.Outcome) -> Int {
      results.count { $0.1.outcome == outcome }
    }
    var answer = Answer("plugin")
    answer.add("part", .text("test"))
    answer.add("path", .text(path))
    answer.add("passed", .count(count(.passed)))
    answer.add("failed", .count(count(.failed)))
    answer.add("skipped", .count(count(.skipped)))
    answer.rows = rows
    // A table cuts evidence that is too wide for the terminal; failures are shown whole.
    let failures = results.filter { $0.1.outcome == .failed }.map { model, result in
      Answer.Block.text("\(model): \(result.name): \(result.evidence)")
    }
    answer.blocks =
      [.table(rows)] + failures + [
        .line("\(count(.passed)) passed, \(count(.failed)) failed, \(count(.skipped)) skipped")
      ]
    answer.isFailure = count(.failed) > 0
    return answer
  }
}

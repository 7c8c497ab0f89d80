import DebutConformance
import DebutEngine

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A plugin's examination in a process of its own, which a trap, an endless loop or a call of `exit` ends
/// without harm to the session.
struct PluginTrial {
  private let source: PluginSource
  private let build: PluginBuild
  private let program: String
  private let limit: Int
  private let session: Session
  private let isQuick: Bool

  /// Compiles a plugin with its tests, to put it through all checks.
  ///
  /// - Parameters:
  ///   - program: the executable to examine it.
  ///   - limit: seconds after which the examination has failed.
  /// - Throws: `PluginError`.
  init(_ path: String, by program: String, limit: Int, _ session: Session) throws {
    source = try PluginSource(finding: path)
    PluginMessages.tellOfRights(session)
    let source = source
    build = try PluginMessages.telling(session) { try PluginBuild(source, withTests: true) }
    (self.program, self.limit, self.session, isQuick) = (program, limit, session, false)
  }

  /// Prepares the few checks before a compiled plugin is loaded.
  init(
    _ source: PluginSource, _ build: PluginBuild, by program: String, limit: Int,
    _ session: Session
  ) {
    (self.source, self.build, self.program, self.limit) = (source, build, program, limit)
    (self.session, isQuick) = (session, true)
  }

  /// Returns the results as the answer of `plugin test`.
  ///
  /// - Throws: `ShellError.interrupted`, and the errors of loading.
  func answer() throws -> Answer {
    PluginExamination.answer(try results(), path: source.path)
  }

  /// Runs the checks, all of which are to pass.
  ///
  /// - Throws: `PluginTrialError` with the first that failed, and what `answer` throws.
  func require() throws {
    if let (model, result) = try results().first(where: { $0.1.outcome == .failed }) {
      throw PluginTrialError(
        text: "\(source.path) is not loaded, because it failed in a process of its own: "
          + "\(model): \(result.name): \(result.evidence)")
    }
  }

  private func results() throws -> [(String, ConformanceResult)] {
    let words = [
      program, "--no-init", "--mode", "json", "-c",
      "plugin test \(Tokenizer.word(build.library)) --here" + (isQuick ? " --quick" : ""),
    ]
    let cancellation = session.host.cancellation
    var said = ""
    func hear(_ text: String) {
      // This session has told of it.
      let news = text.replacing(PluginMessages.rights, with: "")
      if !news.isEmpty { session.host.progress.message(news) }
      said = String((said + text).suffix(4_000))
    }
    let (ending, output) = try ChildProgram.run(
      words, seconds: limit, isCancelled: { cancellation.isRequested }, hear: hear)
    try cancellation.check()
    if let report = try? JSONDecoder().decode(Report.self, from: Data(output)) {
      if let error = report.error {
        throw PluginTrialError(
          text: error.split(separator: build.library).joined(separator: source.path))
      }
      return (report.rows ?? []).map { row in
        (
          row.model,
          ConformanceResult(
            name: row.check, outcome: .init(rawValue: row.result) ?? .failed,
            evidence: row.evidence ?? "")
        )
      }
    }
    let (model, check) = Self.lastCheck(said)
    return [(model, ConformanceResult(name: check, outcome: .failed, evidence: evidence(ending)))]
  }

  private func evidence(_ ending: ChildProgram.Ending) -> String {
    switch ending {
    case .signalled(let signal):
      "it ended its process by \(ChildProgram.name(ofSignal: signal)); the message of a trap, with file and "
        + "line, stands above"
    case .exited: "it ended its process by a call of exit"
    case .tookTooLong:
      "no result within \(limit) seconds (--limit): an endless loop, or more work than that"
    case .cancelled: "it was stopped"
    }
  }

  /// Returns the model and the check that was announced last: "taste", "learns a planted pattern".
  private static func lastCheck(_ said: String) -> (model: String, check: String) {
    for line in said.split(separator: "\n").reversed() {
      for check in ConformanceCheck.allCases where line.hasSuffix(": \(check.rawValue)") {
        return (String(line.dropLast(check.rawValue.count + 2)), check.rawValue)
      }
    }
    return ("", "loading")
  }

  /// The answer in json mode.
  private struct Report: Decodable {
    struct Row: Decodable {
      let model: String
      let check: String
      let result: String
      let evidence: String?
    }

    let rows: [Row]?
    let error: String?
  }
}

/// The sentence of a plugin that failed in a process of its own.
struct PluginTrialError: Error, CustomStringConvertible {
  let text: String

  var description: String { text }
}

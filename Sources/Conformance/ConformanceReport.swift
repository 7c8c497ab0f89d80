import DebutEngine

/// What every model must do, whatever it learns.
public enum ConformanceCheck: String, CaseIterable, Sendable {
  case texts = "texts and options are complete"
  case optionsRoundTrip = "options round trip"
  case sameBits = "same seed, same bits at any number of threads"
  case emptyHistory = "answers an empty history"
  case unknownItems = "takes items nobody rated, and leaves out those it does not know"
  case batchEqualsSingle = "many items answered as one by one"
  case extendEqualsReplay = "extend equals replay"
  case causality = "later ratings change no earlier prediction"
  case concurrency = "several threads may ask at once"
  case learnsPattern = "learns a planted pattern"
  case noise = "stays near chance on noise"
  case interrupt = "stops when interrupted, and answers"
  case saveAndLoad = "answers the same after save and open"
}

/// What came of one check.
public struct ConformanceResult: Hashable, Sendable {
  public enum Outcome: String, Sendable { case passed, failed, skipped }

  /// What was checked.
  public let name: String
  public let outcome: Outcome
  /// Figures, or the first thing that is wrong, or why it was skipped.
  public let evidence: String

  public init(name: String, outcome: Outcome, evidence: String) {
    self.name = name
    self.outcome = outcome
    self.evidence = evidence
  }

  /// Runs a check that returns its evidence or throws.
  static func of(_ name: String, _ body: () throws -> String) -> ConformanceResult {
    do {
      return ConformanceResult(name: name, outcome: .passed, evidence: try body())
    } catch let skip as ConformanceSkip {
      return ConformanceResult(name: name, outcome: .skipped, evidence: skip.reason)
    } catch {
      return ConformanceResult(name: name, outcome: .failed, evidence: String(describing: error))
    }
  }
}

/// A check has no sense for this model.
struct ConformanceSkip: Error {
  let reason: String
}

/// What an examination found.
public struct ConformanceReport: Sendable {
  /// The model, with the settings that it was examined with: "mlinknet units=9".
  public let subject: String
  public let results: [ConformanceResult]

  /// Whether no check failed.
  public var passed: Bool { failures.isEmpty }

  public var failures: [ConformanceResult] { results.filter { $0.outcome == .failed } }
}

extension ConformanceSubject: CustomStringConvertible {
  /// "mlinknet units=9"
  public var description: String {
    ([model] + settings.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
  }

  /// Puts the model through every check. Takes seconds: it is trained about ten times on small data.
  ///
  /// - Parameters:
  ///   - checks: those to run; all unless said otherwise.
  ///   - progress: told of each check before it begins; false ends the examination there.
  public func examine(
    _ checks: [ConformanceCheck] = ConformanceCheck.allCases,
    progress: (ConformanceCheck) -> Bool = { _ in true }
  ) -> ConformanceReport {
    let examination = Examination(self)
    var results: [ConformanceResult] = []
    for check in checks {
      guard progress(check) else { break }
      results.append(.of(check.rawValue) { try examination.run(check) })
    }
    return ConformanceReport(subject: description, results: results)
  }
}

import DebutEngine

/// A requirement on every model.
///
/// - Stability: stable.
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

/// The result of one check.
///
/// - Stability: stable.
public struct ConformanceResult: Hashable, Sendable {
  /// The outcome of a check.
  public enum Outcome: String, Sendable { case passed, failed, skipped }

  /// Name of the check.
  public let name: String
  /// The outcome of the check: passed, failed or skipped.
  public let outcome: Outcome
  /// Figures of a passed check, the first fault of a failed one, or the reason to skip it.
  public let evidence: String

  /// Creates a result.
  public init(name: String, outcome: Outcome, evidence: String) {
    self.name = name
    self.outcome = outcome
    self.evidence = evidence
  }

  /// Runs a check, which returns its evidence or throws.
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

/// The reason why a check does not apply to a model.
struct ConformanceSkip: Error {
  let reason: String
}

/// The results of an examination.
///
/// - Stability: stable.
public struct ConformanceReport: Sendable {
  /// The model and its settings: "mlinknet units=9".
  public let subject: String
  /// The results of the checks that were run, in order.
  public let results: [ConformanceResult]

  /// True if no check failed.
  public var passed: Bool { failures.isEmpty }

  /// The results of the checks that failed.
  public var failures: [ConformanceResult] { results.filter { $0.outcome == .failed } }
}

extension ConformanceSubject: CustomStringConvertible {
  /// "mlinknet units=9"
  public var description: String {
    ([model] + settings.map { "\($0.name)=\($0.value)" }).joined(separator: " ")
  }

  /// Runs the checks. It takes seconds, because the model is trained about ten times on small data.
  ///
  /// - Parameters:
  ///   - checks: checks to run, all by default.
  ///   - progress: called before each check; false ends the examination.
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

import DebutEngine

/// A plugin's own tests, which `plugin test` runs beside the conformance checks. They are one constant in
/// `Tests/...`:
///
///     let tests = PluginTests([
///       PluginTest("an empty history gets the item's mean") { model in
///         let trained = try model.trained(on: .tiny())
///         try require(trained.error < trained.errorOfMean, "worse than the mean")
///       }
///     ])
///
/// - Stability: stable.
public struct PluginTests: Sendable {
  private let tests: [PluginTest]

  /// Creates a list of tests.
  public init(_ tests: [PluginTest]) { self.tests = tests }

  /// Runs the tests for the generated entry point, which passes the host's `PluginTestRun`.
  public func enter(_ context: UnsafeMutableRawPointer) {
    Unmanaged<PluginTestRun>.fromOpaque(context).takeUnretainedValue().run(tests)
  }
}

/// One test of a plugin, which throws the fault.
///
/// - Stability: stable.
public struct PluginTest: Sendable {
  let name: String
  let body: @Sendable (ConformanceSubject) throws -> Void

  /// Creates a test.
  ///
  /// - Parameter body: called with the plugin's first model, to be trained on small data.
  public init(_ name: String, _ body: @escaping @Sendable (ConformanceSubject) throws -> Void) {
    self.name = name
    self.body = body
  }
}

/// Fails a check with a sentence if the condition does not hold.
///
/// - Throws: `CheckFailure`.
public func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
  guard condition else { throw CheckFailure(sentence()) }
}

/// A run of a plugin's own tests, made by the host.
///
/// - Stability: evolving.
public final class PluginTestRun {
  private let subject: ConformanceSubject
  /// Results of the tests run so far.
  public private(set) var results: [ConformanceResult] = []

  /// Creates a run with the plugin's first model.
  public init(_ subject: ConformanceSubject) { self.subject = subject }

  /// Runs the tests of an opened plugin, if it was compiled with any.
  package func run(_ plugin: LoadedPlugin) {
    _ = plugin.library.runTests(Unmanaged.passUnretained(self).toOpaque())
  }

  func run(_ tests: [PluginTest]) {
    for test in tests {
      results.append(
        .of(test.name) {
          try test.body(subject)
          return ""
        })
    }
  }
}

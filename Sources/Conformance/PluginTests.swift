import DebutEngine

/// A plugin's own tests, which `plugin test` runs beside the kit. One constant in `Tests/...`:
///
///     let tests = PluginTests([
///       PluginTest("an empty history gets the item's mean") { model in
///         let trained = try model.trained(on: .tiny())
///         try require(trained.error < trained.errorOfMean, "worse than the mean")
///       }
///     ])
public struct PluginTests: Sendable {
  private let tests: [PluginTest]

  public init(_ tests: [PluginTest]) { self.tests = tests }

  /// Called by the generated entry point; `context` is the host's `PluginTestRun`.
  public func enter(_ context: UnsafeMutableRawPointer) {
    Unmanaged<PluginTestRun>.fromOpaque(context).takeUnretainedValue().run(tests)
  }
}

/// One test of a plugin: throws what is wrong.
public struct PluginTest: Sendable {
  let name: String
  let body: @Sendable (ConformanceSubject) throws -> Void

  /// - Parameter body: gets the plugin's first model, ready to be trained on data made up for tests.
  public init(_ name: String, _ body: @escaping @Sendable (ConformanceSubject) throws -> Void) {
    self.name = name
    self.body = body
  }
}

/// Fails a check with a sentence where the condition does not hold.
///
/// - Throws: `CheckFailure`.
public func require(_ condition: Bool, _ sentence: @autoclosure () -> String) throws {
  guard condition else { throw CheckFailure(sentence()) }
}

/// What runs a plugin's own tests on the host's behalf.
public final class PluginTestRun {
  private let subject: ConformanceSubject
  public private(set) var results: [ConformanceResult] = []

  public init(_ subject: ConformanceSubject) { self.subject = subject }

  /// Runs the tests of an opened plugin, where it was compiled with any.
  public func run(_ plugin: LoadedPlugin) {
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

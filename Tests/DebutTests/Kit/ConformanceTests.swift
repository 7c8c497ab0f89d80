import DebutTesting
import Synchronization
import Testing

@testable import Debut
@testable import DebutEngine

/// A check that cannot fail is none: each fault of a model must be found, by the check that is for it.
@Suite struct ConformanceTests {
  @Test(arguments: FaultyModel.Fault.allCases) func findsTheFault(fault: FaultyModel.Fault) throws {
    var registry = Registry()
    try registry.add(FaultyModel.self)
    let subject = ConformanceSubject(
      model: "faulty", settings: [Setting(name: "fault", value: fault.rawValue)],
      registry: registry, kernels: try Kernels.select())
    var asked: [ConformanceCheck] = []
    let report = subject.examine { check in
      asked.append(check)
      return true
    }
    #expect(asked == ConformanceCheck.allCases)
    #expect(report.passed == (fault == .none))
    let failed = report.failures.map(\.name)
    #expect(fault.check.map { failed.contains($0.rawValue) } ?? failed.isEmpty)
    #expect(report.failures.allSatisfy { !$0.evidence.isEmpty })
  }

  @Test func endsWhereItIsToldTo() throws {
    var registry = Registry()
    try registry.add(FaultyModel.self)
    let subject = ConformanceSubject(
      model: "faulty", registry: registry, kernels: try Kernels.select())
    var left = 2
    let report = subject.examine { _ in
      left -= 1
      return left >= 0
    }
    #expect(report.results.count == 2 && report.passed)
  }

  @Test func aModelThatIsNotThereFailsEveryCheck() throws {
    let report = ConformanceSubject(
      model: "absent", registry: Registry(), kernels: try Kernels.select()
    ).examine()
    #expect(report.failures.count == ConformanceCheck.allCases.count)
    #expect(report.failures[0].evidence.contains("absent"))
  }

  @Test func aPluginsOwnTestsAreRun() throws {
    var registry = Registry()
    try registry.add(FaultyModel.self)
    let run = PluginTestRun(
      ConformanceSubject(model: "faulty", registry: registry, kernels: try Kernels.select()))
    let tests = PluginTests([
      PluginTest("good") { try require($0.model == "faulty", "another model") },
      PluginTest("bad") { _ in try require(false, "as it should") },
    ])
    tests.enter(Unmanaged.passUnretained(run).toOpaque())
    #expect(run.results.map(\.outcome) == [.passed, .failed])
    #expect(run.results[1].evidence == "as it should")
  }
}

/// Mean, item and user, with one fault of choice.
final class FaultyModel: Recommender, @unchecked Sendable {
  enum Fault: String, CaseIterable {
    case none, cold, deaf, hasty, shared, wild, flat, stubborn, strange, forgetful

    /// The check that is to find it.
    var check: ConformanceCheck? {
      switch self {
      case .none: nil
      case .cold: .emptyHistory
      case .deaf: .extendEqualsReplay
      case .hasty: .batchEqualsSingle
      case .shared: .causality
      case .wild: .noise
      case .flat: .learnsPattern
      case .stubborn: .interrupt
      case .strange: .unknownItems
      case .forgetful: .sameBits
      }
    }
  }

  struct Options: ModelOptions {
    private var name = Fault.none.rawValue
    var fault: Fault {
      get { Fault(rawValue: name) ?? .none }
      set { name = newValue.rawValue }
    }
    static let fields: [OptionField<Options>] = [.init("fault", \.fault, "what is wrong with it")]
  }

  static let descriptor = ModelDescriptor(
    name: "faulty", summary: "a bias model with a fault of choice",
    discussion: """
      Mean, item and user bias, each shrunk; and one thing that a model must not do, so that the check \
      that is there to find it can be seen to find it.
      """, reference: "none")

  private let fault: Fault
  private var base: [Float] = []
  private var counts: [Int] = []
  private var sum: Float = 0
  private let lock = Lock()

  init(options: Options) { fault = options.fault }

  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    let fit = BiasFit(data)
    base = fit.itemBiases.map { Float(fit.mean + (fault == .flat ? 0 : 4 * $0)) }
    if fault != .wild { base = base.map { Float(fit.mean) + ($0 - Float(fit.mean)) / 4 } }
    if fault == .wild { base = base.indices.map { $0 % 2 == 0 ? 1 : 5 } }
    if fault == .forgetful { base[0] += Float(run.compute.workers.threads) / 16 }
    counts = fit.itemCounts
    if fault == .stubborn {
      for step in 0..<9 {
        run.monitor.on(.stepped(epoch: 1, of: 1, fraction: Double(step) / 9, loss: 0))
      }
    }
  }

  typealias Representation = (sum: Float, count: Int)

  func represent(_ user: UserQuery) -> Representation {
    lock.locked { sum = 0 }
    return user.history.reduce(into: (0, 0)) { add($1, to: &$0) }
  }

  func extend(_ user: inout Representation, by next: Interaction) {
    if fault != .deaf { add(next, to: &user) }
  }

  private func add(_ next: Interaction, to user: inout Representation) {
    let residual = next.rating - base[next.item]
    user = (user.sum + residual, user.count + 1)
    if fault == .shared { lock.locked { sum += residual } }
    if fault == .strange, counts[next.item] == 0 { user.sum = .nan }
  }

  func score(_ user: Representation, item: Int) -> Float {
    if fault == .cold, user.count == 0 { return .nan }
    let sum = fault == .shared ? lock.locked { self.sum } : user.sum
    return base[item] + (fault == .flat ? 0 : sum / Float(user.count + 3))
  }

  func score(
    _ user: Representation, items: UnsafeBufferPointer<Int32>,
    into stars: UnsafeMutableBufferPointer<Float>
  ) {
    for i in items.indices {
      stars[i] = score(user, item: Int(items[i])) + (fault == .hasty ? 0.01 : 0)
    }
  }

  func path(of user: Representation) -> AnswerPath { .counted("bias", user.count) }
}

/// So that a model with a fault of another kind has no data race.
private final class Lock: Sendable {
  private let mutex = Mutex(())
  func locked<Value: Sendable>(_ body: () -> Value) -> Value { mutex.withLock { _ in body() } }
}

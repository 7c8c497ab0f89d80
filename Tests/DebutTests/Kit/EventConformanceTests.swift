import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// The checks of models of next items find the fault that each is for.
@Suite struct EventConformanceTests {
  @Test(arguments: FaultyCounter.Fault.allCases)
  func findsTheFault(fault: FaultyCounter.Fault) throws {
    var registry = Registry()
    try registry.add(FaultyCounter.self)
    let report = ConformanceSubject(
      model: "faulty-counter", settings: [Setting(name: "fault", value: fault.rawValue)],
      registry: registry, kernels: try Kernels.select()
    ).examine()
    let failed = report.failures.map(\.name)
    #expect(
      fault.check.map { failed.contains($0.rawValue) } ?? failed.isEmpty, "\(report.failures)")
    #expect(report.results.first { $0.name == ConformanceCheck.learnsPattern.rawValue } != nil)
  }

  @Test func theCausalityCheckSeesWhoReadsHistories() throws {
    var registry = Registry()
    try registry.add(FaultyCounter.self)
    let subject = ConformanceSubject(
      model: "faulty-counter", registry: registry, kernels: try Kernels.select())
    let trained = try subject.trained(on: .events())
    let moved = try checkOrderIsCausal(
      trained.model, on: trained.heldOut, itemCount: trained.itemCount)
    #expect(moved > 0)
  }

  @Test func eventsHaveAnOrderAndRandomOnesHaveNone() {
    func successors(_ data: Dataset) -> Double {
      var (followed, all) = (0, 0)
      for history in data.histories {
        for (item, next) in zip(history.items, history.items.dropFirst()) {
          followed += next == (item + 3) % 30 ? 1 : 0
          all += 1
        }
      }
      return Double(followed) / Double(all)
    }
    #expect(successors(.events(users: 100)) > 0.6)
    #expect(successors(.randomEvents()) < 0.05)
    #expect(Dataset.events().feedback == .implicit)
  }
}

/// Numbers of events, and what came right after the last item; with one fault of choice.
final class FaultyCounter: Recommender, @unchecked Sendable {
  enum Fault: String, CaseIterable {
    case none, cold, lofty, shared, deaf, flat, forgetful, backward

    /// The check that is to find it.
    var check: ConformanceCheck? {
      switch self {
      case .none: nil
      case .cold: .emptyHistory
      case .lofty: .unknownItems
      case .shared: .causality
      case .deaf: .extendEqualsReplay
      case .flat, .backward: .learnsPattern
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
    name: "faulty-counter", summary: "counts, with a fault of choice",
    discussion: """
      Numbers of events and of transitions; and one thing that a model must not do, so that the check \
      that is there to find it can be seen to find it.
      """, reference: "none", learning: .events)

  private let fault: Fault
  private var counts: [Float] = []
  private var next: [[Float]] = []
  private let told = Told()

  init(options: Options) { fault = options.fault }

  func fit(_ data: TrainingSet, _ run: TrainingContext) throws {
    try run.checkGoesOn()
    counts = data.itemCounts.map { Float($0) / 1000 }
    next = counts.map { _ in counts.map { _ in 0 } }
    for history in data.histories {
      for (item, follower) in zip(history.items, history.items.dropFirst()) {
        next[Int(item)][Int(follower)] += 0.1
      }
    }
    if fault == .forgetful { counts[0] += Float(run.compute.workers.threads) / 16 }
    if fault == .flat { counts = counts.map { $0 > 0 ? 1 : 0 } }
    if fault == .flat { next = next.map { $0.map { _ in 0 } } }
  }

  func represent(_ user: UserQuery) -> Int { user.history.last?.item ?? -1 }

  func extend(_ representation: inout Int, by interaction: Interaction) {
    if fault == .shared { told.add() }
    if fault != .deaf { representation = interaction.item }
  }

  func score(_ representation: Int, item: Int) -> Float {
    if counts[item] == 0 { return fault == .lofty ? 1000 : .nan }
    if fault == .cold && representation < 0 { return .nan }
    let score = counts[item] + (representation < 0 ? 0 : next[representation][item])
    return (fault == .backward ? 9 - score : score) + Float(told.count) / 64
  }

  func path(of representation: Int) -> AnswerPath { AnswerPath("transitions") }

  /// The number of events that the model was told, of whomever.
  private final class Told: @unchecked Sendable {
    private(set) var count = 0
    func add() { count += 1 }
  }
}

import DebutTesting
import Testing

@testable import Debut
@testable import DebutEngine

/// The examination of an evaluation of next items, on data whose answers are known.
@Suite struct NextItemAuditTests {
  /// Sixty users who walk a circle of 24 items, each from another place on, at one step a second or two.
  private func circle(tied: Bool, times: Bool = true) throws -> Dataset {
    let folder = try TestFolder()
    var lines = "user,item\(times ? ",timestamp" : "")\n"
    for user in 0..<60 {
      for step in 0..<10 {
        let time = times ? ",\(1_000_000_000 + 1_000 * user + (tied ? step / 2 : step))" : ""
        lines += "\(user),\((user * 7 + step) % 24)\(time)\n"
      }
    }
    return try withExtendedLifetime(folder) {
      var options = LoadOptions()
      options.ties = .file
      return try Dataset.load(path: folder.write("circle.csv", lines), options: options)
    }
  }

  private func audit(
    _ data: Dataset, _ split: Split = .leaveLastOut, orders: Int = 3, threads: Int = 1,
    monitor: any TrainingMonitor = SilentMonitor()
  ) throws -> NextItemAudit {
    var registry = try Registry.testing()
    try registry.add(FollowModel.self)
    var method = NextItemProtocol()
    method.top = 3
    return try NextItemAudit(
      of: ModelRecipe(model: "follow"), on: data, split: split, method: method, orders: orders,
      registry: registry, compute: .testing(threads: threads)
    ) { _ in monitor }
  }

  @Test func anOrderThatSaysAllIsSeen() throws {
    let result = try audit(try circle(tied: false))
    #expect(result.figures["hr@3"] == 1 && result.targets == 60 && result.unknown == 0)
    let shuffled = try #require(result.shuffled["hr@3"])
    let popular = try #require(result.popularity["hr@3"])
    #expect(shuffled < 0.7 && popular < 0.5)
    #expect(result.ties == nil)
    // The users come one after the other: all targets but the last user's are older than the newest event.
    #expect(result.leakage == 59.0 / 60)
    #expect(result.byTime != nil)
    // A hundred candidates are more than there are.
    #expect(result.sampled.figures == result.figures && result.sampled.candidates == 100)
  }

  @Test func tiesHaveARange() throws {
    let data = try circle(tied: true)
    let result = try audit(data)
    let ties = try #require(result.ties)
    #expect(ties.share == 1 && ties.orders == 3)
    let low = try #require(ties.lowest["ndcg@3"])
    let high = try #require(ties.highest["ndcg@3"])
    let own = try #require(result.figures["ndcg@3"])
    // In the order of the file every step is one to the right: no drawn order is as good.
    #expect(low < high && high < own)
    #expect(try audit(data, orders: 0).ties == nil)
  }

  @Test func isTheSameAtAnyNumberOfThreads() throws {
    let data = try circle(tied: true)
    let (one, three) = (try audit(data), try audit(data, threads: 3))
    #expect(one.figures == three.figures && one.shuffled == three.shuffled)
    #expect(one.ties?.lowest == three.ties?.lowest && one.byTime == three.byTime)
  }

  @Test func withoutTimesThereIsNothingToSayOfThem() throws {
    let result = try audit(try circle(tied: false, times: false))
    #expect(result.leakage == nil && result.byTime == nil && result.ties == nil)
    #expect(result.figures["hr@3"] == 1)
  }

  @Test func stopsWhenAsked() throws {
    let data = try circle(tied: true)
    #expect(throws: EngineError.interrupted) { try audit(data, monitor: StoppedMonitor()) }
  }

  private final class StoppedMonitor: TrainingMonitor {
    var shouldStop: Bool { true }
    func on(_ event: TrainingEvent) {}
  }
}

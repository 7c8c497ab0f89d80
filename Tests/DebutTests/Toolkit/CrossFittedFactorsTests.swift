import DebutEngine
import DebutTesting
import Testing

@Suite struct CrossFittedFactorsTests {
  private let data = Dataset.planted(users: 60)

  @Test func usersAreDealtOutInOrderOfID() throws {
    let histories = data.histories.selecting(data.histories.indices.reversed())
    let reversed = TrainingSet(
      histories: histories, itemCount: 50, scale: data.scale, catalogue: data.catalogue)
    let factors = try CrossFittedFactors(reversed, run: factorRun(), options: .small())
    #expect(factors.groups.count == 5)
    for (user, id) in histories.users.enumerated() {
      #expect(factors.groupOfUser[user] == Int((id.number ?? 0) - 1) % 5)
    }
    #expect(factors.table(forTrainingUser: 0).bits == factors.groups[4].bits)
  }

  /// Turns the ratings of one group upside down: its own table keeps its bits, the others do not.
  @Test func aTableHasNotSeenItsGroup() throws {
    let group = 2
    let rows = data.histories.enumerated().map { user, history in
      history.map { (item: $0.item, stars: user % 5 == group ? -$0.rating : $0.rating) }
    }
    let turned = Dataset.histories(rows, items: 50, scale: data.scale)
    let factors = try CrossFittedFactors(data.trainingSet, run: factorRun(), options: .small())
    let others = try CrossFittedFactors(turned.trainingSet, run: factorRun(), options: .small())
    for g in 0..<5 {
      #expect((factors.groups[g].bits == others.groups[g].bits) == (g == group))
    }
    #expect(factors.all.bits != others.all.bits)
  }

  @Test func countsAreThoseOfAllUsersInSize() throws {
    let factors = try CrossFittedFactors(data.trainingSet, run: factorRun(), options: .small())
    #expect(factors.all.counts == data.trainingSet.itemCounts.map(Float.init))
    let withoutFirst = data.trainingSet.selecting { $0 % 5 != 0 }.itemCounts
    for (count, expected) in zip(factors.groups[0].counts, withoutFirst) {
      #expect(abs(count - Float(expected) * 1.25) < 1e-4)
    }
  }

  @Test func sameBitsAtAnyNumberOfThreads() throws {
    let runs = try [1, 2, 3].map { threads in
      let run = try factorRun(threads: threads)
      let factors = try CrossFittedFactors(data.trainingSet, run: run, options: .small())
      let predictions = factors.foldInPredictions(decays: [1, 0.9], compute: run.compute)
      return (factors.all.bits + factors.groups.flatMap(\.bits), predictions.map(\.bitPattern))
    }
    for run in runs.dropFirst() {
      #expect(run.0 == runs[0].0)
      #expect(run.1 == runs[0].1)
    }
  }

  @Test func seedsMatter() throws {
    let bits = try [3, 3, 4].map {
      try ItemFactors(data.trainingSet, run: factorRun(seed: $0), options: .small()).bits
    }
    #expect(bits[0] == bits[1] && bits[0] != bits[2])
  }

  /// Stopped at once, the first table ends amid its first alternation, and stands for those not begun.
  @Test func stopsAmidAnAlternation() throws {
    let run = try factorRun(monitor: StoppingMonitor(after: 0))
    let stopped = try CrossFittedFactors(data.trainingSet, run: run, options: .small())
    let once = try ItemFactors(
      data.trainingSet, run: factorRun(), options: .small(alternations: 1))
    #expect(stopped.all.bits != once.bits)
    #expect(stopped.groups.count == 5 && stopped.groups.allSatisfy { $0.bits == stopped.all.bits })
  }

  @Test func tellsHowFarItIs() throws {
    let monitor = StoppingMonitor()
    _ = try CrossFittedFactors(
      data.trainingSet, run: factorRun(monitor: monitor), options: .small(alternations: 2))
    #expect(monitor.parts.map(\.name) == (1...8).map { "factors \($0) of 8" })
    #expect(monitor.parts.allSatisfy { $0.shares == [0.5, 1] })
  }
}

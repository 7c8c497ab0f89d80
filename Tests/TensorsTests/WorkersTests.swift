import Synchronization
import Tensors
import Testing

@Suite struct WorkersTests {
  @Test(arguments: [1, 2, 3, 8], [0, 1, 2, 7, 64, 1000])
  func everyShardRunsOnce(threads: Int, shards: Int) {
    let workers = Workers(threads: threads)
    for _ in 0..<20 {
      let counts = FloatBuffer(count: shards)
      workers.run(shards: shards) { counts.base[$0] += 1 }
      #expect(counts.floats.allSatisfy { $0 == 1 })
    }
  }

  @Test func helpersWorkAfterTheyHaveSlept() {
    let workers = Workers(threads: 3)
    for round in 0..<200 {
      let total = Atomic<Int>(0)
      workers.run(shards: 5) { total.add($0, ordering: .relaxed) }
      #expect(total.load(ordering: .relaxed) == 10)
      if round % 50 == 0 { waitLongerThanHelpersSpin() }
    }
  }

  @Test func nestedCallsRunOnTheSpot() {
    let workers = Workers(threads: 2)
    let counts = FloatBuffer(count: 40)
    workers.run(shards: 4) { outer in
      workers.run(shards: 10) { counts.base[10 * outer + $0] += 1 }
    }
    #expect(counts.floats.allSatisfy { $0 == 1 })
  }

  @Test func callsFromSeveralThreadsDoNotMeet() async {
    let workers = Workers(threads: 2)
    let totals = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let total = Atomic<Int>(0)
          for _ in 0..<500 {
            workers.run(shards: 3) { _ in total.add(1, ordering: .relaxed) }
          }
          return total.load(ordering: .relaxed)
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(totals == [1500, 1500, 1500, 1500])
  }

  @Test func manyPoolsComeAndGo() {
    for _ in 0..<200 {
      let total = Atomic<Int>(0)
      Workers(threads: 3).run(shards: 9) { _ in total.add(1, ordering: .relaxed) }
      #expect(total.load(ordering: .relaxed) == 9)
    }
  }

  @Test func blocksCoverTheirRange() {
    let compute = Compute(.scalar, threads: 2)
    for (size, count) in [(1, 5), (4, 4), (4, 5), (100, 7), (3, 0)] {
      let seen = FloatBuffer(count: count)
      compute.forBlocks(of: size, in: count) { start, length in
        for i in start..<start + length { seen.base[i] += 1 }
      }
      #expect(seen.floats.allSatisfy { $0 == 1 })
    }
  }

  private func waitLongerThanHelpersSpin() {
    let clock = ContinuousClock()
    let end = clock.now + .milliseconds(5)
    while clock.now < end {}
  }
}

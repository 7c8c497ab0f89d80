import Tensors
import Testing

@Suite struct LearningRateScheduleTests {
  @Test func constantIsOne() {
    #expect([0, 5, 1_000_000].map(LearningRateSchedule.constant.factor) == [1, 1, 1])
  }

  @Test func risesThenFalls() {
    let schedule = LearningRateSchedule.linearDecay(warmUp: 10, start: 0.1, total: 100)
    #expect(schedule.factor(step: 0) == 0.1)
    #expect(abs(schedule.factor(step: 5) - 0.55 * 0.95) < 1e-6)
    #expect(abs(schedule.factor(step: 10) - 0.9) < 1e-6)
    #expect(abs(schedule.factor(step: 50) - 0.5) < 1e-6)
    #expect(schedule.factor(step: 100) == 0)
    #expect(schedule.factor(step: 200) == 0)
  }

  @Test func withoutWarmUpItFalls() {
    let schedule = LearningRateSchedule.linearDecay(warmUp: 0, start: 0, total: 4)
    #expect((0...4).map(schedule.factor) == [1, 0.75, 0.5, 0.25, 0])
  }
}

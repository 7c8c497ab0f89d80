import Testing

@testable import Ratings

@Suite struct ChildProcessTests {
  /// Ctrl-C reaches a program of its own accord; one that does not heed it is ended.
  @Test func aProgramThatDoesNotHeedTheStopIsEnded() throws {
    let child = try ChildProcess(["sh", "-c", "trap '' INT; exec sleep 60"], files: [0, 1, 2])
    let clock = ContinuousClock()
    let began = clock.now
    let status = child.wait(patience: .milliseconds(200), unless: { true })
    #expect(clock.now - began >= .milliseconds(200) && clock.now - began < .seconds(20))
    #expect(status.map { $0 & 0x7F } == 9)
  }

  @Test func aProgramThatEndsInTimeHasItsOwnStatus() throws {
    let child = try ChildProcess(["sh", "-c", "exit 7"], files: [0, 1, 2])
    let status = child.wait(patience: .seconds(60), unless: { true })
    #expect(status.map { $0 >> 8 } == 7)
  }
}

import DebutTesting
import Foundation
import Testing

@testable import DebutEngine

@Suite struct JobClaimsTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func claims(patience: Duration = .seconds(120)) -> JobClaims {
    JobClaims(folder: folder.path, patience: patience)
  }

  private func write(process: pid_t, host: String = JobClaims.host, age: Int = 0) throws {
    try folder.write("a.claim", JobClaims.owner(process: process, host: host))
    try FileManager.default.setAttributes(
      [.modificationDate: Date().addingTimeInterval(TimeInterval(-age))],
      ofItemAtPath: "\(folder.path)/a.claim")
  }

  /// The number of a process that has ended.
  private func ended() throws -> pid_t {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "exit 0"]
    try process.run()
    process.waitUntilExit()
    return process.processIdentifier
  }

  @Test func aClaimIsHeldByOne() throws {
    let (first, second) = (claims(), claims())
    #expect(try first.claim("a") == .caller)
    #expect(try second.claim("a") == .thisProcess)
    #expect(try first.claim("a") == .thisProcess)
    #expect(try second.claim("b") == .caller)
    #expect(try folder.names == ["a.claim", "b.claim"])
    #expect(
      try folder.read("a.claim") == "process \(getpid())\nhost \(JobClaims.host)\n")
    second.release("a")
    #expect(try second.claim("a") == .thisProcess)
    first.release("a")
    #expect(try second.claim("a") == .caller)
    second.release("a")
    second.release("b")
    #expect(try folder.names.isEmpty)
  }

  @Test func claimsOfWhoGoesAreGivenBack() throws {
    do {
      let first = claims()
      #expect(try first.claim("a") == .caller)
    }
    #expect(try folder.names.isEmpty)
  }

  @Test func theClaimOfAnEndedProcessIsTakenOver() throws {
    try write(process: try ended())
    #expect(try claims().claim("a") == .caller)
    // A living one keeps its own, such as the first process of the machine.
    try write(process: 1)
    #expect(try claims().claim("a") == .anotherProcess)
    #expect(try folder.names == ["a.claim"])
  }

  @Test func theClaimOfAnotherMachineLastsWhileItIsTouched() throws {
    let process = try ended()
    let own = claims(patience: .zero)
    try write(process: process, host: "elsewhere", age: 100)
    #expect(try own.claim("a") == .anotherProcess)
    try write(process: process, host: "elsewhere", age: 50)
    #expect(try own.claim("a") == .anotherProcess)
    // Since the last look nobody touched it.
    #expect(try own.claim("a") == .caller)
    // Whoever lost a claim does not remove the one that took it over.
    try write(process: 1)
    own.release("a")
    #expect(try folder.names == ["a.claim"])
  }

  /// Clocks of two machines may differ by minutes.
  @Test(arguments: [-600, 600]) func anotherMachinesClockMayBeWrong(age: Int) throws {
    try write(process: try ended(), host: "elsewhere", age: age)
    #expect(try claims().claim("a") == .anotherProcess)
  }

  @Test func theClaimOfAMachineThatWentLongAgoIsTakenOver() throws {
    try write(process: try ended(), host: "elsewhere", age: JobClaims.longestAge + 60)
    #expect(try claims().claim("a") == .caller)
  }

  /// A process that was killed while it made a claim leaves one that is not whole.
  @Test(arguments: ["", "process 1", "process -1\n"])
  func anUnfinishedClaimIsTakenOver(text: String) throws {
    try folder.write("a.claim", text)
    #expect(try claims().claim("a") == .caller)
  }

  @Test(arguments: ["process x\nhost y\n"])
  func anUnreadableClaimLastsAWhile(text: String) throws {
    try folder.write("a.claim", text)
    let own = claims(patience: .zero)
    #expect(try own.claim("a") == .anotherProcess)
    #expect(try own.claim("a") == .caller)
  }

  @Test func manyWhoTakeOverAnAbandonedClaimAreOne() async throws {
    for _ in 0..<20 {
      try write(process: try ended())
      let all = (0..<8).map { _ in claims() }
      let winners = try await withThrowingTaskGroup(of: Bool.self) { group in
        for one in all { group.addTask { try one.claim("a") == .caller } }
        return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
      }
      #expect(winners == 1)
      for one in all { one.release("a") }
    }
  }

  @Test func aDoneJobLeavesNoClaim() throws {
    try write(process: 1)
    claims().sweep("a")
    #expect(try folder.names.isEmpty)
  }

  @Test func aFolderThatCannotBeWrittenToIsAnErrorBeforeAnythingIsTrained() throws {
    let place = "\(folder.path)/none/a.claim"
    #expect(throws: EngineError.cannotWrite(path: place, reason: "no such file or directory")) {
      try JobClaims(folder: "\(folder.path)/none").claim("a")
    }
  }
}

import DebutTesting
import Foundation
import Testing

@testable import DebutEngine

@Suite struct JobClaimsTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func claims() -> JobClaims { JobClaims(folder: folder.path) }

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
    #expect(first.claim("a") && !second.claim("a") && second.claim("b"))
    #expect(try folder.names == ["a.claim", "b.claim"])
    #expect(
      try folder.read("a.claim") == "process \(getpid())\nhost \(JobClaims.host)\n")
    second.release("a")
    #expect(!second.claim("a"))
    first.release("a")
    #expect(second.claim("a"))
    second.release("a")
    second.release("b")
    #expect(try folder.names.isEmpty)
  }

  @Test func claimsOfWhoGoesAreGivenBack() throws {
    do {
      let first = claims()
      #expect(first.claim("a"))
    }
    #expect(try folder.names.isEmpty)
  }

  @Test func theClaimOfAnEndedProcessIsTakenOver() throws {
    try write(process: try ended())
    #expect(claims().claim("a"))
    // A living one keeps its own, such as the first process of the machine.
    try write(process: 1)
    #expect(!claims().claim("a"))
    #expect(try folder.names == ["a.claim"])
  }

  @Test func theClaimOfAnotherMachineLastsWhileItIsTouched() throws {
    let process = try ended()
    try write(process: process, host: "elsewhere")
    #expect(!claims().claim("a"))
    try write(process: process, host: "elsewhere", age: JobClaims.patience + 60)
    let own = claims()
    #expect(own.claim("a"))
    // Whoever lost a claim does not remove the one that took it over.
    try write(process: 1)
    own.release("a")
    #expect(try folder.names == ["a.claim"])
  }

  @Test(arguments: ["", "process x\nhost y\n", "process -1\n"])
  func anUnreadableClaimLastsAWhile(text: String) throws {
    try folder.write("a.claim", text)
    #expect(!claims().claim("a"))
    try FileManager.default.setAttributes(
      [.modificationDate: Date().addingTimeInterval(-1000)],
      ofItemAtPath: "\(folder.path)/a.claim")
    #expect(claims().claim("a"))
  }

  @Test func aDoneJobLeavesNoClaim() throws {
    try write(process: try ended())
    claims().sweep("a")
    #expect(try folder.names.isEmpty)
    try write(process: 1)
    claims().sweep("a")
    #expect(try folder.names == ["a.claim"])
  }

  @Test func aFolderThatIsGoneHindersNobody() {
    #expect(JobClaims(folder: "\(folder.path)/none").claim("a"))
  }
}

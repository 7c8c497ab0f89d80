import DebutTesting
import Foundation
import Testing

@testable import Commands
@testable import Terminal

/// The destination of answers, and switches: `output`, `timer`, `pager`, `hints`.
@Suite struct OutputTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  private func run(_ lines: String...) throws -> DebutProgram.Run {
    try DebutProgram.run(
      ["--keep-going"], input: Data(lines.joined(separator: "\n").utf8), in: folder)
  }

  @Test func sendsAnswersToAFileAndBack() throws {
    try folder.write("old.txt", "what was there before\n")
    let run = try run("output old.txt --force", "mode csv", "mode", "nonsense", "output", "mode")
    #expect(try folder.read("old.txt") == "mode\ncsv\n")
    #expect(run.output == "mode\ncsv\n")
    #expect(run.messages.contains("stdin:4: error: "))
  }

  @Test func losesNothingOfAFileThatNothingIsWrittenTo() throws {
    try folder.write("old.txt", "what was there before\n")
    #expect(try run("output old.txt --force", "output").status == 0)
    #expect(try folder.read("old.txt") == "what was there before\n")
  }

  @Test func aFileThatHoldsSomethingElseIsRefused() throws {
    try folder.write("old.txt", "what was there before\n")
    let run = try run(
      "output old.txt", "mode csv", "output new.txt", "mode", "output new.txt", "mode")
    #expect(run.messages.contains("old.txt is there already"))
    #expect(run.messages.contains("--force writes over it"))
    #expect(try folder.read("old.txt") == "what was there before\n")
    // A session may go on with a file of its own.
    #expect(try folder.read("new.txt") == "mode\ncsv\n")
  }

  @Test func messagesOfClosedDescriptorsLandNowhere() throws {
    try folder.write(
      "closed.sh",
      "\"$0\" --no-init --keep-going -c 'output out.txt' -c nosuch -c 'mode csv' -c mode <&- >&- 2>&-\n"
    )
    _ = try DebutProgram.shell("closed.sh", in: folder)
    #expect(try folder.read("out.txt") == "mode\ncsv\n")
  }

  @Test func failuresInJSONGoWhereAnswersGo() throws {
    let run = try run("mode json", "output out.json", "nonsense", "mode", "output new.json", "mode")
    #expect(run.output.isEmpty && run.messages.isEmpty)
    #expect(try folder.read("out.json").split(separator: "\n").count == 2)
    #expect(try folder.read("new.json") == "{\"command\":\"mode\",\"mode\":\"json\"}\n")
  }

  @Test func refusesWhatIsNoFileAndStaysWhereItWas() throws {
    let run = try run(
      "output kept.txt", "output .", "output /dev/null", "output none/x", "output \"\"", "mode csv",
      "mode")
    let errors = run.messages.split(separator: "\n")
    #expect(errors.count == 4)
    for (error, says) in zip(
      errors, ["is a folder", "not a regular file", "no such file", "a path"])
    {
      #expect(error.contains("error: ") && error.contains(says), "\(error)")
    }
    #expect(try folder.read("kept.txt") == "mode\ncsv\n")
  }

  #if os(Linux)
    @Test func aFileThatTakesNoMoreIsAnError() throws {
      let folder = try TestFolder()
      let script = try folder.write(
        "run.sh", "ulimit -f 1; trap '' XFSZ; exec \"$1\" --keep-going lines\n")
      try folder.write(
        "lines", "load demo\noutput out.txt\ndata sample --count 500\nmode csv\nmode\n")
      let process = Process()
      process.executableURL = URL(fileURLWithPath: "/bin/bash")
      process.arguments = [script, DebutProgram.path]
      process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
      let output = Pipe()
      let messages = Pipe()
      process.standardOutput = output
      process.standardError = messages
      try process.run()
      let said = String(
        decoding: messages.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      let answers = String(
        decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
      process.waitUntilExit()
      #expect(process.terminationStatus == 3)
      #expect(said.contains("lines:3: error: cannot write out.txt: file too large"))
      // Later answers are seen again.
      #expect(answers.hasSuffix("mode\ncsv\n"))
    }
  #endif

  @Test func tellsTheTimeOnStandardErrorOnly() throws {
    let run = try run("timer", "timer on", "mode csv", "timer", "nonsense", "timer off", "mode")
    #expect(run.output == "timer is off\ntimer\non\nmode\ncsv\n")
    // timer on, mode, timer and the line that failed.
    #expect(run.messages.split(separator: "\n").filter { $0.hasPrefix("time: ") }.count == 4)
    let failed = try self.run("timer on", "nonsense").messages.split(separator: "\n")
    #expect(failed.last?.hasPrefix("time: ") == true)
    #expect(failed.dropLast().last?.contains("error: ") == true)
  }

  @Test func pagerIsASwitch() throws {
    #expect(try run("pager", "pager off", "pager").output == "pager is on\npager is off\n")
    #expect(Pager(variable: "") == nil)
    #expect(Pager(variable: "cat") == nil)
    #expect(Pager(variable: nil) != nil)
    #expect(!Pager.isLong("a\nb\n", rows: 3))
    #expect(Pager.isLong("a\nb\nc\n", rows: 3))
  }
}

import DebutTesting
import Testing

@testable import Terminal

@Suite struct EchoTests {
  @Test func linesStandBeforeTheirAnswers() throws {
    let folder = try TestFolder()
    try folder.write("lines.debut", "# A comment.\nmode\nme anna\nme\n")
    let run = try DebutProgram.run(["--echo", "--no-init", "lines.debut"], in: folder)
    let lines = run.output.split(separator: "\n").map(String.init)
    #expect(lines.first == "# A comment.")
    let typed = lines.filter { $0.hasPrefix("debut") }
    #expect(typed == ["debut> mode", "debut> me anna", "debut (anna)> me"])
    let plain = try DebutProgram.run(["--no-init", "lines.debut"], in: folder)
    #expect(!plain.output.contains("debut>") && run.status == 0 && plain.status == 0)
  }

  @Test func answersForProgramsStayWhole() throws {
    let run = try DebutProgram.run(["--echo", "--mode", "json", "-c", "mode"])
    #expect(try run.objects().count == 1)
    #expect(run.messages.contains("debut> mode"))
  }
}

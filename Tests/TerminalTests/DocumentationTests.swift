import DebutTesting
import Foundation
import Testing

@testable import Commands
@testable import Terminal

/// Help, manual page and completions, which are made from the types of the commands.
@Suite struct DocumentationTests {
  private let folder: TestFolder

  init() throws { folder = try TestFolder() }

  /// Returns the path of a program that checks the files made; nil if it is not installed.
  private static func tool(_ name: String) -> String? {
    ["/usr/bin/\(name)", "/bin/\(name)", "/usr/local/bin/\(name)"].first {
      FileManager.default.isExecutableFile(atPath: $0)
    }
  }

  /// Returns the text that a program prints, and its exit status.
  private func run(_ path: String, _ arguments: [String]) throws -> (text: String, status: Int32) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let file = try folder.write("said", "")
    process.standardOutput = FileHandle(forWritingAtPath: file)
    process.standardError = process.standardOutput
    try process.run()
    process.waitUntilExit()
    return (try folder.read("said"), process.terminationStatus)
  }

  @Test func helpListsTheCommandsAsSubcommands() throws {
    let help = try DebutProgram.run(["--help"])
    #expect(help.status == 0)
    for command in CommandList.all { #expect(help.output.contains(command.summary.prefix(30))) }
    for (name, _) in ProgramFacts.environment { #expect(help.output.contains(name)) }
  }

  @Test func theManualTellsEveryCommandAndOption() throws {
    let page = try DebutProgram.run(["--manual"])
    #expect(page.status == 0 && page.messages.isEmpty)
    #expect(page.output.split(separator: "\n.Ss ").count == CommandList.all.count + 1)
    for command in CommandList.all {
      #expect(page.output.contains(".Ss \\&\(command.name)\n"))
      for option in CommandShape(command).options where option.name.hasPrefix("--") {
        #expect(page.output.contains("Fl \\&\(option.name.dropFirst())"), "\(option.name)")
      }
    }
  }

  @Test(.enabled(if: tool("mandoc") != nil)) func theManualPassesMandocsLint() throws {
    let page = try folder.write("debut.1", ManualPage.text())
    let lint = try run(try #require(Self.tool("mandoc")), ["-T", "lint", "-W", "warning", page])
    #expect(lint.status == 0 && lint.text.isEmpty, "\(lint.text)")
  }

  @Test(.enabled(if: tool("groff") != nil)) func theManualIsSetWithoutWarnings() throws {
    let page = try folder.write("debut.1", ManualPage.text())
    let text = try run(try #require(Self.tool("groff")), ["-mdoc", "-Tutf8", "-ww", "-z", page])
    #expect(text.status == 0 && text.text.isEmpty, "\(text.text)")
  }

  @Test(arguments: ["bash", "zsh", "fish"]) func completionsAreForTheShell(shell: String) throws {
    let script = try DebutProgram.run(["--generate-completion-script", shell])
    #expect(script.status == 0)
    for name in ["recommend", "min-support", "fresh-users", "keep-going"] {
      #expect(script.output.contains(name), "\(name)")
    }
    // If the shell is installed, it says whether it can read them.
    guard let path = Self.tool(shell) else { return }
    let file = try folder.write("completions", script.output)
    let check = try run(path, ["-n", file])
    #expect(check.status == 0 && check.text.isEmpty, "\(check.text)")
  }

  @Test func refusesCompletionsOfAnUnknownShell() throws {
    let run = try DebutProgram.run(["--generate-completion-script", "nosuch"])
    #expect(run.status == 1)
    #expect(run.output.isEmpty && run.messages.contains("nosuch"))
  }

  @Test(
    arguments: [
      (["help", "train"], [], "\"help\" \"train\""),
      (["--mode", "json", "models"], ["--mode", "json"], "\"models\""),
      (["--mode=json", "help"], ["--mode=json"], "\"help\""),
      (
        ["--keep-going", "rate", "a \"b\" \\", "5"], ["--keep-going"],
        "\"rate\" \"a \\\"b\\\" \\\\\" 5"
      ),
      (["script", "help"], ["script", "help"], nil), (["-c", "help"], ["-c", "help"], nil),
      (["--mode"], ["--mode"], nil), ([], [], nil), (["there"], ["there"], nil),
    ] as [([String], [String], String?)])
  func aCommandInPlaceOfAScript(words: [String], options: [String], command: String?) {
    let start = StartWords(words, isFile: { $0 == "there" })
    #expect(start.options == options)
    #expect(start.command == command)
  }

  @Test func runsACommandInPlaceOfAScript() throws {
    let run = try DebutProgram.run(["--mode", "json", "help", "split"])
    #expect(run.status == 0)
    #expect(try run.objects().first?["topic"] as? String == "split")
    #expect(try DebutProgram.run(["help", "nonsense"]).status == 3)
    // A script of that name goes first.
    let folder = try TestFolder()
    try folder.write("help", "mode csv\nmode\n")
    #expect(try DebutProgram.run(["help"], in: folder).output == "mode\ncsv\n")
  }
}

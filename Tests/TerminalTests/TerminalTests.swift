import DebutTesting
import Foundation
import Testing

#if os(Linux)
  /// The built program in a pseudo-terminal.
  @Suite(.serialized) struct TerminalTests {
    private let home: TestFolder

    init() throws { home = try TestFolder() }

    @Test func greetsPromptsAndLeaves() throws {
      let program = try TerminalProgram(home: home)
      try program.expect("debut 0.1.0")
      try program.expect("debut> ")
      program.type("mode\r")
      try program.expect("table (of")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func aFailedLineEndsNothing() throws {
      let program = try TerminalProgram(home: home)
      try program.expect("debut> ")
      program.type("nonsense\r")
      try program.expect("there is no command")
      try program.expect("debut> ")
      program.type("quit\r")
      #expect(program.wait() == 0)
    }

    @Test func completesCommandsModelsAndTitles() throws {
      let program = try TerminalProgram(home: home)
      try program.expect("debut> ")
      program.type("lo\tde\t\r")
      try program.expect("60,000 ratings")
      try program.expect("debut> ")
      program.type("tra\titem-m\t\r")
      try program.expect("trained item-mean")
      try program.expect("debut> ")
      let title = try firstUniqueTitle()
      program.type("predict \"\(title.dropLast(8).lowercased())\t\r")
      try program.expect("\(title): ")
      try program.expect("answered by item-mean: item mean")
      try program.expect("debut> ")
      program.leave()
    }

    /// A title that no other begins with before its last letters.
    private func firstUniqueTitle() throws -> String {
      let objects = try DebutProgram.run(
        lines: "load demo", "data sample movies --count 1500", mode: "json"
      ).objects()
      let rows = try #require(objects[1]["rows"] as? [[String: Any]])
      let titles = rows.compactMap { $0["title"] as? String }
      return try #require(
        titles.first { title in
          title.count > 20 && !title.contains(", ")
            && titles.filter { $0.hasPrefix(title.dropLast(8)) }.count == 1
        })
    }

    @Test func ctrlCClearsTheLine() throws {
      let program = try TerminalProgram(home: home)
      try program.expect("debut> ")
      program.type("nonsense")
      try program.expect("nonsense")
      program.type("\u{3}")
      try program.expect("debut> ")
      program.type("mode\r")
      try program.expect("table (of")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func pressesOfCtrlCAtThePromptOnlyClearTheLine() throws {
      let program = try TerminalProgram(home: home)
      try program.expect("debut> ")
      var shown = ""
      // Two of a moment, and one that comes too late to be the same: while work runs, it would leave.
      for pause: UInt32 in [0, 50_000, 500_000] {
        program.type("nonsense")
        try program.expect("nonsense")
        usleep(pause)
        program.type("\u{3}")
        shown += try program.expect("debut> ")
      }
      program.type("\u{3}\u{3}")
      shown += try program.run("mode")
      shown += try program.run("")
      #expect(shown.contains("table (of"), "\(shown)")
      for word in ["stopping", "left", "there is no command"] {
        #expect(!shown.contains(word), "\(shown)")
      }
      program.type("quit\r")
      #expect(program.wait() == 0)
    }

    @Test func ctrlCStopsTrainingAndKeepsTheModel() throws {
      let program = try TerminalProgram(home: home)
      try program.expect("debut> ")
      try program.run("load demo")
      program.type("train latent-cf --epochs 100000 --as mine\r")
      try program.expect("epoch 1/100000")
      program.type("\u{3}")
      try program.expect("interrupted after epoch ")
      try program.expect("trained mine")
      try program.expect("debut> ")
      program.type("predict 5\r")
      try program.expect("answered by mine")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func showsWorkBeforeTheFirstEpoch() throws {
      let program = try TerminalProgram(home: home)
      try program.expect("debut> ")
      try program.run("load demo")
      program.type("train mf factors=60 alternations=1000\r")
      try program.expect("train mf  factors  [")
      program.type("\u{3}")
      try program.expect("trained mf")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func remembersLinesInAPrivateFile() throws {
      let first = try TerminalProgram(home: home)
      try first.expect("debut> ")
      first.type("help mode\r")
      try first.expect("USAGE")
      try first.expect("debut> ")
      first.leave()
      #expect(try home.read("history") == "help mode\n")
      let attributes = try FileManager.default.attributesOfItem(atPath: "\(home.path)/history")
      #expect(attributes[.posixPermissions] as? Int == 0o600)
      let second = try TerminalProgram(home: home)
      try second.expect("debut> ")
      second.type("\u{10}\r")
      try second.expect("USAGE: mode")
      try second.expect("debut> ")
      second.leave()
    }

    @Test func readsTheInitFile() throws {
      try home.write(".config/debut/init", "mode csv\n")
      let program = try TerminalProgram(home: home)
      try program.expect("debut> ")
      program.type("mode\r")
      try program.expect("csv\r\n")
      program.type("quit\r")
      #expect(program.wait() == 0)
      let without = try TerminalProgram(["--no-init"], home: home)
      try without.expect("debut> ")
      without.type("mode\r")
      try without.expect("table (of")
      without.type("quit\r")
      #expect(without.wait() == 0)
    }

    @Test func fitsANarrowWindow() throws {
      let program = try TerminalProgram(["--no-init"], home: home, columns: 40)
      try program.expect("debut> ")
      try program.run("load demo")
      program.type("data sample movies\r")
      try program.expect("\r\n")
      let table = try program.expect("debut> ")
      let lines = table.split(separator: "\r\n").dropLast()
      #expect(lines.count == 12)
      for line in lines { #expect(line.count <= 40, "\(line)") }
      program.type("quit\r")
      #expect(program.wait() == 0)
    }

    @Test func scriptsReadNoInitFileAndShowNoBanner() throws {
      try home.write(".config/debut/init", "mode csv\n")
      let program = try TerminalProgram(["-c", "mode"], home: home)
      let text = try program.expect("table (of")
      #expect(!text.contains("fresh users"))
      #expect(program.wait() == 0)
    }

    @Test func ctrlCStopsAScript() throws {
      let program = try TerminalProgram(
        ["-c", "load demo", "-c", "train latent-cf --epochs 100000", "-c", "mode"], home: home)
      try program.expect("epoch 1/100000")
      program.type("\u{3}")
      try program.expect("interrupted after epoch ")
      #expect(program.wait() == 130)
    }
  }
#endif

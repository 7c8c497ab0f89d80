import DebutTesting
import Foundation
import Testing

#if os(Linux)
  import Glibc

  /// Keys and signals at a pseudo-terminal.
  @Suite(.serialized) struct TypingTests {
    private let home: TestFolder

    init() throws { home = try TestFolder() }

    private func start(
      _ arguments: [String] = ["--no-init"], columns: Int = 80,
      environment: [String: String] = [:]
    ) throws -> TerminalProgram {
      let program = try TerminalProgram(
        arguments, home: home, columns: columns, environment: environment)
      try program.expect("debut> ")
      return program
    }

    /// A program with the demo loaded.
    private func startWithData(columns: Int = 80, environment: [String: String] = [:]) throws
      -> TerminalProgram
    {
      let program = try start(columns: columns, environment: environment)
      try program.run("load demo")
      return program
    }

    /// A title whose last word no other title has, and that word.
    private func titleWithAWordOfItsOwn() throws -> (title: String, word: String) {
      let objects = try DebutProgram.run(
        lines: "load demo", "data sample movies --count 1500", mode: "json"
      ).objects()
      let rows = try #require(objects[1]["rows"] as? [[String: Any]])
      let titles = rows.compactMap { $0["title"] as? String }
      for title in titles {
        // "Casimir and the Ferry (1990)"
        let words = title.split(separator: " ").map(String.init)
        guard words.count > 4, words[1] == "and" else { continue }
        let pair = "\(words[0]) \(words[3])"
        let same = titles.filter { $0.contains(words[0]) && $0.contains(words[3]) }
        if same.count == 1 { return (title, pair.lowercased()) }
      }
      throw TerminalProgram.Missing(text: "a title of its own")
    }

    @Test func completesTitlesByWordsWithin() throws {
      let (title, words) = try titleWithAWordOfItsOwn()
      let program = try startWithData()
      program.type("rate \"\(words)\t 4\r")
      try program.expect("\(title): 4; you have rated 1 item")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func hintsAtWhatIsExpected() throws {
      let program = try startWithData()
      program.type("rate 5 \t")
      try program.expect("[stars: a number on the rating scale]")
      // The line is there again, to be gone on with.
      try program.expect("debut> rate 5 ")
      program.type("4\r")
      try program.expect("you have rated 1 item")
      try program.expect("debut> ")
      program.type("train bias decay=\t")
      try program.expect("[decay: ")
      program.type("\u{15}use \t")
      try program.expect("none is trained yet]")
      program.type("\u{15}")
      program.leave()
    }

    private static let grey = "\u{1B}7\u{1B}[90m"
    private static let back = "\u{1B}[0m\u{1B}8"

    @Test func hintsWhileOneTypes() throws {
      let program = try startWithData()
      program.type("rate 5 ")
      try program.expect(
        "rate 5 \(Self.grey)[stars: a number on the rating scale]\(Self.back)")
      // The next key wipes it off first, wherever it leads.
      program.type("4")
      try program.expect("\u{1B}[J4")
      program.type("\r")
      try program.expect("you have rated 1 item")
      try program.expect("debut> ")
      for key in ["\u{3}", "\u{C}", "\u{12}"] {
        program.type("use ")
        try program.expect("none is trained yet]\(Self.back)")
        program.type(key)
        try program.expect("\u{1B}[J")
        program.type("\u{7}\u{5}\u{15}mode\r")
        try program.expect("table (of")
        try program.expect("debut> ")
      }
      program.type("use ")
      try program.expect("none is trained yet]\(Self.back)")
      // Within the line there is none.
      program.type("\u{1}\u{6}")
      let moved = try program.expect("\u{1B}[J")
      #expect(!moved.contains(Self.grey))
      try program.run("\u{5}\u{15}hints off")
      program.type("use ")
      try program.expect("use ")
      program.type("\u{15}mode\r")
      let rest = try program.expect("table (of")
      #expect(!rest.contains(Self.grey))
      try program.expect("debut> ")
      program.leave()
    }

    @Test(arguments: [(80, "1"), (18, "")])
    func noHintsWithoutColourOrRoom(columns: Int, noColour: String) throws {
      let program = try start(columns: columns, environment: ["NO_COLOR": noColour])
      program.type("use ")
      try program.expect("use ")
      usleep(200_000)
      program.type("\u{15}mode\r")
      let text = try program.expect("table")
      #expect(!text.contains("[90m"))
      try program.expect("debut> ")
      program.leave()
    }

    @Test func runsTheLinesOfAPasteOneByOne() throws {
      let program = try start()
      program.type("\u{1B}[200~mode csv\nmode\nmode table\u{1B}[201~\r")
      try program.expect("mode\r\ncsv\r\n")
      try program.expect("debut> ")
      program.type("mode\r")
      try program.expect("table (of")
      try program.expect("debut> ")
      program.leave()
      #expect(try home.read("history") == "mode csv\nmode\nmode table\nmode\n")
    }

    @Test(arguments: ["/dev/null", "a folder", "a pipe", "a link to a device"])
    func leavesAHistoryAloneThatIsNoFile(kind: String) throws {
      var path = kind
      switch kind {
      case "a folder": path = home.path
      case "a pipe":
        path = home.path + "/pipe"
        try #require(mkfifo(path, 0o600) == 0)
      case "a link to a device":
        path = home.path + "/link"
        try #require(symlink("/dev/null", path) == 0)
      default: break
      }
      let program = try TerminalProgram(
        ["--no-init"], home: home, columns: 200, environment: ["DEBUT_HISTORY": path])
      try program.expect("note: lines are not remembered: \(path) is not a regular file")
      try program.expect("debut> ")
      program.type("mode\r")
      let rest = try program.expect("debut> ")
      #expect(!rest.contains("remembered"))
      program.leave()
      var status = stat()
      #expect(stat("/dev/null", &status) == 0 && status.st_mode & S_IFMT == S_IFCHR)
    }

    @Test func errorsOfTheInitFileNameTheirPlaceAndEndNothing() throws {
      try home.write("my-init", "mode csv\nnonsense\nmode json\n")
      let path = "\(home.path)/my-init"
      let program = try TerminalProgram(
        [], home: home, columns: 300, environment: ["DEBUT_INIT": path])
      try program.expect("\(path):2: ")
      try program.expect("there is no command \"nonsense\"")
      try program.expect("debut> ")
      program.type("mode\r")
      try program.expect("csv\r\n")
      try program.expect("debut> ")
      program.leave()
      let missing = try TerminalProgram(
        [], home: home, columns: 300, environment: ["DEBUT_INIT": path + "-not"])
      try missing.expect("cannot read \(path)-not: no such file")
      try missing.expect("debut> ")
      missing.leave()
    }

    @Test func honoursTheConfigurationFolder() throws {
      try home.write("configuration/debut/init", "mode csv\n")
      let program = try start(
        [], environment: ["XDG_CONFIG_HOME": home.path + "/configuration"])
      program.type("mode\r")
      try program.expect("csv\r\n")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func leavingAsksOnceAboutWhatIsNotSaved() throws {
      let program = try TerminalProgram(["--no-init"], home: home, asks: true)
      try program.expect("debut> ")
      try program.run("load demo")
      try program.run("train item-mean")
      try program.run("rate 5 4")
      program.type("\u{4}")
      try program.expect("item-mean and 1 rating are not saved: save --session FOLDER keeps all; ")
      try program.expect("debut> ")
      // Any other line, and the question is put again.
      try program.run("save \(home.path)/model.safetensors")
      program.type("quit\r")
      try program.expect("1 rating is not saved: ")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func leavingDoesNotAskAboutWhatIsSaved() throws {
      let program = try TerminalProgram(["--no-init"], home: home, asks: true)
      try program.expect("debut> ")
      try program.run("load demo")
      try program.run("train item-mean")
      try program.run("rate 5 4")
      try program.run("save --session \(home.path)/kept")
      program.leave()
      let next = try TerminalProgram(["--no-init"], home: home, asks: true)
      try next.expect("debut> ")
      try next.run("open --session \(home.path)/kept")
      next.leave()
    }

    /// The pager waits for keys that nobody types.
    @Test func terminationEndsTheProgramWhileThePagerIsOpen() throws {
      let program = try start(
        environment: ["PAGER": "sh -c 'cat > /dev/null; echo paging; sleep 600'"])
      program.type("help train\r")
      try program.expect("paging")
      program.send(SIGTERM)
      #expect(program.wait() == 143)
    }

    @Test func atThePromptCtrlCOnlyClearsTheLine() throws {
      let program = try start()
      for _ in 0..<5 {
        program.type("mod\u{3}")
        try program.expect("^C")
        try program.expect("debut> ")
      }
      #expect(try program.run("mode").contains("table"))
      program.leave()
    }

    @Test func ctrlZStopsAndFgGoesOn() throws {
      let shell = try TerminalProgram(
        ["--norc", "--noprofile", "-i"], home: home, columns: 300,
        environment: ["PS1": "shell> "], path: "/bin/bash")
      try shell.expect("shell> ")
      try shell.run("\(DebutProgram.path) --no-init")
      shell.type("mod")
      try shell.expect("mod")
      shell.type("\u{1A}")
      try shell.expect("Stopped")
      try shell.expect("shell> ")
      shell.type("fg\r")
      // The text that was typed before is there still.
      try shell.expect("debut> mod")
      #expect(!shell.echoes)
      shell.type("e\r")
      try shell.expect("table (of")
      try shell.expect("debut> ")
      shell.type("\u{4}")
      try shell.expect("shell> ")
      shell.type("exit\r")
      #expect(shell.wait() == 0)
    }

    @Test func aNewSizeDrawsTheLineAnew() throws {
      let program = try start()
      program.type("help")
      try program.expect("help")
      program.resize(columns: 40)
      try program.expect("debut> help")
      program.type("\r")
      let text = try program.expect("debut> ")
      #expect(text.contains("what it does"))
      for line in text.split(separator: "\r\n").dropFirst().dropLast() {
        #expect(line.count <= 40, "\(line)")
      }
      program.leave()
    }

    @Test func sigtermEndsTrainingAndSaysHowFarItCame() throws {
      let program = try startWithData()
      program.type("train latent-cf --epochs 100000 --as mine\r")
      try program.expect("/100000  loss")
      program.send(SIGTERM)
      try program.expect("interrupted after epoch ")
      try program.expect("trained mine")
      try program.expect("terminated")
      #expect(program.wait() == 143)
      #expect(program.echoes)
    }

    @Test func sigtermAtThePromptRestoresTheTerminal() throws {
      let program = try start()
      program.send(SIGTERM)
      try program.expect("terminated")
      #expect(program.wait() == 143)
      #expect(program.echoes)
    }

    @Test func progressSaysRateAndTimeLeft() throws {
      let program = try startWithData(columns: 120)
      program.type("train latent-cf --epochs 100000 --patience 90000\r")
      // One line once an epoch is over, in this order.
      try program.expect("loss ")
      let drawn = try program.expect(" left")
      let last = try #require(drawn.split(separator: "\r").last)
      let order = #/epoch \d+/100000  .*loss [\d.]+  validation [\d.]+  .*epoch.*  /#
      #expect(last.contains(order), "\(last)")
      program.type("\u{3}")
      try program.expect("interrupted after epoch ")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func pagesLongAnswersAndNoOthers() throws {
      let program = try startWithData(environment: ["PAGER": "sed 's/^/paged /'"])
      program.type("data sample --count 3\r")
      var text = try program.expect("debut> ")
      #expect(!text.contains("paged"))
      program.type("data sample --count 60\r")
      text = try program.expect("debut> ")
      #expect(text.contains("paged userId"))
      try program.run("pager off")
      program.type("data sample --count 60\r")
      text = try program.expect("debut> ")
      #expect(!text.contains("paged"))
      program.leave()
    }

    @Test func aPagerThatIsMissingOrLeftEarlyLosesNothing() throws {
      let program = try startWithData(environment: ["PAGER": "no-such-pager"])
      program.type("data sample --count 60\r")
      try program.expect("userId")
      try program.expect("debut> ")
      program.leave()
      let early = try startWithData(environment: ["PAGER": "head -1"])
      early.type("data sample --count 5000\r")
      try early.expect("userId")
      let rest = try early.expect("debut> ")
      #expect(rest.split(separator: "\r\n").count < 5)
      early.leave()
    }

    /// One that fails has shown nothing, whatever it has read.
    @Test func aPagerThatFailsLosesNothing() throws {
      let program = try startWithData(environment: ["PAGER": "cat > /dev/null; exit 3"])
      program.type("data sample --count 60\r")
      try program.expect("userId")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func everyAnswerFitsFortyColumns() throws {
      let program = try start(columns: 40)
      try program.run("pager off")
      let lines = [
        "load demo", "data", "data sample", "split", "models", "help", "help train", "train bias",
        "train item-mean", "show", "evaluate bias", "evaluate bias item-mean", "predict 5",
        "recommend", "rate 5 4", "me", "similar 5 --top 3", "rate 5 44", "nonsense", "output",
      ]
      for line in lines {
        program.type(line + "\r")
        let text = try program.expect("debut> ")
        for shown in text.split(separator: "\r\n").dropFirst().dropLast() {
          let plain = shown.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "")
          let drawn = plain.split(separator: "\r").last ?? ""
          #expect(drawn.count <= 40, "\(line): \(drawn)")
        }
      }
      program.leave()
    }
  }
#endif

import DebutTesting
import Foundation
import Testing

#if os(Linux)
  import Glibc

  /// Ctrl-C and Ctrl-Z at a pseudo-terminal while something works.
  @Suite(.serialized) struct WaitingTests {
    private let home: TestFolder

    init() throws { home = try TestFolder() }

    /// A program with the demo loaded.
    private func startWithData(columns: Int = 80) throws -> TerminalProgram {
      let program = try TerminalProgram(["--no-init"], home: home, columns: columns)
      try program.expect("debut> ")
      try program.run("load demo")
      return program
    }

    @Test func ctrlZWipesTheProgressAndFgDrawsItAnew() throws {
      let shell = try TerminalProgram(
        ["--norc", "--noprofile", "-i"], home: home, columns: 100,
        environment: ["PS1": "shell> "], path: "/bin/bash")
      try shell.expect("shell> ")
      try shell.run("\(DebutProgram.path) --no-init --no-ask")
      try shell.run("load demo")
      shell.type("train latent-cf --epochs 100000\r")
      try shell.expect("/100000  ")
      shell.type("\u{1A}")
      try shell.expect("^Z\r\u{1B}[J")
      let stopped = try shell.expect("Stopped")
      #expect(!stopped.contains("/100000"))
      try shell.expect("shell> ")
      shell.type("fg\r")
      try shell.expect("/100000  ")
      // Once more: the handler is there still.
      shell.type("\u{1A}")
      try shell.expect("^Z\r\u{1B}[J")
      try shell.expect("shell> ")
      shell.type("fg\r")
      try shell.expect("/100000  ")
      shell.type("\u{3}")
      try shell.expect("interrupted after epoch ")
      try shell.expect("debut> ")
      shell.type("\u{4}")
      try shell.expect("shell> ")
      shell.type("exit\r")
      #expect(shell.wait() == 0)
    }

    @Test func ctrlCStopsALoadAndLeavesTheSessionAsItWas() throws {
      let path = home.path + "/large.csv"
      try home.write("large.csv", "userId,movieId,rating,timestamp\n")
      let file = try #require(FileHandle(forWritingAtPath: path))
      try file.seekToEnd()
      // Quoted fields take the slow way.
      let rows = (0..<10_000).map { "\"\($0 / 50)\",\($0 % 50),4,1000000000\n" }.joined()
      for _ in 0..<300 { try file.write(contentsOf: Data(rows.utf8)) }
      try file.close()
      let program = try startWithData()
      program.type("load \(path)\r")
      // The line is taken once the terminal shows keys by itself again.
      while !program.echoes { usleep(1_000) }
      program.type("\u{3}")
      try program.expect("interrupted; nothing was changed\r\n")
      try program.expect("debut> ")
      program.type("data\r")
      try program.expect("demo (generated)")
      try program.expect("debut> ")
      program.leave()
    }

    @Test func aSecondCtrlCSaysThatItLeavesAndLeaves() throws {
      // Nobody reads the answer, so that the program waits for room, and cannot look whether to stop.
      let pipe = "\(home.path)/answers"
      try #require(mkfifo(pipe, 0o600) == 0)
      let reader = open(pipe, O_RDWR | O_NONBLOCK)
      defer { close(reader) }
      let line = "data sample ratings --count 50000"
      let program = try TerminalProgram(
        [
          "-c",
          "exec \(DebutProgram.path) --no-init --mode json -c 'load demo' -c '\(line)' > '\(pipe)'",
        ], home: home, path: "/bin/bash")
      try waitUntilFull(reader)
      program.type("\u{3}")
      let first = try program.expect("Ctrl-C again leaves without saving\r\n")
      #expect(first.contains("stopping ...\r\n"))
      // Later than a press that bounced.
      usleep(600_000)
      program.type("\u{3}")
      try program.expect("left without saving\r\n")
      #expect(program.wait() == 130)
    }

    /// Waits until a pipe takes nothing more.
    private func waitUntilFull(_ pipe: Int32) throws {
      let deadline = Date().addingTimeInterval(60)
      while true {
        var state = pollfd(fd: pipe, events: Int16(POLLOUT), revents: 0)
        poll(&state, 1, 0)
        if state.revents & Int16(POLLOUT) == 0 { return }
        try #require(Date() < deadline, "the pipe is not full")
        usleep(20_000)
      }
    }

    @Test func progressLeavesRoomForTheKeysThatStopIt() throws {
      let program = try startWithData(columns: 40)
      program.type("train latent-cf --epochs 100000\r")
      try program.expect("epoch 1/100000")
      usleep(500_000)
      program.type("\u{3}")
      let text = try program.expect("interrupted after epoch ")
      for drawn in text.split(whereSeparator: { $0 == "\r" || $0.isNewline }).dropLast() {
        let plain = drawn.replacing(/\u{1B}\[[0-9;]*[A-Za-z]/, with: "").replacing("^C", with: "")
        #expect(plain.count <= 37, "\(plain)")
      }
      try program.expect("debut> ")
      program.leave()
    }
  }
#endif

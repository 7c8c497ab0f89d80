import DebutTesting
import Foundation
import Testing

#if canImport(Glibc)
  import Glibc
#endif

/// The program in a pseudo-terminal, driven by keys.
final class TerminalProgram {
  private let master: Int32
  private let pid: pid_t
  private var seen: [UInt8] = []
  private var read = 0
  private var status: Int32?

  /// Seconds to wait for text to appear. Long, because nothing depends on its being short.
  private static let patience = 60.0

  /// Starts the program as the leader of a session of its own, whose terminal is `columns` wide.
  ///
  /// - Parameters:
  ///   - environment: variables besides those of every run.
  ///   - path: another program that is to start it, such as a shell.
  ///   - asks: true lets it ask, at its end, about what is not saved.
  init(
    _ arguments: [String] = [], home: TestFolder, columns: Int = 80,
    environment: [String: String] = [:], path: String = DebutProgram.path, asks: Bool = false
  ) throws {
    var master: Int32 = -1
    var slave: Int32 = -1
    var size = winsize(
      ws_row: 24, ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    try #require(openpty(&master, &slave, nil, nil, &size) == 0)
    self.master = master
    let terminal = try #require(ttyname(slave).map { String(cString: $0) })
    var variables = DebutProgram.environment(home: home.path)
    variables["DEBUT_HISTORY"] = "\(home.path)/history"
    // Nobody is there to leave a pager.
    variables["PAGER"] = "cat"
    variables.merge(environment) { $1 }
    pid = try Self.spawn(
      [path] + arguments + (asks || path != DebutProgram.path ? [] : ["--no-ask"]),
      terminal: terminal, environment: variables, closing: [master, slave])
    // The program opened the terminal by its name, which made it the session's.
    close(slave)
  }

  deinit {
    if status == nil {
      kill(pid, SIGKILL)
      waitpid(pid, nil, 0)
    }
    close(master)
  }

  private static func spawn(
    _ words: [String], terminal: String, environment: [String: String], closing files: [Int32]
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, terminal, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)
    for file in files { posix_spawn_file_actions_addclose(&actions, file) }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    let newSession: Int16 = 0x80  // POSIX_SPAWN_SETSID
    posix_spawnattr_setflags(&attributes, newSession)
    let path = words[0]
    let words = words.map { strdup($0) } + [nil]
    let variables = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { for text in words + variables { free(text) } }
    var pid: pid_t = 0
    try #require(
      posix_spawn(&pid, path, &actions, &attributes, words, variables) == 0)
    return pid
  }

  /// Types keys. Enter is `\r`, Tab `\t`, Ctrl-C `\u{3}`, Ctrl-D `\u{4}`.
  func type(_ keys: String) {
    let bytes = Array(keys.utf8)
    _ = write(master, bytes, bytes.count)
  }

  /// Sends the program a signal.
  func send(_ signal: Int32) { kill(pid, signal) }

  /// Gives the terminal another size, which the programs in it are told.
  func resize(columns: Int, rows: Int = 24) {
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// True if the terminal by itself shows what is typed: not while lines are edited.
  var echoes: Bool {
    var state = termios()
    return tcgetattr(master, &state) == 0 && state.c_lflag & tcflag_t(ECHO) != 0
  }

  /// Waits until a text appears after what was seen before, and returns all up to it.
  @discardableResult
  func expect(_ text: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    let deadline = Date().addingTimeInterval(Self.patience)
    while true {
      let fresh = String(decoding: seen[read...], as: UTF8.self)
      if let found = fresh.range(of: text) {
        let upTo = String(fresh[..<found.upperBound])
        read += upTo.utf8.count
        return upTo
      }
      guard Date() < deadline, fill() else {
        Issue.record("no \"\(text)\" in \"\(fresh)\"", sourceLocation: sourceLocation)
        throw Missing(text: text)
      }
    }
  }

  /// Types a line, and waits for the prompt that follows what it says; returns all up to that.
  @discardableResult
  func run(_ line: String, sourceLocation: SourceLocation = #_sourceLocation) throws -> String {
    type(line + "\r")
    return try expect("debut> ", sourceLocation: sourceLocation)
  }

  /// Leaves by Ctrl-D; the prompt is to stand already, as keys that come before it are the terminal's.
  func leave(sourceLocation: SourceLocation = #_sourceLocation) {
    type("\u{4}")
    #expect(wait() == 0, sourceLocation: sourceLocation)
  }

  struct Missing: Error { let text: String }

  /// Waits for the end, and returns the exit status; -1 for a program that has to be killed.
  func wait() -> Int32 {
    let deadline = Date().addingTimeInterval(Self.patience)
    while fill(), Date() < deadline {}
    var raw: Int32 = 0
    while waitpid(pid, &raw, WNOHANG) == 0 {
      if Date() >= deadline { kill(pid, SIGKILL) }
      usleep(10_000)
    }
    status = raw
    return raw & 0x7F == 0 ? (raw >> 8) & 0xFF : -1
  }

  /// Reads what there is; false at the end, or where nothing comes for a long time.
  private func fill() -> Bool {
    var wait = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&wait, 1, Int32(Self.patience * 1000)) > 0 else { return false }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(master, &bytes, bytes.count)
    guard count > 0 else { return false }
    seen += bytes[..<count]
    return true
  }
}

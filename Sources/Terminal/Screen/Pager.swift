import Commands
import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Shows texts that are longer than the terminal by the user's pager.
struct Pager {
  /// A line for `sh`.
  private let command: String

  /// Takes the value of `PAGER`, else `less`; nil if the variable asks for none.
  ///
  /// - Parameter variable: the value of `PAGER`.
  init?(variable: String?) {
    let command = variable ?? "less"
    guard !command.isEmpty, command != "cat" else { return nil }
    self.command = command
  }

  /// Shows a text if it is longer than the terminal; returns false for a text that the caller is to
  /// write.
  func show(_ text: String) -> Bool {
    guard let size = Console.size(of: STDOUT_FILENO), Self.isLong(text, rows: size.rows) else {
      return false
    }
    // As in `git`: colours as they are, no pager for less than a screen, the text stays visible.
    setenv("LESS", "FRX", 0)
    return Interruption.unheard { run(text) }
  }

  /// Returns whether a text and the prompt after it need more rows than there are.
  static func isLong(_ text: String, rows: Int) -> Bool {
    text.utf8.reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) } >= rows
  }

  private func run(_ text: String) -> Bool {
    // The user may leave before all was written.
    let before = signal(SIGPIPE, SIG_IGN)
    defer { signal(SIGPIPE, before) }
    guard let child = PagerProcess(command) else { return false }
    let failure = child.write(text)
    let status = child.wait()
    // A pager ended by a signal, which the shell reports too, was left by the user. Any other
    // failure is the pager's, or the shell's that found none: the text was not shown.
    let code = status >> 8 & 0xFF
    return (status & 0x7F != 0 || code == 0 || code > 128) && (failure == nil || failure == EPIPE)
  }
}

/// A pager that runs, with a pipe to it. SIGTERM ends it with the program: `popen` would wait on.
private struct PagerProcess {
  private let process: ChildProcess
  private let pipe: ChildPipe

  /// Starts a line of `sh`; nil if that fails.
  init?(_ command: String) {
    var apart = ChildProcess.Apartness()
    apart.usualSignals = [SIGPIPE]
    guard let pipe = try? ChildPipe(),
      let process = try? ChildProcess(
        ["/bin/sh", "-c", command], files: [pipe.start], apart: apart)
    else { return nil }
    pipe.closeStart()
    _ = fcntl(pipe.end, F_SETFL, O_NONBLOCK)
    self.process = process
    self.pipe = pipe
  }

  /// Writes a text and closes the pipe; returns the system's code if that fails. SIGTERM ends it.
  func write(_ text: String) -> Int32? {
    defer { pipe.closeEnd() }
    let bytes = Array(text.utf8)
    var done = 0
    return bytes.withUnsafeBytes { buffer in
      while done < buffer.count, !Interruption.isTermination {
        let rest = UnsafeRawBufferPointer(rebasing: buffer[done...])
        let written = systemWrite(pipe.end, rest)
        if written >= 0 {
          done += written
        } else if errno == EAGAIN {
          var ready = pollfd(fd: pipe.end, events: Int16(POLLOUT), revents: 0)
          poll(&ready, 1, 100)
        } else if errno != EINTR {
          return errno
        }
      }
      return nil
    }
  }

  /// Waits for the end, and returns the status as `waitpid` does. SIGTERM is passed on, and after a second
  /// the pager is killed.
  func wait() -> Int32 {
    var asked = 0
    while true {
      switch process.state() {
      case .ended(let status): return status
      case .unknown: return 0
      case .running: break
      }
      if Interruption.isTermination {
        if asked == 0 { process.send(SIGTERM) }
        if asked == 100 { process.kill() }
        asked += 1
      }
      usleep(10_000)
    }
  }
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawBufferPointer) -> Int {
  write(file, bytes.baseAddress, bytes.count)
}

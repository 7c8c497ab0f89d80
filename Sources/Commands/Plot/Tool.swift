import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Another program that does a part of the work.
enum Tool {
  /// The result of a program.
  struct Run {
    /// The exit status; -1 if a signal ended the program.
    let status: Int32
    let output: [UInt8]
    let errors: [UInt8]
  }

  /// Runs a program of the PATH to its end.
  ///
  /// - Parameters:
  ///   - words: the program and its words.
  ///   - text: its standard input.
  ///   - isCancelled: called often; some time after a true the program is ended, unless it ends by itself.
  /// - Throws: `ChildProcess.Failure`, with `ENOENT` if there is no such program.
  static func run(
    _ words: [String], input text: String = "", isCancelled: () -> Bool = { false }
  ) throws -> Run {
    // Files without a name: unlike pipes they cannot fill up, however long the texts are.
    guard let input = tmpfile(), let output = tmpfile(), let errors = tmpfile() else {
      throw ChildProcess.Failure(code: errno)
    }
    defer { for file in [input, output, errors] { fclose(file) } }
    let bytes = Array(text.utf8)
    fwrite(bytes, 1, bytes.count, input)
    rewind(input)
    let status = try wait(words, [fileno(input), fileno(output), fileno(errors)], isCancelled)
    return Run(status: status, output: contents(of: output), errors: contents(of: errors))
  }

  /// Starts the program with standard input, output and errors, and waits for its end.
  private static func wait(
    _ words: [String], _ files: [Int32], _ isCancelled: () -> Bool
  ) throws -> Int32 {
    // The least that fonts are found by: a plot looks the same whatever the user has set.
    let environment = ["PATH", "HOME", "LANG", "LC_ALL"].compactMap { name in
      Environment[name].map { "\(name)=\($0)" }
    }
    let child = try ChildProcess(words, files: files, environment: environment)
    guard let status = child.wait(patience: .milliseconds(200), unless: isCancelled)
    else { return -1 }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }

  private static func contents(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
    rewind(file)
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, file)
      guard count > 0 else { return bytes }
      bytes += buffer[..<count]
    }
  }
}

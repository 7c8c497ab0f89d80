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

  /// The reason why a program could not be run: one of the C library's numbers.
  struct Failure: Error { let code: Int32 }

  /// Runs a program of the PATH to its end.
  ///
  /// - Throws: `Failure`, with `ENOENT` if there is no such program.
  static func run(_ words: [String], input text: String = "") throws -> Run {
    // Files without a name: unlike pipes they cannot fill up, however long the texts are.
    guard let input = tmpfile(), let output = tmpfile(), let errors = tmpfile() else {
      throw Failure(code: errno)
    }
    defer { for file in [input, output, errors] { fclose(file) } }
    let bytes = Array(text.utf8)
    fwrite(bytes, 1, bytes.count, input)
    rewind(input)
    let status = try wait(words, [fileno(input), fileno(output), fileno(errors)])
    return Run(status: status, output: contents(of: output), errors: contents(of: errors))
  }

  /// Starts the program with standard input, output and errors, and waits for its end.
  private static func wait(_ words: [String], _ files: [Int32]) throws -> Int32 {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (target, source) in files.enumerated() {
      posix_spawn_file_actions_adddup2(&actions, source, Int32(target))
    }
    var arguments = cStrings(words)
    // The least that fonts are found by: a plot looks the same whatever the user has set.
    var environment = cStrings(
      ["PATH", "HOME", "LANG", "LC_ALL"].compactMap { name in
        Environment[name].map { "\(name)=\($0)" }
      })
    defer { for text in arguments + environment { free(text) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, words[0], &actions, nil, &arguments, &environment)
    guard code == 0 else { throw Failure(code: code) }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { return -1 }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }

  /// Returns the strings as C has them, and the nil at their end. The caller frees them.
  private static func cStrings(_ texts: [String]) -> [UnsafeMutablePointer<CChar>?] {
    texts.map { strdup($0) } + [nil]
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

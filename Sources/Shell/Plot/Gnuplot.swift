#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Runs gnuplot, which draws.
enum Gnuplot {
  /// Has a program drawn, and returns what gnuplot wrote: text, or a picture's bytes.
  ///
  /// The program is read from standard input, without the user's settings files.
  ///
  /// - Throws: `ShellError.noGnuplot` where there is none on the PATH; `.gnuplotFailed` with its own
  ///   words; `.interrupted`.
  static func draw(_ program: String) throws -> [UInt8] {
    // Files without a name, so that nobody waits for anybody however long the texts are.
    guard let input = tmpfile(), let output = tmpfile(), let errors = tmpfile() else {
      throw ShellError.gnuplotFailed(reason: String(cString: strerror(errno)).lowercased())
    }
    defer { for file in [input, output, errors] { fclose(file) } }
    let bytes = Array(program.utf8)
    fwrite(bytes, 1, bytes.count, input)
    rewind(input)
    let status = try run(input: fileno(input), output: fileno(output), errors: fileno(errors))
    guard status == 0 else {
      if Interruption.isRequested { throw ShellError.interrupted }
      let text = String(decoding: contents(of: errors), as: UTF8.self)
      let lines = text.split(whereSeparator: \.isNewline).filter { $0.contains { $0 != " " } }
      throw ShellError.gnuplotFailed(reason: String(lines.last ?? "it said nothing"))
    }
    return contents(of: output)
  }

  /// Starts the program and waits for its end.
  ///
  /// - Returns: its exit status; -1 where a signal ended it.
  private static func run(input: Int32, output: Int32, errors: Int32) throws -> Int32 {
    #if canImport(Glibc)
      var actions = posix_spawn_file_actions_t()
    #else
      var actions: posix_spawn_file_actions_t?
    #endif
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    for (source, target) in [
      (input, STDIN_FILENO), (output, STDOUT_FILENO), (errors, STDERR_FILENO),
    ] {
      posix_spawn_file_actions_adddup2(&actions, source, target)
    }
    var arguments = cStrings(["gnuplot", "--default-settings"])
    // The least that fonts are found by: a plot looks the same whatever the user has set.
    var environment = cStrings(
      ["PATH", "HOME", "LANG", "LC_ALL"].compactMap { name in
        Environment[name].map { "\(name)=\($0)" }
      })
    defer { for text in arguments + environment { free(text) } }
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, "gnuplot", &actions, nil, &arguments, &environment)
    guard code == 0 else {
      guard code != ENOENT else { throw ShellError.noGnuplot }
      throw ShellError.gnuplotFailed(reason: String(cString: strerror(code)).lowercased())
    }
    var status: Int32 = 0
    while waitpid(pid, &status, 0) < 0 {
      guard errno == EINTR else { return -1 }
    }
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -1
  }

  /// The strings as C has them, and the nil at their end. Whoever asks frees them.
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

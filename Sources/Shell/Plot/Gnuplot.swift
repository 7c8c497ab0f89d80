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
  static func draw(_ program: String, on canvas: PlotCanvas) throws -> [UInt8] {
    let program = canvas == .png ? Fonts().readable(program) : program
    do {
      let run = try Tool.run(["gnuplot", "--default-settings"], input: program)
      guard run.status == 0 else {
        if Interruption.isRequested { throw ShellError.interrupted }
        let text = String(decoding: run.errors, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).filter { $0.contains { $0 != " " } }
        throw ShellError.gnuplotFailed(reason: String(lines.last ?? "it said nothing"))
      }
      return run.output
    } catch let failure as Tool.Failure {
      guard failure.code != ENOENT else { throw ShellError.noGnuplot }
      throw ShellError.gnuplotFailed(reason: String(cString: strerror(failure.code)).lowercased())
    }
  }
}

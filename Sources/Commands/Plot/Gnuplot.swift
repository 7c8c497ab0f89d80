import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Draws plots by the program gnuplot.
struct Gnuplot {
  private let cancellation: Cancellation

  init(_ cancellation: Cancellation) { self.cancellation = cancellation }

  /// Draws a plot, and returns what gnuplot wrote: text, or a picture's bytes.
  ///
  /// The plot's program is read from standard input, without the user's settings files.
  ///
  /// - Throws: `ShellError.noGnuplot` if it is not on the PATH; `.gnuplotFailed` with its own words;
  ///   `.interrupted`.
  func draw(_ plot: Plot, on canvas: PlotCanvas) throws -> [UInt8] {
    let program = plot.program(on: canvas)
    do {
      let run = try Tool.run(
        ["gnuplot", "--default-settings"],
        input: canvas == .png ? Fonts().readable(program) : program,
        isCancelled: { cancellation.isRequested })
      guard run.status == 0 else {
        try cancellation.check()
        let text = String(decoding: run.errors, as: UTF8.self)
        let lines = text.split(whereSeparator: \.isNewline).filter { $0.contains { $0 != " " } }
        throw ShellError.gnuplotFailed(reason: String(lines.last ?? "it said nothing"))
      }
      return run.output
    } catch let failure as ChildProcess.Failure {
      guard failure.code != ENOENT else { throw ShellError.noGnuplot }
      throw ShellError.gnuplotFailed(reason: String(cString: strerror(failure.code)).lowercased())
    }
  }
}

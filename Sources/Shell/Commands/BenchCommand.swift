import ArgumentParser
import Debut

struct BenchCommand: ShellCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure how fast kernels, training, serving and reading are.")

  func run(in session: Session) throws -> Outcome { .done }
}

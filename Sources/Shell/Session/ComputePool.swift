import Debut

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Kernels, and pools of threads, made when they are first needed.
final class ComputePool {
  private var current: Compute?

  /// The threads that `--threads` may ask for.
  static let threadRange = 1...256

  /// The number of cores.
  static var cores: Int { max(1, min(threadRange.upperBound, sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// - Throws: `ShellError.badValue`, and what the choice of kernels throws.
  func compute(threads: Int?) throws -> Compute {
    let threads = threads ?? Self.cores
    guard Self.threadRange.contains(threads) else {
      throw ShellError.badValue(
        what: "--threads", value: String(threads),
        expected:
          "a whole number from \(Self.threadRange.lowerBound) to \(Self.threadRange.upperBound)")
    }
    if let current, current.workers.threads == threads { return current }
    let compute = Compute(kernels: try Kernels.select(), workers: Workers(threads: threads))
    current = compute
    return compute
  }
}

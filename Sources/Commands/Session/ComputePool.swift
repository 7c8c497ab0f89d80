import DebutEngine

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// Kernels, and pools of threads, made when they are first needed.
final class ComputePool {
  private var current: Compute?

  /// The range of `--threads`.
  static let threadRange = 1...256

  /// The number of cores.
  static var cores: Int {
    max(1, min(threadRange.upperBound, sysconf(Int32(_SC_NPROCESSORS_ONLN))))
  }

  /// Returns kernels and threads.
  ///
  /// - Parameters:
  ///   - threads: nil: as many as the machine has cores.
  ///   - variant: nil: the fastest, or the one that `DEBUT_KERNELS` names.
  /// - Throws: `ShellError.badValue`, and the errors of the choice of kernels.
  func compute(threads: Int?, variant: KernelVariant?) throws -> Compute {
    let threads = threads ?? Self.cores
    guard Self.threadRange.contains(threads) else {
      throw ShellError.badValue(
        what: "--threads", value: String(threads),
        expected:
          "a whole number from \(Self.threadRange.lowerBound) to \(Self.threadRange.upperBound)")
    }
    let kernels = try variant.map { try Kernels.table(for: $0) } ?? Kernels.select()
    if let current, current.workers.threads == threads {
      return Compute(kernels: kernels, workers: current.workers)
    }
    let compute = Compute(kernels: kernels, workers: Workers(threads: threads))
    current = compute
    return compute
  }
}

import Debut

/// Calls `body` with every kernel variant that this machine can run. An error names the variant.
public func withEveryKernelVariant(_ body: (KernelTable) throws -> Void) throws {
  for kernels in KernelTable.available {
    do {
      try body(kernels)
    } catch {
      throw CheckFailure("with the \(kernels.variant.rawValue) kernels: \(error)")
    }
  }
}

extension Compute {
  /// The scalar reference: the same numbers on every machine.
  public static func testing(threads: Int = 1) throws -> Compute {
    guard let kernels = KernelTable.available.first(where: { $0.variant == .scalar }) else {
      throw CheckFailure("there are no scalar kernels")
    }
    return Compute(kernels: kernels, workers: Workers(threads: threads))
  }
}

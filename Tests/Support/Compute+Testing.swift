import DebutEngine

/// Calls `body` with every kernel variant that this machine can run. An error names the variant.
public func withEveryKernelVariant(_ body: (KernelTable) throws -> Void) throws {
  for variant in Kernels.available {
    do {
      try body(try Kernels.table(for: variant))
    } catch {
      throw CheckFailure("with the \(variant.rawValue) kernels: \(error)")
    }
  }
}

extension Compute {
  /// The kernels that the process would choose, so that the whole suite runs with any variant.
  public static func testing(threads: Int = 1) throws -> Compute {
    Compute(kernels: try Kernels.select(), workers: Workers(threads: threads))
  }
}

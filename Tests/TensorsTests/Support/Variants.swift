import Tensors

/// The kernel variants that this machine can run.
enum Variants {
  static let all: [KernelVariant] = KernelVariant.allCases.filter { Kernels.table(for: $0) != nil }
}

extension Compute {
  /// A variant that this machine can run.
  init(_ variant: KernelVariant, threads: Int = 1) {
    self.init(
      kernels: Kernels.table(for: variant) ?? Kernels.select(), workers: Workers(threads: threads))
  }
}

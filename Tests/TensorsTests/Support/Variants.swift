import Foundation
import Tensors

/// The kernel variants that tests run on: all that this machine can run, or the one that the
/// environment names.
enum Variants {
  static let all: [KernelVariant] = {
    let name = ProcessInfo.processInfo.environment[Kernels.environmentVariable] ?? ""
    // A name that cannot run here must not make every test pass for want of arguments.
    guard let named = KernelVariant(rawValue: name), Kernels.available.contains(named) else {
      return Kernels.available
    }
    return [named]
  }()
}

extension Compute {
  /// A variant that this machine can run.
  init(_ variant: KernelVariant, threads: Int = 1) {
    guard let kernels = try? Kernels.table(for: variant) else {
      preconditionFailure("the variant \(variant) is not available here")
    }
    self.init(kernels: kernels, workers: Workers(threads: threads))
  }
}

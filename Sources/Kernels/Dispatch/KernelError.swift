@_exported import KernelTable

/// An error in the choice of a kernel table.
///
/// - Stability: evolving.
public enum KernelError: Error, Equatable {
  /// The name in `DEBUT_KERNELS` is not that of a variant.
  case unknownVariant(name: String, available: [KernelVariant])
  /// The variant exists, but this processor, its operating system or this build cannot run it.
  case unavailable(KernelVariant, available: [KernelVariant])
}

extension KernelError: CustomStringConvertible {
  /// A line with the reason and the available variants.
  public var description: String {
    func list(_ variants: [KernelVariant]) -> String {
      variants.map(\.rawValue).joined(separator: ", ")
    }
    switch self {
    case .unknownVariant(let name, let available):
      return "no kernel variant is called \"\(name)\"; available here: \(list(available))"
    case .unavailable(let variant, let available):
      return "this machine cannot run the kernel variant \(variant.rawValue); "
        + "available here: \(list(available))"
    }
  }
}

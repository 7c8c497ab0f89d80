@_exported import KernelTable

/// Why no kernel table could be chosen.
public enum KernelError: Error, Equatable {
  /// `DEBUT_KERNELS` or a caller asked for a name that no variant has.
  case unknownVariant(name: String, available: [KernelVariant])
  /// The variant exists, but this processor, its operating system or this build cannot run it.
  case unavailable(KernelVariant, available: [KernelVariant])
}

extension KernelError: CustomStringConvertible {
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
